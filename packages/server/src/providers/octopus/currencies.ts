import type { ClockReading } from "../connector.ts";
import { member } from "../../util/outside-text/members.ts";
import { optionalCurrency, optionalId, optionalWhole } from "../../util/outside-text/text.ts";
import { listOf } from "../json/members.ts";
import type { OctopusApi } from "./api.ts";

export interface OctopusCurrency {
  readonly code: string;
  /** Its decimal places. */
  readonly scale: number | null;
}

/** @limit Providers: shortest interval between two requests for the currency list because of an unknown id. */
const LOOK_AGAIN_MS = 60_000;
/** @limit Providers: decimal places of a provider's currency. */
const MAX_SCALE = 9;

/** The provider's currencies by id: read once, and again when an unknown id turns up. */
export interface Currencies {
  find(id: string, signal: AbortSignal): Promise<OctopusCurrency | null>;
  /** Readings of the provider's clock since the last call. */
  takeClocks(): readonly (ClockReading | null)[];
}

export function createCurrencies(api: Pick<OctopusApi, "get">, now: () => number): Currencies {
  let known: ReadonlyMap<string, OctopusCurrency> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let clocks: (ClockReading | null)[] = [];

  async function read(signal: AbortSignal): Promise<void> {
    // The documentation shows this list whole, so no page is requested.
    const { value, clock } = await api.get("/api/v1/currencies", { limit: "1000" }, signal);
    const found = new Map<string, OctopusCurrency>();
    for (const item of listOf(value, "currencies")) {
      const id = optionalId(member(item, "id"));
      const code = optionalCurrency(member(item, "currency"));
      const precision = optionalWhole(member(item, "precision"));
      const scale = precision !== null && precision <= MAX_SCALE ? precision : null;
      if (id !== null && code !== null) found.set(id, { code, scale });
    }
    known = found;
    readAt = now();
    clocks.push(clock);
  }

  return {
    async find(id, signal) {
      if (!known.has(id) && now() >= readAt + LOOK_AGAIN_MS) await read(signal);
      return known.get(id) ?? null;
    },
    takeClocks() {
      const taken = clocks;
      clocks = [];
      return taken;
    },
  };
}

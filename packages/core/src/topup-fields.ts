import type { TopupMethod } from "@plimsoll/contract";
import { decimalText } from "./money/decimal-text.ts";
import { parseDecimal } from "./money/decimal.ts";
import { tooLarge } from "./money/problem.ts";
import type { Violation } from "./outcome.ts";

/** How a wallet is topped up, in wire form. Amounts are in the wallet's currency. */
export interface TopupSettings {
  /** Days of spend that a top-up leaves when it arrives. */
  readonly target_days: number;
  readonly minimum: string | null;
  readonly step: string | null;
  /** In the order of preference. */
  readonly methods: readonly TopupMethod[];
  readonly instructions: string | null;
}

export const DEFAULT_TOPUP_SETTINGS: TopupSettings = {
  target_days: 5,
  minimum: null,
  step: null,
  methods: ["wire"],
  instructions: null,
};

/** A JSON merge patch of top-up settings, its amounts as written in the request. */
export interface TopupPatch {
  readonly target_days?: number | null | undefined;
  readonly minimum?: unknown;
  readonly step?: unknown;
  readonly methods?: readonly TopupMethod[] | null | undefined;
  readonly instructions?: string | null | undefined;
}

/** `undefined` leaves the settings as they are, null removes them all. */
export function patchTopupSettings(
  stored: Partial<TopupSettings>,
  patch: TopupPatch | null | undefined,
): { readonly settings: Partial<TopupSettings> | null | undefined; readonly violations: readonly Violation[] } {
  if (patch === null || patch === undefined) return { settings: patch, violations: [] };
  const settings: Record<string, unknown> = { ...stored };
  const violations: Violation[] = [];
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete settings[name];
    else if (name !== "minimum" && name !== "step") settings[name] = value;
    else {
      const amount = readSettingAmount(`topup.${name}`, value, 1n);
      if (typeof amount === "string") settings[name] = amount;
      else violations.push(amount);
    }
  }
  return { settings: Object.keys(settings).length === 0 ? null : settings, violations };
}

/** The decimal text of an amount in settings, which has no scale of its own, or the problem. */
export function readSettingAmount(field: string, input: unknown, least: bigint): string | Violation {
  const parsed = parseDecimal(input);
  const text = decimalText(input);
  if (parsed.ok && text !== null && parsed.value.units >= least) return text;
  const rule = `${field} must be a decimal number${least > 0n ? " above zero" : " and not negative"}`;
  return { field, message: tooLarge(input, field) ?? rule };
}

import type { DeliveryStatus } from "@plimsoll/core";
import type { Config } from "../../config.ts";
import { parseDeliveryId } from "../../api/ids.ts";
import { accepted } from "../../api/rejections.ts";
import { DEFAULT_REPLAY, replayRange } from "../../store/replay.ts";
import { readTime } from "../../util/outside-text/time.ts";
import type { Io } from "./io.ts";
import { accountOf, submitAlone, withStore } from "./store-access.ts";

const STATUSES: readonly DeliveryStatus[] = ["delivered", "failed", "skipped"];

export interface ReplayOptions {
  /** `ep_…`: the endpoint's deliveries within the range; `dlv_…`: that delivery. */
  readonly id: string;
  readonly account: string;
  readonly since?: string;
  readonly until?: string;
  /** Comma-separated. */
  readonly status?: string;
}

/** Puts deliveries back into the outbox; the server that runs on this store sends them. */
export async function replay(
  config: Config,
  options: ReplayOptions,
  io: Io & { readonly json: boolean },
): Promise<number> {
  const range = {
    since: time("--since", options.since) ?? 0,
    until: time("--until", options.until) ?? Date.now(),
    statuses: statuses(options.status),
  };
  const single = options.id.startsWith("dlv_") ? parseDeliveryId(options.id) : null;
  const accountId = await accountOf(config, options.account);
  return withStore(config, async (store) => {
    const outcome = single
      ? await submitAlone(store, {
          type: "replay_deliveries",
          accountId,
          endpointId: single.endpointId,
          sequences: [single.sequence],
        })
      : await replayRange(
          {
            reads: store.reads,
            submit: (command) => submitAlone(store, command),
            goOn: (replayed) => {
              io.progress(`${replayed} deliveries put back`);
              return true;
            },
          },
          accountId,
          await existing(options.id),
          range,
        );
    const { replayed } = accepted(outcome);
    io.print(io.json ? JSON.stringify({ replayed }) : `${replayed} deliveries will be sent again`);
    return 0;

    async function existing(id: string): Promise<string> {
      const endpoint = await store.reads.endpoint(accountId, id);
      if (!endpoint || endpoint.status === "deleted") throw new Error(`there is no webhook endpoint ${id}`);
      if (endpoint.status === "disabled") throw new Error(`the webhook endpoint ${id} is disabled; enable it first`);
      return id;
    }
  });
}

function time(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = readTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (ms === null) throw new Error(`${flag} must be a time such as 2026-05-01T00:00:00Z, not "${text}"`);
  return ms;
}

function statuses(text: string | undefined): readonly DeliveryStatus[] {
  if (text === undefined) return DEFAULT_REPLAY;
  return text.split(",").map((part) => {
    const known = STATUSES.find((status) => status === part.trim());
    if (!known) throw new Error(`--status: ${part.trim()} is not one of ${STATUSES.join(", ")}`);
    return known;
  });
}

import type { Provider } from "@plimsoll/core";
import type { Outbound } from "../net/outbound.ts";
import type { Sealer } from "../util/sealer.ts";
import { checkUp, type CheckResult, type CheckedProvider } from "./checkup.ts";
import { kindFacts } from "./kinds.ts";
import { configOf } from "./open-connector.ts";

export interface Examination {
  readonly provider: Provider;
  /** Unix milliseconds; null without one. */
  readonly lastHookAt: number | null;
  readonly unseal: Sealer["unseal"];
  readonly outbound: Outbound;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Checks a stored provider's connection with a connection of its own. The signal ends its requests. */
export async function examine(
  { provider, lastHookAt, unseal, outbound, now }: Examination,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const facts = kindFacts(provider.kind);
  if (facts === null) {
    const message = `this version does not know the kind ${provider.kind}`;
    return [{ check: "kind", state: "problem", message, advice: "upgrade" }];
  }
  let config;
  try {
    config = configOf(provider, unseal);
  } catch {
    const message = "they were sealed with another secret key";
    const advice = "set PLIMSOLL_SECRET_KEY as the server has it, or give the credentials again";
    return [{ check: "credentials", state: "problem", message, advice }];
  }
  const checked = {
    config,
    facts,
    paused: provider.status === "paused",
    hasWebhookSecret: provider.webhookSecret !== null,
    ...hooksOf(provider, lastHookAt, now()),
  };
  return checkUp(checked, { outbound, owner: String(provider.accountId), now }, signal);
}

function hooksOf(
  { hooksReceivedAt, hooksRefused, hooksRefusedAt, hooksRefusedReason }: Provider,
  lastHookAt: number | null,
  now: number,
): Pick<CheckedProvider, "sinceHookMs" | "refusedHooks"> {
  const last = Math.max(hooksReceivedAt ?? 0, lastHookAt ?? 0);
  const refused = { count: hooksRefused, sinceMs: now - (hooksRefusedAt ?? now), reason: hooksRefusedReason ?? "" };
  return { sinceHookMs: last === 0 ? null : now - last, refusedHooks: hooksRefused === 0 ? null : refused };
}

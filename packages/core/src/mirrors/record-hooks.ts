import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { Provider } from "../model/provider.ts";
import { providerFailing, providerRecovered } from "./failing.ts";

/**
 * Strangers who send junk between good hooks cause no stream of events.
 * @limit Inbound webhooks: time from one `provider.failing` for refused webhooks to the next of its provider.
 */
const HOOKS_FAILING_AGAIN_MS = 60_000;

/** The hooks at a provider's hook URL since the last record. */
export interface RecordHooks {
  readonly type: "record_hooks";
  readonly accountId: number;
  readonly providerId: string;
  /** The time of the last signed hook; null for none. */
  readonly receivedAt: number | null;
  /** Null when none was refused. */
  readonly refused: RefusedHooks | null;
}

export interface RefusedHooks {
  readonly count: number;
  /** The time of the last one, and why it was refused. */
  readonly at: number;
  readonly reason: string;
  /** Whether the last hook of all was refused. */
  readonly last: boolean;
}

/** Stores when hooks came and which were refused; emits that hooks are refused, and that one is accepted again. */
export const recordHooks: Handler<RecordHooks, { readonly failing: boolean }> = {
  lookups: ({ accountId, providerId }) => [row("providers", accountId, providerId)],

  apply: (draft, { accountId, providerId, receivedAt, refused }): Outcome<{ failing: boolean }> => {
    const before = draft.get("providers", accountId, providerId);
    if (!before) return rejected("provider_not_found");
    const provider = draft.edit("providers", before);
    if (receivedAt !== null) provider.hooksReceivedAt = receivedAt;
    if (refused) {
      provider.hooksRefused += refused.count;
      provider.hooksRefusedAt = refused.at;
      provider.hooksRefusedReason = refused.reason;
    }
    if (refused?.last) fail(draft, provider, refused.reason);
    else if (receivedAt !== null) recover(draft, provider);
    return accepted({ failing: provider.hooksFailingSince !== null });
  },
};

function fail(draft: Draft, provider: Provider, reason: string): void {
  const { hooksFailingSince, hooksFailedAt } = provider;
  if (hooksFailingSince !== null) return;
  if (hooksFailedAt !== null && Math.abs(draft.now - hooksFailedAt) < HOOKS_FAILING_AGAIN_MS) return;
  provider.hooksFailingSince = draft.now;
  provider.hooksFailedAt = draft.now;
  providerFailing(draft, provider, { source: "hooks", reason, failures: provider.hooksRefused, since: draft.now });
}

function recover(draft: Draft, provider: Provider): void {
  const { hooksFailingSince } = provider;
  if (hooksFailingSince === null) return;
  provider.hooksFailingSince = null;
  providerRecovered(draft, provider, { source: "hooks", since: hooksFailingSince });
}

import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { providerFailing, providerRecovered } from "./failing.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { Provider, ProviderMode } from "../model/provider.ts";
import { campaignOf } from "../campaigns/commands.ts";
import { cadenceMs } from "./cadence.ts";
import { problemsText, providerProblems, type SnapshotProblem } from "./problems.ts";

/** @limit Polling: consecutive polls that find movements without webhooks before polling becomes the primary signal. */
const SILENT_SYNCS = 3;
/** @limit Polling: consecutive polls that fail before `provider.failing`. */
const FAILING_AFTER = 3;

/** The result of a poll of a provider. */
export interface RecordSync {
  readonly type: "record_sync";
  readonly accountId: number;
  readonly providerId: string;
  readonly result: SyncResult;
}

export type SyncResult =
  | {
      readonly ok: true;
      /** Wallets whose balance could be read. A poll that had problems and read none is a failed one. */
      readonly wallets: number;
      /** The time of the last response. */
      readonly readAt: number;
      /** Known wallets whose balance differed from the known events. */
      readonly moved: number;
      /** Whether hooks have come since the last good poll. */
      readonly hooks: boolean;
      readonly problems: readonly SnapshotProblem[];
    }
  | { readonly ok: false; readonly kind: string; readonly message: string };

export interface SyncRecorded {
  readonly mode: ProviderMode;
  readonly status: Provider["status"];
  /** Failed polls in a row. */
  readonly failures: number;
  /** Until the next poll, if this one was good. */
  readonly cadenceMs: number;
  /** When the provider's row was changed last, this poll's changes included. */
  readonly updatedAt: number;
  /** Parts of its responses that could not be used, as stored. */
  readonly problems: readonly SnapshotProblem[];
}

/** Stores the poll's result for the connection, and decides from it how often to poll from now on. */
export const recordSync: Handler<RecordSync, SyncRecorded> = {
  lookups: ({ accountId, providerId }) => [
    row("providers", accountId, providerId),
    rows("campaigns", "account", accountId),
  ],

  apply: (draft, { accountId, providerId, result }): Outcome<SyncRecorded> => {
    const before = draft.get("providers", accountId, providerId);
    if (!before) return rejected("provider_not_found");
    const provider = draft.edit("providers", before);
    if (!result.ok) fail(draft, provider, result);
    else if (result.wallets === 0 && result.problems.length > 0) failUnread(draft, provider, result.problems);
    else succeed(draft, provider, result);
    decideMode(draft, provider);
    const { mode, status, syncFailures: failures, updatedAt } = provider;
    return accepted({
      mode,
      status,
      failures,
      cadenceMs: cadenceMs(provider, draft.now),
      updatedAt,
      problems: providerProblems(provider, draft.now),
    });
  },
};

function succeed(draft: Draft, provider: Provider, result: Extract<SyncResult, { readonly ok: true }>): void {
  const { failingSince } = provider;
  if (provider.syncFailures >= FAILING_AFTER && failingSince !== null) {
    providerRecovered(draft, provider, { source: "polls", since: failingSince });
  }
  provider.failingSince = null;
  provider.lastSyncAt = Math.max(provider.lastSyncAt ?? 0, result.readAt);
  provider.syncError = null;
  provider.syncFailures = 0;
  if (provider.status === "failing") provider.status = "active";
  provider.problems = problemsText(result.problems);
  provider.quietSyncs = result.moved > 0 ? 0 : provider.quietSyncs + 1;
  if (result.hooks) provider.silentSyncs = 0;
  else if (result.moved > 0) provider.silentSyncs += 1;
}

function fail(draft: Draft, provider: Provider, result: Extract<SyncResult, { readonly ok: false }>): void {
  provider.syncError = JSON.stringify({ kind: result.kind, message: result.message });
  provider.syncFailures += 1;
  provider.failingSince ??= draft.now;
  if (provider.syncFailures === FAILING_AFTER) {
    const { syncFailures: failures, failingSince: since } = provider;
    providerFailing(draft, provider, { source: "polls", reason: result.message, failures, since });
  }
  if (provider.status !== "active") return;
  provider.status = "failing";
  provider.updatedAt = draft.now;
}

/** The provider responded, and no figure in its response could be read. */
function failUnread(draft: Draft, provider: Provider, problems: readonly SnapshotProblem[]): void {
  fail(draft, provider, {
    ok: false,
    kind: "malformed",
    message: `no balance could be read: ${problems[0]?.message ?? ""}`,
  });
  provider.problems = problemsText(problems);
}

function decideMode(draft: Draft, provider: Provider): void {
  const { mode, reason } = observedMode(draft, provider);
  if (mode === provider.mode) return;
  const previous = provider.mode;
  provider.mode = mode;
  provider.modeSince = draft.now;
  provider.updatedAt = draft.now;
  emit(draft, provider.accountId, "provider.mode_changed", {
    data: { provider_id: provider.id, name: provider.name, mode, previous_mode: previous, reason },
  });
}

function observedMode(draft: Draft, provider: Readonly<Provider>): { mode: ProviderMode; reason: string } {
  if (campaignOf(draft, provider)) return { mode: "campaign", reason: "a campaign is under way" };
  if (provider.webhookSecret === null) {
    return { mode: "polling", reason: "no webhook secret is set, so no webhook can be taken" };
  }
  // Only a hook resets this: a poll that finds no movement is no reason to rely on hooks again.
  if (provider.silentSyncs >= SILENT_SYNCS) {
    return { mode: "polling", reason: "balances move, and no webhook reports it" };
  }
  return {
    mode: "webhook",
    reason: provider.mode === "campaign" ? "the campaign is over" : "webhooks report movements",
  };
}

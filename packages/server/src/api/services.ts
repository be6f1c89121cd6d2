import type { Provider, RecordHooks, SnapshotProblem } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import type { Reads } from "../store/store.ts";
import type { Forwarder } from "../mirrors/orders/forwarder.ts";

/** What the routes need of the other parts. */
export interface Services {
  readonly committer: Pick<Committer, "submit">;
  readonly reads: Reads;
  /** Quotes and places mirrors' orders. */
  readonly forwarder: Pick<Forwarder, "quote" | "outcome">;
  /** Opens what `seal` encrypted. */
  readonly unseal: (sealed: string) => string;
  /** Encrypts a secret for the store. */
  readonly seal: (plain: string) => string;
  /** Hooks of a provider that are not recorded yet. */
  readonly pendingHooks: (providerId: string) => Pick<RecordHooks, "receivedAt" | "refused">;
  readonly newSigningSecret: () => string;
  /** Whether loopback, private and otherwise non-public addresses may be called. */
  readonly allowPrivateTargets: boolean;
  /** An endpoint or its pending deliveries changed. */
  readonly dispatcherChanged: (accountId: number, endpointId: string) => void;
  /** Polls a provider now. Rejects with `ProviderError`. */
  readonly syncProvider: (provider: Provider) => Promise<{
    readonly wallets: number;
    readonly changed: number;
    readonly drifts: number;
    readonly problems: readonly SnapshotProblem[];
  }>;
}

import type { SyncResult } from "@plimsoll/contract";
import type { Provider } from "@plimsoll/core";
import type { Committer } from "../committer/committer.ts";
import type { Reads } from "../store/store.ts";
import type { KeyCache } from "./key-cache.ts";
import type { Forwarder } from "../orders/forwarder.ts";

/** What the routes work with. */
export interface Services {
  readonly committer: Pick<Committer, "submit">;
  readonly reads: Reads;
  readonly keys: KeyCache;
  /** Quotes and forwards mirrors' orders. */
  readonly forwarder: Pick<Forwarder, "quote" | "outcome">;
  /** Opens what `seal` closed. */
  readonly unseal: (sealed: string) => string;
  /** Encrypts a secret for the store. */
  readonly seal: (plain: string) => string;
  /** A gateway connection changed: what was remembered of it is old. */
  readonly gatewayChanged: (connectionId: string) => void;
  readonly newSigningSecret: () => string;
  /** Whether loopback, private and otherwise not public addresses may be called. */
  readonly allowPrivateTargets: boolean;
  /** An endpoint or its pending deliveries changed. */
  readonly dispatcherChanged: (accountId: number, endpointId: string) => void;
  /** Polls a provider now. Rejects with `ProviderError`. */
  readonly syncProvider: (provider: Provider) => Promise<SyncResult>;
}

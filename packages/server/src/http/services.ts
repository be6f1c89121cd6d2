import type { Committer } from "../committer/committer.ts";
import type { Reads } from "../store/store.ts";
import type { KeyCache } from "./key-cache.ts";
import type { QuoteSource } from "./quote-source.ts";

/** What the routes work with. */
export interface Services {
  readonly committer: Pick<Committer, "submit">;
  readonly reads: Reads;
  readonly keys: KeyCache;
  /** Asks providers for the prices of mirrors' orders; without it such a pre-flight has no quote. */
  readonly quotes?: QuoteSource | undefined;
  /** Encrypts a secret for the store. */
  readonly seal: (plain: string) => string;
  /** A gateway connection changed: what was remembered of it is old. */
  readonly gatewayChanged: (connectionId: string) => void;
  readonly newSigningSecret: () => string;
  /** An endpoint or its pending deliveries changed. */
  readonly dispatcherChanged: (accountId: number, endpointId: string) => void;
}

import type { Provider } from "@plimsoll/core";
import type { Connector } from "../providers/connector.ts";
import type { Committer } from "../store/commit/committer.ts";
import type { Reads } from "../store/port/reads.ts";

export interface SyncParts {
  readonly reads: Pick<
    Reads,
    "ownCurrencies" | "waitingExternalIds" | "waitingForKnown" | "mirrorsOf" | "unconfirmedMirrors"
  >;
  readonly committer: Pick<Committer, "submit">;
}

/** One poll of one provider, and what its steps need. */
export interface Poll extends SyncParts {
  readonly provider: Provider;
  readonly connector: Connector;
  readonly signal: AbortSignal;
}

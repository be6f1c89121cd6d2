import type { MirrorQuote, Order, Provider, RecordHooks, SnapshotProblem, Wallet } from "@plimsoll/core";
import type { CheckResult } from "../providers/checkup.ts";
import type { Reads } from "../store/port/reads.ts";
import type { Sealer } from "../util/sealer.ts";

/** Prices mirrors' orders and places them at their providers. */
interface ProviderOrders {
  /** Rejects with `ProviderError`; with `InvalidField` when a member of the request cannot be priced. */
  quote(wallet: Wallet, asked: ProviderOrderAsked): Promise<MirrorQuote>;
  /** Places an order that was stored just now (`fresh`), and waits a bounded time for its outcome. The order as it is then. */
  outcome(order: Order, fresh: boolean): Promise<Order>;
}

/** The denomination as it stood in the request. */
interface ProviderOrderAsked {
  readonly productId: string;
  readonly denomination: unknown;
  readonly quantity: number;
}

interface SignedRequest {
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly secrets: readonly string[];
  readonly body: string;
  /** In Unix seconds. */
  readonly timestamp: number;
}

/** What the routes need of the other parts. */
export interface Services {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly reads: Reads;
  readonly providerOrders: ProviderOrders;
  /** Opens what `seal` encrypted. */
  readonly unseal: Sealer["unseal"];
  /** Encrypts a secret for the store. */
  readonly seal: Sealer["seal"];
  /** Hooks of a provider that are not recorded yet. */
  readonly pendingHooks: (providerId: string) => Pick<RecordHooks, "receivedAt" | "refused">;
  /** The headers that identify and sign one request to a webhook endpoint. */
  readonly signatureHeaders: (request: SignedRequest) => Readonly<Record<string, string>>;
  /** `whsec_…` */
  readonly newSigningSecret: () => string;
  /** Whether loopback, private and otherwise non-public addresses may be called. */
  readonly allowPrivateTargets: boolean;
  /** An endpoint or its pending deliveries changed. */
  readonly dispatcherChanged: (accountId: number, endpointId: string) => void;
  /** Checks a provider's connection. The signal ends its requests. Rejects with `ApiError` while the server is held. */
  readonly checkProvider: (provider: Provider, signal: AbortSignal) => Promise<readonly CheckResult[]>;
  /** Polls a provider now. Rejects with `ProviderError`. */
  readonly syncProvider: (provider: Provider) => Promise<{
    readonly wallets: number;
    readonly changed: number;
    readonly drifts: number;
    readonly problems: readonly SnapshotProblem[];
  }>;
}

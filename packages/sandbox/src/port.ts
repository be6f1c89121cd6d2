import type { Fault, FaultRule } from "./faults.ts";
import type { Fulfilment } from "./fulfilment.ts";
import type { OrderStatus } from "./orders.ts";
import type { Rates } from "./products.ts";
import type { MovementText, NewOrder, NewWallet } from "./provider.ts";
import type { RequestLimits } from "./request-limit.ts";
import type { TokenPair } from "./tokens.ts";
import type { HookTarget, WebhookCounts } from "./webhooks.ts";
import type { TimePrecision } from "./wire.ts";

export interface SandboxOptions {
  /** 127.0.0.1 and any free port by default. */
  readonly host?: string;
  readonly port?: number;
  /** The seed of the faults: the same seed repeats a run. */
  readonly seed?: number;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** The target of webhooks; `setHook` can set it later. */
  readonly hook?: HookTarget;
  readonly wallets?: readonly NewWallet[];
  readonly faults?: Readonly<Partial<Record<Fault, FaultRule>>>;
  /** Requests a minute; the documented ones by default. */
  readonly limits?: RequestLimits;
  readonly rates?: Rates;
  /** Null leaves larger orders to `deliver`. */
  readonly fulfilment?: Fulfilment | null;
  readonly accessTtlMs?: number;
  readonly refreshTtlMs?: number;
  /** Of webhooks: before the second attempt; doubled for each further one. */
  readonly retryBaseMs?: number;
  readonly maxAttempts?: number;
  /** Unix milliseconds; the machine's clock by default. */
  readonly now?: () => number;
  /** How far the provider's clock is ahead. */
  readonly clockOffsetMs?: number;
  /** Times to the second, as in the protocol's examples, by default. */
  readonly timePrecision?: TimePrecision;
  /** Puts this number of wallets on a page even when no page is requested. */
  readonly walletsPerPage?: number | null;
  /** Also sends `order.failed` and `order.cancelled`. */
  readonly orderEndEvents?: boolean;
}

/** A movement in the provider's books. Amounts are decimal text. */
export interface TrueMovement {
  readonly id: number;
  readonly ledger_id: number;
  readonly wallet_id: number;
  readonly transaction_type: "CREDIT" | "DEBIT";
  readonly amount: string;
  readonly balance_after: string;
  readonly reference_number: string;
  readonly order_id: number | null;
  readonly created_at: string;
}

/** The provider's books, without any faults, for tests to compare with. */
interface Truth {
  readonly wallets: readonly { readonly id: number; readonly currency: string; readonly balance: string }[];
  /** Oldest first. */
  readonly transactions: readonly TrueMovement[];
  readonly orders: readonly {
    readonly id: number;
    readonly reference_code: string;
    readonly status: OrderStatus;
    readonly delivered_quantity: number;
  }[];
  readonly webhooks: WebhookCounts;
  readonly struck: Readonly<Partial<Record<Fault, number>>>;
}

/** A provider of the Octopus protocol on this machine. A method that cannot do its work throws a `SandboxError`. */
export interface Sandbox {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Returns the wallet's id. */
  readonly addWallet: (wallet: NewWallet) => number;
  readonly credit: (walletId: number, amount: string, text?: MovementText) => TrueMovement;
  readonly debit: (walletId: number, amount: string, text?: MovementText) => TrueMovement;
  /** Decimal text, now. */
  readonly balance: (walletId: number) => string;
  /** Returns the order's id. */
  readonly placeOrder: (order: NewOrder) => number;
  readonly deliver: (orderId: number, quantity: number) => void;
  readonly failOrder: (orderId: number) => void;
  readonly cancelOrder: (orderId: number) => void;
  readonly setHook: (url: string, secret: string) => void;
  /** Sets the named rules and leaves the others; null ends one. */
  readonly setFaults: (rules: Readonly<Partial<Record<Fault, FaultRule | null>>>) => void;
  readonly clearFaults: () => void;
  readonly faults: () => Partial<Record<Fault, FaultRule>>;
  /** Moves the provider's clock ahead, or back. */
  readonly moveClock: (byMs: number) => void;
  /** Unix milliseconds of the provider's clock. */
  readonly clock: () => number;
  readonly issueToken: () => TokenPair;
  readonly truth: () => Truth;
  /** Resolves when every webhook so far has been accepted, dropped or given up. */
  readonly idle: () => Promise<void>;
  /** Ends connections, timers and retries. Unsent webhooks are lost. */
  readonly stop: () => Promise<void>;
}

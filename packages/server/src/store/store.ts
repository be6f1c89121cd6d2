import type {
  Account,
  Amount,
  AlertDefault,
  AlertLogEntry,
  AlertStream,
  Answer,
  ApiKey,
  Attempt,
  BegunReading,
  Card,
  Campaign,
  Command,
  Delivery,
  DeliveryStatus,
  Denomination,
  Drift,
  Endpoint,
  EventRow,
  Feature,
  GatewayConnection,
  FxRate,
  Hold,
  KeptHook,
  Order,
  Product,
  Provider,
  Reevaluation,
  Topup,
  Transaction,
  Transfer,
  Wallet,
  WalletSpend,
} from "@plimsoll/core";
import type { Hook } from "@plimsoll/contract";
import type { PendingDelivery } from "../outbound/outbox.ts";
import type { Migration } from "./migrations/migration.ts";
import type { RowChange } from "./remembered-rows.ts";

/** `page` counts from 1. */
export interface PageRequest {
  readonly page: number;
  readonly limit: number;
}

export interface PageOf<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

export interface ListedTransaction {
  readonly transaction: Transaction;
  readonly denomination: Denomination;
}

export interface ListedHold {
  readonly hold: Hold;
  readonly denomination: Denomination;
}

export interface ListedTransfer {
  readonly transfer: Transfer;
  readonly from: Denomination;
  readonly to: Denomination;
}

export interface OrderFilter {
  readonly walletId: number | null;
  readonly status: Order["status"] | null;
  readonly reference: string | null;
}

export interface ListedOrder {
  readonly order: Order;
  /** Of its wallet. */
  readonly denomination: Denomination;
}

export interface ListedStream {
  readonly stream: AlertStream;
  readonly wallet: Wallet;
}

export interface ListedAlert {
  readonly entry: AlertLogEntry;
  readonly denomination: Denomination;
}

export interface ListedDelivery {
  readonly delivery: Delivery;
  readonly event: Pick<EventRow, "id" | "type">;
}

export interface ListedTopup {
  readonly topup: Topup;
  readonly denomination: Denomination;
}

/** The names under which spend may be known. */
interface SpendNames {
  readonly orderIds: readonly number[];
  readonly references: readonly string[];
}

interface SpentAt {
  readonly orderId: number | null;
  readonly referenceNumber: string | null;
  readonly at: number;
}

export interface CardBalance {
  readonly card: Pick<Card, "status" | "expires">;
  readonly wallet: Pick<
    Wallet,
    "balance" | "held" | "assetScale" | "status" | "stale" | "syncedAt" | "cadenceMs" | "waitingLow"
  >;
  readonly account: Pick<Account, "settings">;
}

export interface ListedDrift {
  readonly drift: Drift;
  readonly denomination: Denomination;
}

/** A wallet with open drifts. */
type HookStatus = Hook["status"];

export interface HookFilter {
  readonly status: HookStatus | null;
  readonly walletId: number | null;
  readonly eventId: string | null;
}

/** A hook that was taken, and what became of it. */
export interface ListedHook {
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly status: HookStatus;
  readonly detail: string | null;
  readonly walletId: number | null;
  readonly transactionId: number | null;
  readonly receivedAt: number;
}

/** A mirror that a poll did not confirm. */
export interface UnconfirmedMirror {
  readonly id: number;
  readonly externalId: string;
  readonly stale: boolean;
}

export interface DriftingWallet {
  readonly accountId: number;
  readonly providerId: string;
  readonly walletId: number;
  readonly externalId: string;
  /** The earliest time, by the provider's clock, that its drifts may come from. */
  readonly since: number;
}

/**
 * A balance that does not follow from its transactions, or a held amount that is not the sum of the open holds.
 * `plimsoll verify` reports them.
 */
export interface Discrepancy {
  readonly accountId: number;
  readonly walletId: number;
  readonly problem: "balance" | "sequence" | "running_balance" | "held";
  readonly stored: string;
  readonly computed: string;
}

/** Wallets whose balance is outside the range in which their alert states are right. */
export interface AccountWallets {
  readonly accountId: number;
  readonly walletIds: readonly number[];
}

/**
 * The store's read models. Every method takes the account first, except those for the server's own workers and for
 * finding the account of a key or hook. A page of a list costs the same wherever it is: lists read ranges of gapless
 * positions. Every method rejects with `StoreUnavailable` when the database is unavailable.
 */
export interface Reads {
  ping(): Promise<void>;
  accountIds(): Promise<readonly number[]>;
  account(accountId: number): Promise<Account | null>;
  apiKeyByHash(hash: string): Promise<ApiKey | null>;
  apiKeys(accountId: number, page: PageRequest): Promise<PageOf<ApiKey>>;

  wallet(accountId: number, id: number): Promise<Wallet | null>;
  /** By id, ascending. */
  wallets(accountId: number, page: PageRequest): Promise<PageOf<Wallet>>;
  /** Newest first; of one wallet or of the account. */
  transactions(
    accountId: number,
    filter: { readonly walletId: number | null },
    page: PageRequest,
  ): Promise<PageOf<ListedTransaction>>;

  hold(accountId: number, id: string): Promise<ListedHold | null>;
  /** Newest first. */
  holds(
    accountId: number,
    filter: { readonly walletId: number | null; readonly status: Hold["status"] | null },
    page: PageRequest,
  ): Promise<PageOf<ListedHold>>;
  /** Open holds of every account that have expired, at most `limit`. */
  holdsDue(now: number, limit: number): Promise<readonly { readonly accountId: number; readonly id: string }[]>;
  /** Spend of one wallet by day, from `since` on, of days that are over. A day without spend is left out. */
  walletSpend(accountId: number, walletId: number, since: number): Promise<readonly WalletSpend[]>;
  /**
   * The time of a wallet's newest spend with one of these order ids or references, searched for among its last
   * transactions. Names without a match are left out.
   */
  spentAt(accountId: number, walletId: number, of: SpendNames): Promise<readonly SpentAt[]>;

  topup(accountId: number, id: string): Promise<ListedTopup | null>;
  /** Newest first. */
  topups(
    accountId: number,
    filter: { readonly walletId: number | null; readonly status: Topup["status"] | null },
    page: PageRequest,
  ): Promise<PageOf<ListedTopup>>;
  /** The sum of a wallet's top-ups on their way: initiated, sent and overdue. */
  inFlight(accountId: number, walletId: number): Promise<Amount>;
  /** Top-ups of every account that should have arrived by now, at most `limit`. */
  topupsDue(now: number, limit: number): Promise<readonly { readonly accountId: number; readonly id: string }[]>;
  fxRate(accountId: number, from: string, to: string): Promise<FxRate | null>;
  /** By currencies. */
  fxRates(accountId: number, page: PageRequest): Promise<PageOf<FxRate>>;
  product(accountId: number, id: string): Promise<Product | null>;
  /** Newest first. */
  products(accountId: number, page: PageRequest): Promise<PageOf<Product>>;
  order(accountId: number, id: number): Promise<ListedOrder | null>;
  /** Newest first. */
  orders(accountId: number, filter: OrderFilter, page: PageRequest): Promise<PageOf<ListedOrder>>;
  /** Orders of every account that are due for a step at their provider, longest due first. */
  mirrorOrdersDue(now: number, limit: number): Promise<readonly Order[]>;
  /** Orders that a provider has and whose state can still change, oldest first. */
  mirrorOrdersUnderWay(accountId: number, providerId: string, limit: number): Promise<readonly Order[]>;
  /** Ids of wallets in a currency that are not closed, at most `limit`: enough to see whether there is exactly one. */
  walletsIn(accountId: number, currency: string, limit: number): Promise<readonly number[]>;

  transfer(accountId: number, id: string): Promise<ListedTransfer | null>;
  /** Newest first. */
  transfers(accountId: number, page: PageRequest): Promise<PageOf<ListedTransfer>>;
  /** Active wallets with a typical daily spend, by id, at most `limit`. */
  spendingWallets(accountId: number, limit: number): Promise<readonly Wallet[]>;
  /** The account's rates between any two of these currencies. */
  fxRatesAmong(accountId: number, currencies: readonly string[]): Promise<readonly FxRate[]>;

  feature(accountId: number, id: string): Promise<Feature | null>;
  features(accountId: number, page: PageRequest): Promise<PageOf<Feature>>;
  alertDefault(accountId: number, currency: string): Promise<AlertDefault | null>;
  alertDefaults(accountId: number, page: PageRequest): Promise<PageOf<AlertDefault>>;
  /** Streams that are not ok, newest change first. */
  openAlerts(accountId: number, page: PageRequest): Promise<PageOf<ListedStream>>;
  /** Newest first. */
  alertHistory(
    accountId: number,
    filter: { readonly walletId: number | null; readonly featureId: string | null },
    page: PageRequest,
  ): Promise<PageOf<ListedAlert>>;

  /** Newest first. */
  events(accountId: number, page: PageRequest): Promise<PageOf<EventRow>>;
  event(accountId: number, id: string): Promise<EventRow | null>;

  provider(accountId: number, id: string): Promise<Provider | null>;
  providers(accountId: number, page: PageRequest): Promise<PageOf<Provider>>;
  /** The provider in a hook's URL, of any account. */
  hookProvider(id: string): Promise<Provider | null>;
  /** Newest first. */
  keptHooks(
    accountId: number,
    providerId: string,
    filter: { readonly reason: KeptHook["reason"] },
    page: PageRequest,
  ): Promise<PageOf<KeptHook>>;

  /**
   * What became of a provider's hooks, the newest first. Of each sort (applied, waiting, kept for a reason) the newest `MAX_COUNTED` are listed. Without
   * a wallet and an event, applied ones are those among the newest movements of the wallets whose hooks are newest.
   */
  hooks(accountId: number, providerId: string, filter: HookFilter, page: PageRequest): Promise<PageOf<ListedHook>>;
  /** Newest first; of one provider, by gapless positions. */
  drifts(accountId: number, providerId: string, page: PageRequest): Promise<PageOf<ListedDrift>>;
  /** Newest first. */
  campaigns(accountId: number, page: PageRequest): Promise<PageOf<Campaign>>;
  /** External ids of wallets not yet known, or not yet settled, for which events of this provider wait. */
  waitingExternalIds(accountId: number, providerId: string, limit: number): Promise<readonly string[]>;
  /** A provider's mirrors. */
  mirrorsOf(accountId: number, providerId: string, limit: number): Promise<readonly Wallet[]>;
  /** Ids of a provider's mirrors that are not marked stale and had no snapshot since `before`. */
  staleMirrors(accountId: number, providerId: string, before: number, limit: number): Promise<readonly number[]>;
  /**
   * A provider's open mirrors that neither this reading nor a later one contained, by id after `after`, without those
   * that were created after the reading began.
   */
  unconfirmedMirrors(
    accountId: number,
    providerId: string,
    of: { readonly reading: Pick<BegunReading, "number" | "lastWalletId">; readonly after: number },
    limit: number,
  ): Promise<readonly UnconfirmedMirror[]>;
  /** The time of the last webhook for one of a provider's mirrors; null when there was none. */
  lastHookAt(accountId: number, providerId: string): Promise<number | null>;
  /** Providers of every account. */
  allProviders(): Promise<readonly Provider[]>;
  /** Campaigns of every account that are under way. */
  currentCampaigns(now: number): Promise<readonly Campaign[]>;
  /** Wallets of every account with open drifts to be investigated, oldest first. */
  driftingWallets(
    due: {
      readonly openedBefore: number;
      readonly searchedBefore: number;
      readonly now: number;
      /** Left out: providers that are being searched already, and accounts at their bound of searches. */
      readonly exceptProviders?: readonly string[];
      readonly exceptAccounts?: readonly number[];
    },
    limit: number,
  ): Promise<readonly DriftingWallet[]>;

  endpoint(accountId: number, id: string): Promise<Endpoint | null>;
  endpoints(accountId: number, page: PageRequest): Promise<PageOf<Endpoint>>;
  /** Newest first. */
  deliveries(
    accountId: number,
    endpointId: string,
    filter: { readonly status: DeliveryStatus | null },
    page: PageRequest,
  ): Promise<PageOf<ListedDelivery>>;
  delivery(accountId: number, endpointId: string, sequence: number): Promise<ListedDelivery | null>;
  attempts(accountId: number, endpointId: string, sequence: number): Promise<readonly Attempt[]>;
  /** Sequences of deliveries to replay, oldest first, after a cursor. */
  replayable(
    accountId: number,
    endpointId: string,
    filter: {
      readonly since: number;
      readonly until: number;
      readonly statuses: readonly DeliveryStatus[];
    },
    after: number,
    limit: number,
  ): Promise<readonly number[]>;

  gatewayConnection(accountId: number, id: string): Promise<GatewayConnection | null>;
  gatewayConnections(accountId: number, page: PageRequest): Promise<PageOf<GatewayConnection>>;
  /** The connection in a gateway's URL, of any account. */
  gatewayConnectionById(id: string): Promise<GatewayConnection | null>;
  card(accountId: number, cardId: string): Promise<Card | null>;
  /** In order of creation. */
  cards(accountId: number, page: PageRequest): Promise<PageOf<Card>>;
  /** A card, its wallet as last committed, and its account's settings: all data for the response to an enquiry. */
  cardBalance(accountId: number, cardId: string): Promise<CardBalance | null>;

  /** Endpoints of every account that are enabled. */
  targets(): Promise<readonly Endpoint[]>;
  due(
    accountId: number,
    endpointId: string,
    after: { readonly dueAt: number; readonly sequence: number } | null,
    now: number,
    limit: number,
  ): Promise<readonly PendingDelivery[]>;
  nextDueAt(accountId: number, endpointId: string, now: number): Promise<number | null>;

  /** One part of the sweep's scan, and the start of the next; null at the end. */
  walletsOutOfRange(cursor: SweepCursor | null): Promise<{
    readonly found: readonly AccountWallets[];
    readonly next: SweepCursor | null;
  }>;
  /** Wallets whose typical daily spend has to be measured on this day, at most `limit`. */
  spendDue(day: number, limit: number): Promise<readonly AccountWallets[]>;
  /** Wallets with a reminder due, at most `limit`. */
  remindersDue(now: number, limit: number): Promise<readonly AccountWallets[]>;
  reevaluations(limit: number): Promise<readonly Reevaluation[]>;
  /** Wallets that are known and still have events waiting. */
  waitingForKnown(limit: number): Promise<readonly { accountId: number; providerId: string; externalId: string }[]>;

  /** One part of the audit, and the start of the next. */
  verify(cursor: SweepCursor | null): Promise<{
    readonly wallets: number;
    readonly discrepancies: readonly Discrepancy[];
    readonly next: SweepCursor | null;
  }>;
}

export interface SweepCursor {
  readonly accountId: number;
  readonly walletId: number;
}

/** A batch's effects outside the store. */
export interface Committed {
  readonly answers: readonly (Answer<Command> | CommandFailure)[];
  /** Deliveries that are due at once, with the data to send. */
  readonly deliveries: readonly PendingDelivery[];
  /** Cached rows that the batch has changed. */
  readonly rows: readonly RowChange[];
}

/** A command that no batch can carry out: a bug. Its neighbours are not affected. */
export interface CommandFailure {
  readonly ok: "failed";
  readonly message: string;
}

/** Work that one process does for all: the dispatcher, the sweep, polling. */
export interface Role {
  /** Resolves when another process may have taken over. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/** The durable state, one interface for both engines. */
export interface Store {
  readonly engine: "sqlite" | "postgres";
  readonly reads: Reads;
  /**
   * Commands that may be submitted while others are under way: the store puts those that have arrived into its next
   * batch. 0: one batch at a time.
   */
  readonly takesAhead: number;
  /**
   * Stores all of it or nothing. Rejects with `StoreUnavailable` when it may not be stored. Without commands it checks
   * whether anything can be stored.
   */
  commit(commands: readonly Command[], now: number): Promise<Committed>;
  /** Takes a role when no process has it; null otherwise. */
  takeRole(name: string): Promise<Role | null>;
  /** Called when another process has committed deliveries. */
  onForeignDeliveries(listener: () => void): void;
  /**
   * Called with a provider's id when another process has committed an event that waits for a poll; null: events of any
   * provider may wait.
   */
  onForeignWaiting(listener: (providerId: string | null) => void): void;
  /** Called when another process has changed a cached row; null: any row may have changed. */
  onForeignRow(listener: (change: RowChange | null) => void): void;
  close(): Promise<void>;
}

/** The database cannot be reached, or its response was lost: try again, with the same idempotency key. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailable";
  }
}

/** No connection can be made: nothing was sent, and what waits behind it would wait in vain as well. */
export class StoreUnreachable extends StoreUnavailable {}

/** Prepares a store before it serves: schema, accounts, and the check of the secret key. */
export interface StoreSetup {
  /**
   * Applies the migrations that the store does not have yet, by default those of this version, and returns their
   * numbers. Rejects, and changes nothing, when the store has one that is not among them.
   */
  migrate(now: number, migrations?: readonly Migration[]): Promise<readonly number[]>;
  /** The account's id; null when there is none of that name. */
  findAccount(name: string): Promise<number | null>;
  /** The account's id; created when there is none of that name. */
  ensureAccount(name: string, now: number): Promise<number>;
  /** The check value of the key that this store's secrets are sealed with; null while there is none. */
  secretKeyCheck(): Promise<string | null>;
  /** Stores the check value of the first secret key; false when the present key is another. */
  checkSecretKey(check: string): Promise<boolean>;
  close(): Promise<void>;
}

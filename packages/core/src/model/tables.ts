import type { Account } from "./account.ts";
import type { AlertDefault, AlertLogEntry, AlertStream, Reevaluation } from "./alert.ts";
import type { AuditEntry } from "./audit.ts";
import type { ApiKey } from "./api-key.ts";
import type { Card, CardAuthorization, GatewayConnection, GatewayEvent } from "./card.ts";
import type { Attempt, Delivery, Endpoint } from "./endpoint.ts";
import type { Campaign } from "./campaign.ts";
import type { Digest, Heartbeat } from "./digest.ts";
import type { DirectoryEntry } from "./directory-entry.ts";
import type { Drift } from "./drift.ts";
import type { DriftListing } from "./drift-listing.ts";
import type { Episode, EscalationTimer } from "./episode.ts";
import type { StoredEvent } from "./event.ts";
import type { Feature, WalletFeature } from "./feature.ts";
import type { FxRate } from "./fx-rate.ts";
import type { Hold } from "./hold.ts";
import type { IdempotencyKey } from "./idempotency-key.ts";
import type { KeptAnswer } from "./kept-answer.ts";
import type { GroupedNotice, NoticeGroup, Notification } from "./notification.ts";
import type { Order } from "./order.ts";
import type { OwnCurrency } from "./own-currency.ts";
import type { Product } from "./product.ts";
import type { KeptHook, Provider, WaitingEvent } from "./provider.ts";
import type { Route, Silence } from "./route.ts";
import type { WalletSpend } from "./spend.ts";
import type { Topup } from "./topup.ts";
import type { Transaction } from "./transaction.ts";
import type { Transfer } from "./transfer.ts";
import type { Wallet } from "./wallet.ts";

/** Everything that is stored, by table. */
export interface Tables {
  accounts: Account;
  directoryEntries: DirectoryEntry;
  apiKeys: ApiKey;
  wallets: Wallet;
  walletSpend: WalletSpend;
  topups: Topup;
  transactions: Transaction;
  idempotencyKeys: IdempotencyKey;
  events: StoredEvent;
  features: Feature;
  walletFeatures: WalletFeature;
  alertDefaults: AlertDefault;
  alertStreams: AlertStream;
  alertLog: AlertLogEntry;
  reevaluations: Reevaluation;
  providers: Provider;
  waitingEvents: WaitingEvent;
  keptHooks: KeptHook;
  drifts: Drift;
  driftListings: DriftListing;
  campaigns: Campaign;
  endpoints: Endpoint;
  deliveries: Delivery;
  attempts: Attempt;
  keptAnswers: KeptAnswer;
  holds: Hold;
  gatewayConnections: GatewayConnection;
  cards: Card;
  cardAuthorizations: CardAuthorization;
  gatewayEvents: GatewayEvent;
  ownCurrencies: OwnCurrency;
  fxRates: FxRate;
  products: Product;
  orders: Order;
  transfers: Transfer;
  episodes: Episode;
  escalationTimers: EscalationTimer;
  notifications: Notification;
  noticeGroups: NoticeGroup;
  groupedNotices: GroupedNotice;
  routes: Route;
  silences: Silence;
  digests: Digest;
  heartbeats: Heartbeat;
  auditLog: AuditEntry;
}

export type TableName = keyof Tables;

/**
 * The lookups of decisions: for each table its primary key and further indexes, as property names. The store turns
 * lookups into one set-based read per index.
 */
export const INDEXES = {
  accounts: { pk: ["id"] },
  directoryEntries: { pk: ["accountId", "key"] },
  apiKeys: { pk: ["accountId", "id"], account: ["accountId"] },
  wallets: {
    pk: ["accountId", "id"],
    external: ["accountId", "providerId", "externalId"],
    provider: ["accountId", "providerId"],
  },
  walletSpend: { pk: ["accountId", "walletId", "day"] },
  topups: { pk: ["accountId", "id"], open: ["accountId", "openWalletId"] },
  transactions: {
    pk: ["accountId", "id"],
    sequence: ["accountId", "walletId", "sequence"],
    reference: ["accountId", "referenceNumber"],
  },
  idempotencyKeys: { pk: ["accountId", "key"] },
  events: { pk: ["accountId", "position"], account: ["accountId"] },
  features: { pk: ["accountId", "id"], key: ["accountId", "key"] },
  walletFeatures: {
    pk: ["accountId", "featureId", "walletId"],
    feature: ["accountId", "featureId"],
  },
  alertDefaults: { pk: ["accountId", "currency"], account: ["accountId"] },
  alertStreams: {
    pk: ["accountId", "walletId", "ownerKind", "ownerId"],
    wallet: ["accountId", "walletId"],
  },
  alertLog: { pk: ["accountId", "position"] },
  reevaluations: { pk: ["accountId", "ownerKind", "ownerId"] },
  providers: { pk: ["accountId", "id"], key: ["accountId", "key"] },
  waitingEvents: {
    pk: ["accountId", "providerId", "externalWalletId", "arrival"],
    wallet: ["accountId", "providerId", "externalWalletId"],
  },
  keptHooks: { pk: ["accountId", "id"] },
  drifts: { pk: ["accountId", "id"], recent: ["accountId", "recentWalletId"] },
  driftListings: { pk: ["accountId", "driftId"] },
  campaigns: { pk: ["accountId", "id"], account: ["accountId"] },
  endpoints: { pk: ["accountId", "id"], account: ["accountId"] },
  deliveries: { pk: ["accountId", "endpointId", "sequence"] },
  attempts: { pk: ["accountId", "endpointId", "deliverySequence", "number"] },
  keptAnswers: { pk: ["accountId", "key"] },
  holds: { pk: ["accountId", "id"], external: ["accountId", "source", "externalId"] },
  gatewayConnections: { pk: ["accountId", "id"] },
  cards: { pk: ["accountId", "cardId"] },
  cardAuthorizations: { pk: ["accountId", "connectionId", "authorizationId"] },
  gatewayEvents: { pk: ["accountId", "connectionId", "eventId"] },
  ownCurrencies: { pk: ["accountId", "currency"], account: ["accountId"] },
  fxRates: { pk: ["accountId", "fromCurrency", "toCurrency"] },
  products: { pk: ["accountId", "id"], key: ["accountId", "key"] },
  orders: {
    pk: ["accountId", "id"],
    reference: ["accountId", "reference"],
    status: ["accountId", "walletId", "status"],
    placement: ["accountId", "walletId", "placementState"],
    provider: ["accountId", "providerId", "providerOrderId"],
  },
  transfers: { pk: ["accountId", "id"] },
  episodes: { pk: ["accountId", "id"], open: ["accountId", "openKey"] },
  escalationTimers: { pk: ["accountId", "episodeId", "routeId"] },
  notifications: { pk: ["accountId", "endpointId", "sequence"], waiting: ["accountId", "endpointId", "waitingThread"] },
  noticeGroups: {
    pk: ["accountId", "endpointId", "routeId", "part"],
    route: ["accountId", "endpointId", "routeId"],
    account: ["accountId"],
  },
  groupedNotices: {
    pk: ["accountId", "endpointId", "routeId", "part", "number"],
    group: ["accountId", "endpointId", "routeId", "part"],
  },
  routes: { pk: ["accountId", "id"], account: ["accountId"] },
  silences: { pk: ["accountId", "id"], open: ["accountId", "openKey"] },
  digests: { pk: ["accountId"] },
  heartbeats: { pk: ["accountId"] },
  auditLog: { pk: ["accountId", "position"] },
} as const satisfies {
  readonly [T in TableName]: { readonly pk: readonly (keyof Tables[T] & string)[] } & Readonly<
    Record<string, readonly (keyof Tables[T] & string)[]>
  >;
};

export type IndexName<T extends TableName> = keyof (typeof INDEXES)[T] & string;

/** The properties that a lookup compares with its key. */
export function indexColumns(table: TableName, index: string): readonly string[] {
  const columns = (INDEXES[table] as Readonly<Record<string, readonly string[]>>)[index];
  if (!columns) throw new Error(`no index ${table}.${index}`);
  return columns;
}

export type KeyPart = string | number;

type KeyOf<Row, Columns extends readonly unknown[]> = {
  readonly [N in keyof Columns]: Columns[N] extends keyof Row ? Extract<Row[Columns[N]], KeyPart> : never;
};

/** The values of an index's columns, in their order. */
export type IndexKey<T extends TableName, I extends IndexName<T>> = (typeof INDEXES)[T][I] extends infer Columns extends
  readonly unknown[]
  ? KeyOf<Tables[T], Columns>
  : never;

/**
 * A request for rows: every row of `table` whose `index` columns equal `key`, or one page of them in primary-key order.
 */
export type Lookup<T extends TableName = TableName> = {
  readonly [N in T]: {
    readonly [I in IndexName<N>]: {
      readonly table: N;
      readonly index: I;
      readonly key: IndexKey<N, I>;
      readonly page?: { readonly after: KeyPart | null; readonly limit: number };
    };
  }[IndexName<N>];
}[T];

export function lookupOf<T extends TableName, I extends IndexName<T>>(
  table: T,
  index: I,
  key: IndexKey<T, I>,
  page?: Lookup["page"],
): Lookup {
  return (page ? { table, index, key, page } : { table, index, key }) as unknown as Lookup;
}

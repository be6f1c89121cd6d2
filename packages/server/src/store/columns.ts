import { INDEXES, type TableName, type Tables } from "@plimsoll/core";

/** How a property is stored: 64-bit integer read as number, 64-bit integer read as bigint, text, or 0/1. */
export type ColumnKind = "int" | "amount" | "text" | "bool";

export interface Column {
  readonly property: string;
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface TableSpec {
  readonly table: TableName;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly pk: readonly Column[];
  /** Columns an update may change, split so that the usual update of a hot table does not rewrite what seldom changes. */
  readonly often: readonly Column[];
  readonly seldom: readonly Column[];
}

function snake(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function spec<T extends TableName>(
  table: T,
  kinds: { readonly [K in keyof Tables[T] & string]: ColumnKind },
  change: {
    readonly often?: readonly (keyof Tables[T] & string)[];
    readonly seldom?: readonly (keyof Tables[T] & string)[];
  } = {},
): TableSpec {
  const columns = Object.entries<ColumnKind>(kinds).map(([property, kind]) => ({
    property,
    name: snake(property),
    kind,
  }));
  const pick = (properties: readonly string[]) =>
    properties.map((property) => {
      const column = columns.find((candidate) => candidate.property === property);
      if (!column) throw new Error(`no column ${table}.${property}`);
      return column;
    });
  return {
    table,
    name: snake(table),
    columns,
    pk: pick(INDEXES[table].pk),
    often: pick(change.often ?? []),
    seldom: pick(change.seldom ?? []),
  };
}

/** Every table's columns, for both engines. The migrations create what stands here; the conformance suite holds them together. */
export const TABLES: { readonly [T in TableName]: TableSpec } = {
  accounts: spec(
    "accounts",
    {
      id: "int",
      name: "text",
      walletCount: "int",
      transactionCount: "int",
      eventCount: "int",
      alertCount: "int",
      holdCount: "int",
      cardCount: "int",
      topupCount: "int",
      productCount: "int",
      orderCount: "int",
      transferCount: "int",
      settings: "text",
      createdAt: "int",
    },
    {
      often: ["walletCount", "transactionCount", "eventCount", "alertCount"],
      seldom: ["holdCount", "cardCount", "topupCount", "productCount", "orderCount", "transferCount", "settings"],
    },
  ),
  apiKeys: spec(
    "apiKeys",
    {
      accountId: "int",
      id: "text",
      name: "text",
      hash: "text",
      prefix: "text",
      scopes: "text",
      createdAt: "int",
      revokedAt: "int",
    },
    { often: ["revokedAt"] },
  ),
  wallets: spec(
    "wallets",
    {
      accountId: "int",
      id: "int",
      balance: "amount",
      held: "amount",
      alertFloor: "amount",
      alertCeiling: "amount",
      sequence: "int",
      alertState: "text",
      alertCount: "int",
      overdraftLimit: "amount",
      assetScale: "int",
      currency: "text",
      name: "text",
      type: "text",
      source: "text",
      status: "text",
      conversionRate: "text",
      providerId: "text",
      externalId: "text",
      alertSettings: "text",
      featureIds: "text",
      metadata: "text",
      syncedAt: "int",
      stale: "bool",
      spendDay: "int",
      spendToday: "amount",
      spendSince: "int",
      typicalSpend: "amount",
      typicalDue: "int",
      openTopups: "int",
      topupProposed: "bool",
      createdAt: "int",
      updatedAt: "int",
    },
    {
      often: [
        "balance",
        "held",
        "alertFloor",
        "alertCeiling",
        "sequence",
        "alertState",
        "alertCount",
        "spendToday",
        "updatedAt",
      ],
      seldom: [
        "overdraftLimit",
        "name",
        "status",
        "conversionRate",
        "alertSettings",
        "featureIds",
        "metadata",
        "syncedAt",
        "stale",
        "spendDay",
        "spendSince",
        "typicalSpend",
        "typicalDue",
        "openTopups",
        "topupProposed",
      ],
    },
  ),
  topups: spec(
    "topups",
    {
      accountId: "int",
      id: "text",
      position: "int",
      walletId: "int",
      openWalletId: "int",
      amount: "amount",
      method: "text",
      status: "text",
      source: "text",
      reference: "text",
      expectedAt: "int",
      expectationGiven: "bool",
      dueAt: "int",
      sentAt: "int",
      transactionId: "int",
      settledAmount: "amount",
      createdAt: "int",
      updatedAt: "int",
    },
    {
      often: [
        "openWalletId",
        "amount",
        "status",
        "reference",
        "expectedAt",
        "expectationGiven",
        "dueAt",
        "sentAt",
        "transactionId",
        "settledAmount",
        "updatedAt",
      ],
    },
  ),
  walletSpend: spec(
    "walletSpend",
    { accountId: "int", walletId: "int", day: "int", spend: "amount" },
    { often: ["spend"] },
  ),
  transactions: spec("transactions", {
    accountId: "int",
    id: "int",
    walletId: "int",
    sequence: "int",
    amount: "amount",
    balanceAfter: "amount",
    kind: "text",
    orderId: "int",
    source: "text",
    referenceNumber: "text",
    remarks: "text",
    occurredAt: "int",
    externalId: "text",
    createdAt: "int",
  }),
  idempotencyKeys: spec("idempotencyKeys", {
    accountId: "int",
    scope: "text",
    key: "text",
    fingerprint: "text",
    transactionId: "int",
    createdAt: "int",
  }),
  events: spec("events", {
    accountId: "int",
    position: "int",
    id: "text",
    type: "text",
    payload: "text",
    createdAt: "int",
  }),
  features: spec(
    "features",
    {
      accountId: "int",
      id: "text",
      name: "text",
      type: "text",
      status: "text",
      alertSettings: "text",
      alertCount: "int",
      deletedAt: "int",
      createdAt: "int",
      updatedAt: "int",
    },
    {
      often: ["alertCount"],
      seldom: ["name", "type", "status", "alertSettings", "deletedAt", "updatedAt"],
    },
  ),
  walletFeatures: spec("walletFeatures", { accountId: "int", featureId: "text", walletId: "int" }),
  alertDefaults: spec(
    "alertDefaults",
    {
      accountId: "int",
      currency: "text",
      alertSettings: "text",
      createdAt: "int",
      updatedAt: "int",
    },
    { often: ["alertSettings", "updatedAt"] },
  ),
  alertStreams: spec(
    "alertStreams",
    {
      accountId: "int",
      walletId: "int",
      ownerKind: "text",
      ownerId: "text",
      state: "text",
      threshold: "text",
      episodeId: "text",
      since: "int",
      position: "int",
      count: "int",
      repeatAt: "int",
    },
    { often: ["state", "threshold", "episodeId", "since", "position", "count", "repeatAt"] },
  ),
  alertLog: spec("alertLog", {
    accountId: "int",
    position: "int",
    id: "text",
    walletId: "int",
    walletPosition: "int",
    ownerKind: "text",
    ownerId: "text",
    ownerPosition: "int",
    streamPosition: "int",
    previousState: "text",
    state: "text",
    balance: "amount",
    threshold: "text",
    cause: "text",
    walletSequence: "int",
    episodeId: "text",
    eventId: "text",
    createdAt: "int",
  }),
  reevaluations: spec(
    "reevaluations",
    { accountId: "int", ownerKind: "text", ownerId: "text", cursor: "int", createdAt: "int" },
    { often: ["cursor"] },
  ),
  providers: spec(
    "providers",
    {
      accountId: "int",
      id: "text",
      kind: "text",
      name: "text",
      baseUrl: "text",
      credentials: "text",
      webhookSecret: "text",
      cadence: "text",
      settings: "text",
      mode: "text",
      status: "text",
      createdAt: "int",
      updatedAt: "int",
    },
    {
      often: ["name", "baseUrl", "credentials", "webhookSecret", "cadence", "settings", "mode", "status", "updatedAt"],
    },
  ),
  waitingEvents: spec("waitingEvents", {
    accountId: "int",
    providerId: "text",
    externalWalletId: "text",
    occurredAt: "int",
    eventId: "text",
    direction: "text",
    amount: "text",
    currency: "text",
    ledgerId: "text",
    referenceNumber: "text",
    remarks: "text",
    receivedAt: "int",
  }),
  keptHooks: spec("keptHooks", {
    accountId: "int",
    id: "text",
    providerId: "text",
    eventId: "text",
    eventType: "text",
    reason: "text",
    detail: "text",
    body: "text",
    receivedAt: "int",
  }),
  endpoints: spec(
    "endpoints",
    {
      accountId: "int",
      id: "text",
      url: "text",
      eventTypes: "text",
      description: "text",
      rateLimitPerSecond: "int",
      maxAttempts: "int",
      timeoutMs: "int",
      status: "text",
      disabledReason: "text",
      secret: "text",
      previousSecret: "text",
      previousSecretExpiresAt: "int",
      failingSince: "int",
      warned: "int",
      deliveryCount: "int",
      version: "int",
      createdAt: "int",
      updatedAt: "int",
    },
    {
      often: ["deliveryCount", "failingSince", "warned"],
      seldom: [
        "url",
        "eventTypes",
        "description",
        "rateLimitPerSecond",
        "maxAttempts",
        "timeoutMs",
        "status",
        "disabledReason",
        "secret",
        "previousSecret",
        "previousSecretExpiresAt",
        "version",
        "updatedAt",
      ],
    },
  ),
  deliveries: spec(
    "deliveries",
    {
      accountId: "int",
      endpointId: "text",
      sequence: "int",
      eventPosition: "int",
      status: "text",
      attemptCount: "int",
      attemptBase: "int",
      nextAttemptAt: "int",
      lastAttemptAt: "int",
      createdAt: "int",
      completedAt: "int",
    },
    { often: ["status", "attemptCount", "attemptBase", "nextAttemptAt", "lastAttemptAt", "completedAt"] },
  ),
  attempts: spec("attempts", {
    accountId: "int",
    endpointId: "text",
    deliverySequence: "int",
    number: "int",
    at: "int",
    status: "int",
    latencyMs: "int",
    error: "text",
    response: "text",
  }),
  keptAnswers: spec("keptAnswers", { accountId: "int", key: "text", body: "text", createdAt: "int" }),
  holds: spec(
    "holds",
    {
      accountId: "int",
      id: "text",
      position: "int",
      walletId: "int",
      amount: "amount",
      captured: "amount",
      status: "text",
      expiresAt: "int",
      source: "text",
      reference: "text",
      externalId: "text",
      transactionId: "int",
      createdAt: "int",
      updatedAt: "int",
    },
    { often: ["captured", "status", "transactionId", "updatedAt"] },
  ),
  gatewayConnections: spec(
    "gatewayConnections",
    {
      accountId: "int",
      id: "text",
      kind: "text",
      name: "text",
      secret: "text",
      status: "text",
      createdAt: "int",
      updatedAt: "int",
    },
    { often: ["name", "secret", "status", "updatedAt"] },
  ),
  cards: spec(
    "cards",
    {
      accountId: "int",
      cardId: "text",
      position: "int",
      walletId: "int",
      status: "text",
      expires: "text",
      createdAt: "int",
      updatedAt: "int",
    },
    { often: ["walletId", "status", "expires", "updatedAt"] },
  ),
  cardAuthorizations: spec(
    "cardAuthorizations",
    {
      accountId: "int",
      connectionId: "text",
      authorizationId: "text",
      cardId: "text",
      holdId: "text",
      status: "text",
      createdAt: "int",
      updatedAt: "int",
    },
    { often: ["status", "updatedAt"] },
  ),
  gatewayEvents: spec(
    "gatewayEvents",
    {
      accountId: "int",
      connectionId: "text",
      eventId: "text",
      type: "text",
      responseCode: "text",
      transactionId: "int",
      createdAt: "int",
    },
    { often: ["responseCode"] },
  ),
  fxRates: spec(
    "fxRates",
    { accountId: "int", fromCurrency: "text", toCurrency: "text", rate: "text", updatedAt: "int" },
    { often: ["rate", "updatedAt"] },
  ),
  products: spec(
    "products",
    {
      accountId: "int",
      id: "text",
      position: "int",
      name: "text",
      currency: "text",
      scale: "int",
      denominations: "text",
      discount: "text",
      fee: "text",
      maxQuantity: "int",
      status: "text",
      createdAt: "int",
      updatedAt: "int",
    },
    { often: ["name", "denominations", "discount", "fee", "maxQuantity", "status", "updatedAt"] },
  ),
  transfers: spec("transfers", {
    accountId: "int",
    id: "text",
    position: "int",
    fromWalletId: "int",
    toWalletId: "int",
    amount: "amount",
    fee: "amount",
    received: "amount",
    rate: "text",
    reference: "text",
    debitId: "int",
    creditId: "int",
    createdAt: "int",
  }),
  orders: spec(
    "orders",
    {
      accountId: "int",
      id: "int",
      walletId: "int",
      source: "text",
      productId: "text",
      productName: "text",
      currency: "text",
      scale: "int",
      denomination: "amount",
      quantity: "int",
      amount: "amount",
      payable: "amount",
      charges: "text",
      reference: "text",
      fingerprint: "text",
      status: "text",
      delivered: "int",
      deliveredAt: "int",
      refunded: "amount",
      transactionId: "int",
      refundTransactionId: "int",
      providerId: "text",
      providerOrderId: "text",
      forwardState: "text",
      forwardAt: "int",
      forwardAttempts: "int",
      acceptedAt: "int",
      failure: "text",
      vouchers: "text",
      createdAt: "int",
      updatedAt: "int",
    },
    {
      often: [
        "status",
        "delivered",
        "deliveredAt",
        "refunded",
        "refundTransactionId",
        "productName",
        "transactionId",
        "providerOrderId",
        "forwardState",
        "forwardAt",
        "forwardAttempts",
        "acceptedAt",
        "failure",
        "vouchers",
        "updatedAt",
      ],
    },
  ),
};

/** Rebuilds a row from what a driver returned; integers come as bigint (SQLite), text (PostgreSQL) or number. */
export function decoder(columns: readonly Column[]): (values: readonly unknown[]) => object {
  const decoders = columns.map(({ kind }) => DECODE[kind]);
  const properties = columns.map(({ property }) => property);
  return (values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < properties.length; i += 1) {
      const value = values[i];
      row[properties[i] as string] = value === null ? null : (decoders[i] as (value: unknown) => unknown)(value);
    }
    return row;
  };
}

const DECODE: Readonly<Record<ColumnKind, (value: unknown) => unknown>> = {
  int: Number,
  amount: (value) => (typeof value === "bigint" ? value : BigInt(value as string | number)),
  text: (value) => value,
  bool: (value) => Number(value) === 1,
};

/** What a driver is given for a property; booleans become 0/1. */
export function encode(kind: ColumnKind, value: unknown): unknown {
  return kind === "bool" ? (value === true ? 1 : 0) : value;
}

/** As `decoder`, for a row that came as an object with the table's properties. */
export function decodeRow<T extends TableName>(table: T, raw: Readonly<Record<string, unknown>>): Tables[T] {
  const row: Record<string, unknown> = {};
  for (const { property, kind } of TABLES[table].columns) {
    const value = raw[property];
    row[property] = value === null ? null : DECODE[kind](value);
  }
  return row as unknown as Tables[T];
}

import type { Draft } from "../draft.ts";
import type { AuditResource } from "../model/audit.ts";
import type { Sealed } from "../model/sealed.ts";
import type { Tables } from "../model/tables.ts";
import { formatAmount } from "../money/amount.ts";
import { isoTimeOrNull } from "../time/iso-time.ts";

/**
 * How the audit log shows a column. json: text that is JSON already. amount: in the scale of the row's wallet. secret:
 * only whether there is one. A column with null is not shown.
 */
type Format = "plain" | "time" | "json" | "amount" | "secret";

interface Audited<Row> {
  readonly resource: AuditResource | ((row: Readonly<Row>) => AuditResource);
  readonly id: (row: Readonly<Row>) => string | number;
  /** Every column: a new one does not compile without a decision, and a sealed one is not shown. */
  readonly columns: { readonly [K in keyof Row]: (NonNullable<Row[K]> extends Sealed ? "secret" : Format) | null };
}

type AuditedTables = Pick<
  Tables,
  | "accounts"
  | "apiKeys"
  | "ownCurrencies"
  | "fxRates"
  | "wallets"
  | "topups"
  | "transfers"
  | "transactions"
  | "holds"
  | "products"
  | "orders"
  | "features"
  | "alertDefaults"
  | "episodes"
  | "providers"
  | "campaigns"
  | "endpoints"
  | "routes"
  | "silences"
  | "digests"
  | "heartbeats"
  | "gatewayConnections"
  | "cards"
>;
export type AuditedTable = keyof AuditedTables;

/** The usual columns of every table. */
const USUAL = { accountId: null, createdAt: "time", updatedAt: null } as const;

const AUDITED: { readonly [T in AuditedTable]: Audited<AuditedTables[T]> } = {
  accounts: {
    resource: "account",
    id: ({ id }) => id,
    columns: {
      id: "plain",
      name: "plain",
      settings: "json",
      createdAt: "time",
      walletCount: null,
      transactionCount: null,
      eventCount: null,
      eventsPruned: null,
      fannedOut: null,
      alertCount: null,
      holdCount: null,
      cardCount: null,
      topupCount: null,
      productCount: null,
      orderCount: null,
      transferCount: null,
      episodeCount: null,
      notificationCount: null,
      auditCount: null,
    },
  },
  apiKeys: {
    resource: "api_key",
    id: ({ id }) => id,
    columns: {
      accountId: null,
      id: "plain",
      name: "plain",
      hash: null,
      prefix: "plain",
      scopes: "json",
      createdAt: "time",
      expiresAt: "time",
      revokedAt: "time",
      lastUsedAt: null,
      configured: "plain",
    },
  },
  ownCurrencies: {
    resource: "currency",
    id: ({ currency }) => currency,
    columns: { accountId: null, currency: "plain", name: "plain", precision: "plain", createdAt: "time" },
  },
  fxRates: {
    resource: "fx_rate",
    id: ({ fromCurrency, toCurrency }) => `${fromCurrency}/${toCurrency}`,
    columns: { accountId: null, fromCurrency: "plain", toCurrency: "plain", rate: "plain", updatedAt: null },
  },
  wallets: {
    resource: "wallet",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      name: "plain",
      currency: "plain",
      assetScale: "plain",
      type: "plain",
      source: "plain",
      status: "plain",
      conversionRate: "plain",
      overdraftLimit: "amount",
      providerId: "plain",
      externalId: "plain",
      alertSettings: "json",
      featureIds: "json",
      topupSettings: "json",
      metadata: "json",
      expectedSpend: "amount",
      typicalSpend: "amount",
      balance: "amount",
      held: "amount",
      alertFloor: null,
      alertCeiling: null,
      sequence: null,
      lowest: null,
      alertState: null,
      alertCount: null,
      syncedAt: null,
      stale: null,
      cadenceMs: null,
      spendDay: null,
      spendToday: null,
      spendSlot: null,
      slotBase: null,
      slotLargest: null,
      recentSpend: null,
      watched: null,
      watchesBurn: null,
      burnDue: null,
      steadyBurn: null,
      spendSince: null,
      historyBefore: null,
      typicalDue: null,
      highestLevel: null,
      openTopups: null,
      topupProposed: null,
      snapshotReading: null,
      snapshotFrom: null,
      snapshotTo: null,
      waiting: null,
      waitingLow: null,
      waitingHigh: null,
      putOff: null,
      lastTransactionId: null,
      eventAt: null,
    },
  },
  topups: {
    resource: "topup",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      position: null,
      walletId: "plain",
      openWalletId: null,
      amount: "amount",
      method: "plain",
      status: "plain",
      source: "plain",
      reference: "plain",
      expectedAt: "time",
      expectationGiven: null,
      dueAt: null,
      sentAt: "time",
      proposedBy: "plain",
      approvedBy: "plain",
      approvedAt: "time",
      sentBy: "plain",
      cancelledBy: "plain",
      transactionId: "plain",
      settledAmount: "amount",
    },
  },
  transfers: {
    resource: "transfer",
    id: ({ id }) => id,
    columns: {
      accountId: null,
      id: "plain",
      position: null,
      fromWalletId: "plain",
      toWalletId: "plain",
      amount: "amount",
      fee: "amount",
      // In the receiver's scale: the transfer itself has it.
      received: null,
      rate: "plain",
      reference: "plain",
      debitId: "plain",
      creditId: "plain",
      createdAt: "time",
    },
  },
  transactions: {
    resource: "transaction",
    id: ({ id }) => id,
    columns: {
      accountId: null,
      id: "plain",
      walletId: "plain",
      sequence: "plain",
      amount: "amount",
      balanceAfter: "amount",
      kind: "plain",
      orderId: "plain",
      source: "plain",
      referenceNumber: "plain",
      remarks: "plain",
      occurredAt: "time",
      externalId: null,
      eventId: null,
      createdAt: "time",
    },
  },
  holds: {
    resource: "hold",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      position: null,
      walletId: "plain",
      amount: "amount",
      captured: "amount",
      status: "plain",
      expiresAt: "time",
      source: "plain",
      reference: "plain",
      externalId: "plain",
      transactionId: "plain",
    },
  },
  products: {
    resource: "product",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      key: "plain",
      position: null,
      name: "plain",
      currency: "plain",
      scale: null,
      denominations: "json",
      discount: "plain",
      fee: "json",
      maxQuantity: "plain",
      status: "plain",
    },
  },
  orders: {
    resource: "order",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      walletId: "plain",
      source: null,
      productId: "plain",
      productName: "plain",
      currency: "plain",
      scale: null,
      denomination: null,
      quantity: "plain",
      amount: null,
      payable: "amount",
      charges: null,
      reference: "plain",
      fingerprint: null,
      status: "plain",
      delivered: "plain",
      deliveredAt: "time",
      refunded: "amount",
      transactionId: "plain",
      refundTransactionId: "plain",
      providerId: "plain",
      providerOrderId: "plain",
      placementState: "plain",
      placementDueAt: null,
      placementAttempts: null,
      acceptedAt: null,
      failure: "json",
      vouchers: null,
    },
  },
  features: {
    resource: "feature",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      key: "plain",
      name: "plain",
      type: "plain",
      status: "plain",
      alertSettings: "json",
      alertCount: null,
      deletedAt: null,
    },
  },
  alertDefaults: {
    resource: "alert_default",
    id: ({ currency }) => currency,
    columns: { ...USUAL, currency: "plain", alertSettings: "json" },
  },
  episodes: {
    resource: "episode",
    id: ({ id }) => id,
    columns: {
      accountId: null,
      id: "plain",
      position: null,
      walletId: "plain",
      ownerKind: null,
      ownerId: null,
      state: "plain",
      worstState: null,
      openedAt: "time",
      closedAt: "time",
      lowestAvailable: null,
      firstStep: null,
      lastStep: null,
      ackBy: "plain",
      ackAt: "time",
      ackUntil: "time",
      ackNote: "plain",
      threadId: null,
      newestId: null,
      receivers: null,
      serial: null,
      recoveriesWaiting: null,
      openKey: null,
    },
  },
  providers: {
    resource: "provider",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      key: "plain",
      kind: "plain",
      name: "plain",
      baseUrl: "plain",
      credentials: "secret",
      webhookSecret: "secret",
      previousWebhookSecret: null,
      previousWebhookSecretUntil: "time",
      cadence: "json",
      settings: "json",
      mode: "plain",
      modeSince: null,
      status: "plain",
      syncError: null,
      syncFailures: null,
      failingSince: null,
      lastSyncAt: null,
      silentSyncs: null,
      quietSyncs: null,
      clocks: null,
      readingCount: null,
      waitingCount: null,
      driftCount: null,
      lastDriftAt: null,
      problems: null,
      listProblems: null,
      hooksReceivedAt: null,
      hooksRefused: null,
      hooksRefusedAt: null,
      hooksRefusedReason: null,
      hooksFailingSince: null,
      hooksFailedAt: null,
    },
  },
  campaigns: {
    resource: "campaign",
    id: ({ id }) => id,
    columns: {
      accountId: null,
      id: "plain",
      key: "plain",
      providerId: "plain",
      name: "plain",
      startsAt: "time",
      endsAt: "time",
      expectedMultiplier: "plain",
      dueAt: null,
      cancelled: null,
      createdAt: "time",
    },
  },
  endpoints: {
    resource: ({ kind }) => (kind === "signed-webhook" ? "webhook_endpoint" : "channel"),
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      key: "plain",
      kind: "plain",
      name: "plain",
      config: "secret",
      url: "plain",
      eventTypes: "json",
      earlierEventTypes: null,
      description: "plain",
      rateLimitPerSecond: "plain",
      maxAttempts: "plain",
      timeoutMs: "plain",
      status: "plain",
      disabledReason: "plain",
      secret: "secret",
      previousSecret: null,
      previousSecretExpiresAt: "time",
      failingSince: null,
      warned: null,
      deliveryCount: null,
      fannedOut: null,
      version: null,
    },
  },
  routes: {
    resource: "route",
    id: ({ id }) => id,
    columns: {
      ...USUAL,
      id: "plain",
      key: "plain",
      name: "plain",
      events: "json",
      filter: "json",
      channelIds: "json",
      recoveries: "plain",
      groupWaitSeconds: "plain",
      escalate: "json",
      schedule: "json",
      enabled: "plain",
    },
  },
  silences: {
    resource: "silence",
    id: ({ id }) => id,
    columns: {
      accountId: null,
      id: "plain",
      filter: "json",
      startsAt: "time",
      endsAt: "time",
      recovering: "json",
      reason: "plain",
      includeBlock: "plain",
      createdBy: "plain",
      dueAt: null,
      openKey: null,
      cursor: null,
      createdAt: "time",
    },
  },
  digests: {
    resource: "digest",
    id: () => "digest",
    columns: { ...USUAL, settings: "json", nextAt: null },
  },
  heartbeats: {
    resource: "heartbeat",
    id: () => "heartbeat",
    columns: { ...USUAL, url: "secret", everySeconds: "plain" },
  },
  gatewayConnections: {
    resource: "gateway_connection",
    id: ({ id }) => id,
    columns: { ...USUAL, id: "plain", kind: "plain", name: "plain", secret: "secret", status: "plain" },
  },
  cards: {
    resource: "card",
    id: ({ cardId }) => cardId,
    columns: { ...USUAL, cardId: "plain", position: null, walletId: "plain", status: "plain", expires: "plain" },
  },
};

type Values = Readonly<Record<string, unknown>>;

/** What the log calls the resource in a row. */
export function resourceOf(table: AuditedTable, row: object): { readonly type: AuditResource; readonly id: string } {
  const { resource, id } = AUDITED[table] as unknown as Audited<Values>;
  const values = row as Values;
  return { type: typeof resource === "function" ? resource(values) : resource, id: String(id(values)) };
}

/** The members of a row that the log shows; of two rows, those that differ. */
export function membersOf(draft: Draft, table: AuditedTable, row: object, other: object | null): Values {
  const values = row as Values;
  const others = other as Values | null;
  const members: Record<string, unknown> = {};
  for (const [column, format] of Object.entries(AUDITED[table].columns)) {
    if (format === null || (others !== null && others[column] === values[column])) continue;
    members[memberName(column)] = shown(draft, values, values[column], format);
  }
  return members;
}

function shown(draft: Draft, row: Values, value: unknown, format: Format): unknown {
  if (value === null) return null;
  switch (format) {
    case "plain":
      return value;
    case "time":
      return isoTimeOrNull(value as number);
    case "json":
      return JSON.parse(value as string) as unknown;
    case "amount":
      return formatAmount(value as bigint, scaleOf(draft, row));
    case "secret":
      return "[redacted]";
  }
}

/** The scale of a row's amounts: a wallet's own, or that of the wallet which the row names. */
function scaleOf(draft: Draft, row: Values): number {
  if (typeof row["assetScale"] === "number") return row["assetScale"];
  const walletId = (row["walletId"] ?? row["fromWalletId"]) as number;
  return draft.get("wallets", row["accountId"] as number, walletId)?.assetScale ?? 0;
}

function memberName(column: string): string {
  if (column === "expectedSpend") return "expected_daily_spend";
  if (column === "typicalSpend") return "typical_daily_spend";
  return column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

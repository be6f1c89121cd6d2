import type { Command, Sealed } from "@plimsoll/core";

type Of<T extends Command["type"]> = Extract<Command, { readonly type: T }>;
type Fields<T extends Command["type"]> = Partial<Omit<Of<T>, "type">>;

export const ACCOUNT = 1;
let ids = 0;

/** As a server makes them for a row whose secrets are sealed before it is stored. */
function newId(prefix: string): string {
  ids += 1;
  return `${prefix}_${String(ids).padStart(26, "0")}`;
}

/** The largest possible balance, at two decimal places. */
export const LARGEST = "92233720368547758.07";

const MOVEMENT = {
  type: "post_transaction",
  accountId: ACCOUNT,
  walletId: 1,
  orderId: null,
  source: null,
  referenceNumber: null,
  remarks: null,
  idempotency: null,
} as const;

export function credit(walletId: number, amount: unknown, fields: Fields<"post_transaction"> = {}) {
  return { ...MOVEMENT, direction: "CREDIT", kind: "topup", walletId, amount, ...fields } satisfies Command;
}

export function debit(walletId: number, amount: unknown, fields: Fields<"post_transaction"> = {}) {
  return { ...MOVEMENT, direction: "DEBIT", kind: "usage", walletId, amount, ...fields } satisfies Command;
}

export function hold(walletId: number, amount: unknown, fields: Fields<"place_hold"> = {}): Of<"place_hold"> {
  return {
    type: "place_hold",
    accountId: ACCOUNT,
    walletId,
    amount,
    expiresIn: 900,
    reference: null,
    idempotency: null,
    ...fields,
  };
}

/** Captures all of it by default. */
export function capture(holdId: string, fields: Fields<"capture_hold"> = {}): Of<"capture_hold"> {
  return {
    type: "capture_hold",
    accountId: ACCOUNT,
    holdId,
    amount: null,
    kind: "usage",
    orderId: null,
    referenceNumber: null,
    remarks: null,
    idempotency: null,
    ...fields,
  };
}

export function release(holdId: string, fields: Fields<"release_hold"> = {}): Of<"release_hold"> {
  return { type: "release_hold", accountId: ACCOUNT, holdId, idempotency: null, ...fields };
}

export function expire(...holdIds: string[]): Of<"expire_holds"> {
  return { type: "expire_holds", accountId: ACCOUNT, holdIds };
}

export function newProduct(fields: Fields<"create_product"> = {}): Of<"create_product"> {
  return {
    type: "create_product",
    accountId: ACCOUNT,
    name: "Steam Wallet Card",
    currency: "USD",
    scale: 2,
    denominations: ["10.00", "25.00", "50.00"],
    discount: null,
    fee: null,
    maxQuantity: 100,
    ...fields,
  };
}

export function patchProduct(productId: string, patch: Of<"update_product">["patch"]): Of<"update_product"> {
  return { type: "update_product", accountId: ACCOUNT, productId, patch };
}

export function putRates(...rates: Of<"put_fx_rates">["rates"]): Of<"put_fx_rates"> {
  return { type: "put_fx_rates", accountId: ACCOUNT, rates, many: true };
}

/** One piece of 10.00 from wallet 1 by default. */
export function order(productId: string, reference: string, fields: Fields<"place_order"> = {}): Of<"place_order"> {
  return {
    type: "place_order",
    accountId: ACCOUNT,
    productId,
    walletId: 1,
    denomination: "10.00",
    quantity: 1,
    reference,
    fingerprint: "body",
    ...fields,
  };
}

/** An order on a mirror for 10.00, quoted. */
export function mirrorOrder(
  walletId: number,
  reference: string,
  fields: Fields<"place_mirror_order"> = {},
): Of<"place_mirror_order"> {
  return {
    type: "place_mirror_order",
    accountId: ACCOUNT,
    walletId,
    productId: "1",
    quantity: 2,
    reference,
    fingerprint: `${walletId} ${reference}`,
    quote: {
      currency: "USD",
      scale: 2,
      denomination: 500n,
      face: 1_000n,
      payable: 1_000n,
      charges: "{}",
    },
    ...fields,
  };
}

export function report(orderId: number, result: Of<"report_mirror_order">["report"]): Of<"report_mirror_order"> {
  return { type: "report_mirror_order", accountId: ACCOUNT, orderId, report: result };
}

export function deliver(orderId: number, quantity: number, fields: Fields<"deliver_order"> = {}): Of<"deliver_order"> {
  return { type: "deliver_order", accountId: ACCOUNT, orderId, quantity, idempotency: null, ...fields };
}

export function endOrder(
  orderId: number,
  status: Of<"end_order">["status"],
  fields: Fields<"end_order"> = {},
): Of<"end_order"> {
  return { type: "end_order", accountId: ACCOUNT, orderId, status, idempotency: null, ...fields };
}

export function transfer(
  fromWalletId: number,
  toWalletId: number,
  amount: unknown,
  fields: Fields<"make_transfer"> = {},
): Of<"make_transfer"> {
  return {
    type: "make_transfer",
    accountId: ACCOUNT,
    fromWalletId,
    toWalletId,
    amount,
    fee: null,
    rate: null,
    reference: null,
    idempotency: null,
    ...fields,
  };
}

/** A key whose request differs by `body`. */
export function key(name: string, body = "body") {
  return { key: name, fingerprint: body };
}

export function newWallet(fields: Fields<"create_wallet"> = {}): Of<"create_wallet"> {
  return {
    type: "create_wallet",
    accountId: ACCOUNT,
    name: "Prepaid Wallet",
    currency: "USD",
    walletType: "PREPAID",
    assetScale: 2,
    overdraftLimit: undefined,
    conversionRate: undefined,
    featureIds: [],
    alertSettings: null,
    metadata: {},
    mirror: null,
    ...fields,
  };
}

export function mirrorOf(providerId: string, externalId: string, fields: Fields<"create_wallet"> = {}) {
  return newWallet({ mirror: { providerId, externalId, balance: null }, ...fields });
}

export function patchWallet(
  walletId: number,
  patch: Of<"update_wallet">["patch"],
  accountId = ACCOUNT,
): Of<"update_wallet"> {
  return { type: "update_wallet", accountId, walletId, patch };
}

export function newFeature(alertSettings: unknown = null, fields: Fields<"create_feature"> = {}): Of<"create_feature"> {
  return {
    type: "create_feature",
    accountId: ACCOUNT,
    name: "API calls",
    featureType: "metered",
    status: "published",
    alertSettings,
    ...fields,
  };
}

export function patchFeature(featureId: string, alertSettings: unknown): Of<"update_feature"> {
  return { type: "update_feature", accountId: ACCOUNT, featureId, patch: { alertSettings } };
}

export function dropFeature(featureId: string): Of<"delete_feature"> {
  return { type: "delete_feature", accountId: ACCOUNT, featureId };
}

export function putDefault(currency: string, alertSettings: unknown): Of<"put_alert_default"> {
  return { type: "put_alert_default", accountId: ACCOUNT, currency, alertSettings };
}

export function dropDefault(currency: string): Of<"delete_alert_default"> {
  return { type: "delete_alert_default", accountId: ACCOUNT, currency };
}

export function evaluate(...walletIds: number[]): Of<"evaluate_wallets"> {
  return { type: "evaluate_wallets", accountId: ACCOUNT, walletIds };
}

export function measureSpend(...walletIds: number[]): Of<"measure_spend"> {
  return { type: "measure_spend", accountId: ACCOUNT, walletIds };
}

export function measureBurn(...walletIds: number[]): Of<"measure_burn"> {
  return { type: "measure_burn", accountId: ACCOUNT, walletIds };
}

export function newTopup(walletId: number, amount: unknown, fields: Fields<"create_topup"> = {}): Of<"create_topup"> {
  return {
    type: "create_topup",
    accountId: ACCOUNT,
    walletId,
    amount,
    method: "wire",
    reference: null,
    expectedAt: null,
    by: "key_a",
    idempotency: null,
    ...fields,
  };
}

export function patchTopup(
  topupId: string,
  patch: Of<"update_topup">["patch"],
  by: string | null = "key_a",
): Of<"update_topup"> {
  return { type: "update_topup", accountId: ACCOUNT, topupId, by, patch };
}

export function goOn(
  ownerKind: Of<"continue_reevaluation">["ownerKind"],
  ownerId: string,
): Of<"continue_reevaluation"> {
  return { type: "continue_reevaluation", accountId: ACCOUNT, ownerKind, ownerId };
}

export function newProvider(fields: Fields<"create_provider"> = {}): Of<"create_provider"> {
  return {
    type: "create_provider",
    accountId: ACCOUNT,
    id: newId("prov"),
    kind: "octopus",
    name: "Octopus",
    baseUrl: null,
    credentials: null,
    webhookSecret: "sealed" as Sealed,
    cadence: null,
    settings: null,
    ...fields,
  };
}

export function providerEvent(
  providerId: string,
  eventId: string,
  movement: Partial<Of<"provider_event">["movement"]> = {},
  occurredAt = 1_000,
): Of<"provider_event"> {
  return {
    type: "provider_event",
    accountId: ACCOUNT,
    providerId,
    eventId,
    key: `${providerId}/${eventId}`,
    occurredAt,
    movement: {
      externalWalletId: "1",
      direction: "DEBIT",
      amount: "1.00",
      currency: "USD",
      ledgerId: null,
      referenceNumber: null,
      remarks: null,
      ...movement,
    },
  };
}

export function newEndpoint(fields: Partial<Of<"create_endpoint">["fields"]> = {}): Of<"create_endpoint"> {
  return {
    type: "create_endpoint",
    accountId: ACCOUNT,
    id: newId("ep"),
    fields: {
      url: "https://example.com/hook",
      eventTypes: ["*"],
      description: null,
      rateLimitPerSecond: 10,
      maxAttempts: 3,
      timeoutMs: 10_000,
      ...fields,
    },
    secret: "sealed" as Sealed,
  };
}

export function patchEndpoint(endpointId: string, patch: Of<"update_endpoint">["patch"]): Of<"update_endpoint"> {
  return { type: "update_endpoint", accountId: ACCOUNT, endpointId, patch };
}

type Report = Of<"record_attempts">["attempts"][number];

function verdictOf(status: number | null): Report["verdict"] {
  if (status === 410) return "gone";
  return status !== null && status >= 200 && status < 300 ? "delivered" : "retry";
}

/** An attempt with the response `status`; null when there was none. */
export function reportOf(
  endpointId: string,
  sequence: number,
  at: number,
  status: number | null,
  fields: Partial<Report> = {},
): Report {
  return {
    endpointId,
    sequence,
    at,
    status,
    verdict: verdictOf(status),
    latencyMs: 0,
    error: status === null ? "ECONNREFUSED" : null,
    response: "",
    retryAfterMs: null,
    jitter: 0.5,
    ...fields,
  };
}

/** One attempt of the test's account. */
export function attempt(...fields: Parameters<typeof reportOf>): Of<"record_attempts"> {
  return attempts([reportOf(...fields)]);
}

export function attempts(reports: readonly Report[], accountId = ACCOUNT): Of<"record_attempts"> {
  return { type: "record_attempts", accountId, retryBaseMs: 1_000, attempts: reports };
}

export function replay(endpointId: string, ...sequences: number[]): Of<"replay_deliveries"> {
  return { type: "replay_deliveries", accountId: ACCOUNT, endpointId, sequences };
}

export function below(threshold: unknown) {
  return { threshold, condition: "below" };
}

export function above(threshold: unknown) {
  return { threshold, condition: "above" };
}

/** The settings that reference/alert-rules.md walks through: info 20, warning 10, critical 0. */
export const SEED_001 = {
  alert_enabled: true,
  critical: below("0.00"),
  warning: below("10.00"),
  info: below("20.00"),
};

export function newChannel(
  kind: Of<"create_channel">["kind"] = "slack",
  fields: Fields<"create_channel"> = {},
): Of<"create_channel"> {
  const rest = { name: kind, config: "sealed" as Sealed, rateLimitPerSecond: null, enabled: true };
  return { type: "create_channel", accountId: ACCOUNT, id: newId("chan"), kind, ...rest, ...fields };
}

export function newRoute(fields: Partial<Of<"create_route">["fields"]> = {}): Of<"create_route"> {
  return {
    type: "create_route",
    accountId: ACCOUNT,
    fields: {
      name: "Everything",
      events: ["info", "warning", "critical", "block"],
      filter: null,
      channelIds: [],
      recoveries: true,
      groupWaitSeconds: null,
      escalate: null,
      schedule: null,
      enabled: true,
      ...fields,
    },
  };
}

export function newSilence(endsAt: number | null, fields: Fields<"create_silence"> = {}): Of<"create_silence"> {
  const rest = { filter: {}, startsAt: null, reason: "maintenance", includeBlock: false, createdBy: "key" };
  return { type: "create_silence", accountId: ACCOUNT, endsAt, ...rest, ...fields };
}

export function acknowledge(episodeId: string, fields: Fields<"acknowledge_episode"> = {}): Of<"acknowledge_episode"> {
  const rest = { by: "ops", note: null, minutes: null, fromChannel: null };
  return { type: "acknowledge_episode", accountId: ACCOUNT, episodeId, ...rest, ...fields };
}

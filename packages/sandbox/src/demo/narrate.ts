/** A webhook of the server as the demo's receiver got it. */
export interface ReceivedEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** A line for people about an event; null for events that the demo does not narrate. */
export function narrate(event: ReceivedEvent, walletName: (id: unknown) => string): string | null {
  const data = membersOf(event["data"]);
  switch (event.type) {
    case "wallet.balance.alert":
    case "feature.wallet_balance.alert":
      return alertLine(event);
    case "wallet.orders_blocked":
      return `BLOCK   ${walletName(data["wallet_id"])}: orders are off until money comes`;
    case "wallet.orders_unblocked":
      return `OPEN    ${walletName(data["wallet_id"])}: orders are on again`;
    case "topup.created":
      return data["status"] === "proposed"
        ? `ADVICE  ${walletName(data["wallet_id"])}: Plimsoll proposes a top-up of ${text(data["amount"])}`
        : `TOP-UP  ${walletName(data["wallet_id"])}: ${text(data["amount"])} announced`;
    case "topup.updated":
      return `TOP-UP  ${walletName(data["wallet_id"])}: ${text(data["amount"])} ${text(data["status"])}, reference ${text(data["reference"])}`;
    case "topup.settled":
      return `TOP-UP  ${walletName(data["wallet_id"])}: ${text(data["settled_amount"] ?? data["amount"])} has landed`;
    case "wallet.drift.detected":
      return `DRIFT   ${walletName(data["wallet_id"])}: ${text(data["unexplained"])} that no transaction explains`;
    case "provider.mode_changed":
      return `MODE    the provider is followed by ${text(data["mode"])}`;
    default:
      return null;
  }
}

function alertLine(event: ReceivedEvent): string {
  const wallet = membersOf(event["wallet"]);
  const threshold = membersOf(event["threshold"]);
  const states = `${text(event["previous_status"])} → ${text(event["alert_status"])}`;
  const at = `at ${text(event["ongoing_balance"])} ${text(wallet["currency"]).toUpperCase()}`;
  const isOk = event["alert_status"] === "ok";
  const head = isOk ? "CLEAR  " : "ALERT  ";
  const why = isOk ? "" : ` (${text(threshold["level"])} is ${levelText(threshold)})`;
  return `${head} ${text(wallet["name"])}: ${states} ${at}${why}`;
}

function levelText(threshold: Members): string {
  if (threshold["spend_percent"] !== undefined) return `${text(threshold["spend_percent"])} % of a typical day`;
  if (threshold["runway_hours"] !== undefined) return `${text(threshold["runway_hours"])} hours of runway`;
  return text(threshold["threshold"]);
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

import type { Runway } from "@plimsoll/contract";

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

/** @nolimit One day. */
const DAY_MS = 86_400_000;

/**
 * When the wallet will be empty and what to wire, for a wallet that is empty within a day; null for others. Amounts and
 * times are the server's.
 */
export function forecastLine(name: string, { empties_at: empties, topup }: Runway, now: number): string | null {
  if (empties === null || Date.parse(empties) - now > DAY_MS) return null;
  const empty = `FORECAST ${name} is empty at ${timeOf(empties)}`;
  if (topup.amount === null || /^0(\.0*)?$/.test(topup.amount))
    return `${empty}; the money that is on its way lands in time`;
  const when = topup.by === null || Date.parse(topup.by) <= now ? "now" : `by ${dayAndTime(topup.by, now)}`;
  return `${empty}; wire ${grouped(topup.amount)} ${when}, it lands ${weekdayOf(topup.lands_at)}`;
}

/** The day is left out when it is today. */
function dayAndTime(time: string, now: number): string {
  const isToday = time.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return isToday ? timeOf(time) : `${weekdayOf(time)} ${timeOf(time)}`;
}

function timeOf(time: string): string {
  return time.slice(11, 16);
}

function weekdayOf(time: string): string {
  return new Date(time).toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" });
}

/** 17000.00 as people write it: 17,000. */
function grouped(amount: string): string {
  const [whole = "", fraction = ""] = amount.split(".");
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return /^0*$/.test(fraction) ? digits : `${digits}.${fraction}`;
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

import type { WebhookEvent } from "@plimsoll/client";
import { EVENT_TYPES } from "@plimsoll/contract";
import type { Screen, Style } from "../terminal/screen.ts";
import { shortened, widthOf } from "../terminal/fit.ts";
import { safeText } from "../terminal/safe-text.ts";
import { line } from "../terminal/table.ts";
import { textOf } from "../text-of.ts";
import { styled } from "../terminal/screen.ts";

/** @nolimit The columns of the longest type of event. */
export const TYPE_COLUMNS = Math.max(...EVENT_TYPES.map(({ length }) => length));

type Members = Readonly<Record<string, unknown>>;

/** Members of an event that say what it is about, in the order in which they are shown. */
const SHOWN = [
  "wallet_id",
  "name",
  "alert_state",
  "status",
  "mode",
  "amount",
  "difference",
  "balance_after",
  "available",
  "reference_number",
  "reference",
  "reference_code",
  "reason",
  "provider_id",
  "endpoint_id",
] as const;

/** Of these the first that an event has is shown with its currency. */
const AMOUNTS: readonly string[] = ["amount", "difference", "available"];
/** Members that need no word before them. */
const PLAIN: readonly string[] = ["name", "amount"];

/** Between two facts. */
const GAP = "  ";

/** "10:46:05  wallet.debited  wallet 1  amount 241.25  …  evt_…" on one line. */
export function eventLine(event: WebhookEvent, screen: Screen): string {
  const { id, type, created_at: at } = event;
  const time = at.slice(11, 19);
  const lead = `${time}  ${type.padEnd(TYPE_COLUMNS)}`;
  const facts = safeText(factsOf(event).join("  "));
  const room = screen.columns === null ? Infinity : screen.columns - lead.length - GAP.length;
  if (room < 1) return line(lead, screen, styleOf(event));
  // The id is of use only where it is whole.
  const tail = room - widthOf(facts) - GAP.length >= id.length ? GAP + id : "";
  const shown = room === Infinity ? facts : shortened(facts, room - tail.length);
  const parts = [styled(screen, "dim", time), styled(screen, styleOf(event), type.padEnd(TYPE_COLUMNS)), shown];
  return `${parts.join(GAP)}${styled(screen, "dim", tail)}`.trimEnd();
}

function factsOf(event: WebhookEvent): string[] {
  const {
    data,
    wallet,
    alert_status: state,
    previous_status: before,
    ongoing_balance: balance,
  } = event as unknown as Members;
  const about = (wallet ?? data ?? {}) as Members;
  if (typeof state === "string") {
    const change = `${textOf(before)} -> ${state}`.replaceAll("_", " ");
    return [`wallet ${textOf(about["id"])}`, textOf(about["name"]), change, textOf(balance)];
  }
  const isWallet = event.type.startsWith("wallet.") && about["wallet_id"] === undefined;
  const facts = isWallet ? [`wallet ${textOf(about["id"])}`] : [];
  const measured = AMOUNTS.find((name) => textOf(about[name]) !== "");
  for (const name of SHOWN) {
    const text = name === measured ? `${textOf(about[name])} ${textOf(about["currency"])}`.trim() : textOf(about[name]);
    if (text === "") continue;
    facts.push(PLAIN.includes(name) ? text : `${name.replace(/_id$/, "").replaceAll("_", " ")} ${text}`);
  }
  return facts;
}

function styleOf({ type }: WebhookEvent): Style | null {
  if (/alert|blocked|overdue|failing|disabled|stale|failed|drift\.detected/.test(type)) return "yellow";
  return /settled|recovered|fresh|unblocked|resolved|delivered/.test(type) ? "green" : "cyan";
}

import { isolated, visible, withPlacesOf, type Message, type Notice } from "@plimsoll/core";
import { cutTo } from "../util/outside-text/storable.ts";
import type { Link } from "./channel.ts";

/** @limit Channels: characters of a name in a message. */
const MAX_NAME = 80;
/** @limit Channels: characters of a sentence that is not a name. */
const MAX_TEXT = 500;
const CONTROL = /\p{Cc}+/gu;

const STATES: Readonly<Record<string, string>> = {
  ok: "ok",
  info: "info",
  warning: "warning",
  in_alarm: "critical",
  blocked: "blocked",
};

/** How bad a message is, for colours and symbols. */
export type Tone = "block" | "critical" | "warning" | "info" | "good";

export function toneOf({ kind, level, state }: Notice): Tone {
  if (isOver({ kind, state })) return "good";
  if (level === "block" || level === "critical" || level === "info") return level;
  if (level === "ok") return state === null ? "info" : "good";
  return level === "topup_proposed" ? "info" : "warning";
}

/** Whether a notice says that all is well again. */
export function isOver({ kind, state }: Pick<Notice, "kind" | "state">): boolean {
  return kind === "recovery" && (state === "ok" || state === null);
}

function stateWord(state: string | null): string {
  return STATES[state ?? ""] ?? state ?? "";
}

/** A name on one line, cut, and isolated where its script runs the other way. Never empty: vendors refuse empty texts. */
function name(text: string): string {
  return isolated(lineOf(text));
}

/** A name as a heading, which has a direction of its own. */
export function lineOf(text: string): string {
  return visible(oneLine(text, MAX_NAME)) || "(no name)";
}

export function oneLine(text: string, max: number): string {
  const line = text.replaceAll(CONTROL, " ").trim();
  return line.length <= max ? line : `${cutTo(line, max - 1)}…`;
}

/** `2026-05-15 14:30 UTC` */
function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

const HOURS_SHOWN = 48;
const HOURS_A_DAY = 24;

function duration(hours: number): string {
  if (hours >= HOURS_SHOWN) return `${Math.floor(hours / HOURS_A_DAY)} days`;
  if (hours < 1) return hours <= 0 ? "no time" : `${Math.max(1, Math.floor(hours * 60))} minutes`;
  return hours === 1 ? "1 hour" : `${hours} hours`;
}

function money(amount: string | null, { wallet }: Notice): string {
  return `${amount ?? "?"} ${wallet?.currency ?? ""}`.trim();
}

/** The one sentence that is readable on a watch. */
export function headline(notice: Notice): string {
  const { kind, summary, wallet, state, runway_hours: hours, available } = notice;
  if (summary !== null || wallet === null)
    return visible(oneLine(summary ?? "", MAX_TEXT)) || notice.level.replaceAll("_", " ");
  const what = name(wallet.name);
  const has = money(available, notice);
  const shown = hours !== null && (state !== "ok" || kind === "digest");
  const lasts = shown ? `, lasts ${duration(hours)}` : "";
  const is = stateWord(state);
  switch (kind) {
    case "recovery":
      return state === "ok"
        ? `${what} is ok again: ${has} available`
        : `${what} is ${is} now: ${has} available${lasts}`;
    case "reminder":
      return `${what} is still ${is}: ${has} available${lasts}`;
    case "escalation":
      return `${what} is ${is} and not acknowledged: ${has} available${lasts}`;
    case "digest":
      return `${state === null ? `Nothing watches ${what}` : `${what} is ${is}`}: ${has}${lasts}${notice.topup ? `; wire ${money(notice.topup.amount, notice)} today` : ""}`;
    case "acknowledged":
      return `${what} is ${is}, acknowledged: ${has} available`;
    case "alert":
    case "operation":
    case "unacknowledged":
      return `${what} is ${is}: ${has} available${lasts}`;
  }
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What a person needs beside the headline, in the order in which it is needed. */
export function facts(notice: Notice): Fact[] {
  const { wallet, threshold, previous_state: previous, state, detail, acknowledged } = notice;
  const found: Fact[] = [];
  const add = (label: string, value: string): void =>
    void found.push({ label, value: visible(oneLine(value, MAX_TEXT)) });
  if (notice.available !== null && wallet) {
    add("Available", `${money(notice.available, notice)}${threshold ? ` (${thresholdWords(notice)})` : ""}`);
  }
  if (state !== null && previous !== null && previous !== state) {
    add("State", `${stateWord(previous)} → ${stateWord(state)}`);
  }
  if (notice.runway_hours !== null && state !== "ok") {
    const empty = notice.empties_at === null ? "" : `, empty ${moment(notice.empties_at)}`;
    add("Lasts", `${duration(notice.runway_hours)}${empty}`);
  }
  for (const { amount, status, expected_at: expected } of notice.in_flight.slice(0, 5)) {
    add("In flight", `${money(amount, notice)} ${status}${expected === null ? "" : `, expected ${moment(expected)}`}`);
  }
  if (notice.topup) {
    const { amount, by, instructions } = notice.topup;
    add("Wire", `${money(amount, notice)}${by === null ? "" : ` by ${moment(by)}`}`);
    if (instructions !== null) add("Instructions", instructions);
  }
  if (detail !== null) add("Detail", detail);
  if (acknowledged) {
    const until = acknowledged.until === null ? "" : `, until ${moment(acknowledged.until)}`;
    const note = acknowledged.note === null ? "" : `: ${acknowledged.note}`;
    add("Acknowledged", `by ${acknowledged.by} at ${moment(acknowledged.at)}${until}${note}`);
  }
  return found;
}

const UNITS: Readonly<Record<string, (value: string) => string>> = {
  spend_percent: (value) => `${value} % of a typical day`,
  runway_hours: (value) => `${value} hours`,
};

function thresholdWords(notice: Notice): string {
  const { threshold, state, available } = notice;
  if (!threshold) return "";
  const { level = "", condition = "below", threshold: amount } = threshold;
  const unit = Object.keys(UNITS).find((member) => threshold[member] !== undefined);
  const limit = amount === undefined || available === null ? null : withPlacesOf(available, amount);
  const value =
    unit === undefined ? money(limit ?? amount ?? null, notice) : (UNITS[unit]?.(threshold[unit] ?? "") ?? "");
  const side = state === "ok" ? (condition === "below" ? "above" : "below") : condition;
  return `${level} ${side} ${value}`.trim();
}

/** The dashboard's page about a notice: the wallet's. Null for a notice without a wallet. */
export function noticeUrl({ wallet }: Notice, link: Link): string | null {
  return wallet === null ? null : link(`/wallets/${wallet.id}`);
}

/** The dashboard's page about a message: of one notice its own, of several wallets the list of them. */
export function messageUrl(message: Message, link: Link): string | null {
  const only = onlyNotice(message);
  if (only) return noticeUrl(only, link);
  return message.notices.every(({ wallet }) => wallet !== null) ? link("/wallets") : null;
}

/** The notice of a message that has one alone. */
export function onlyNotice({ notices }: Message): Notice | undefined {
  return notices.length === 1 ? notices[0] : undefined;
}

/** The headline of a message of several notices: how many, and of which states. */
export function groupHeadline({ notices }: Message): string {
  const counts = new Map<string, number>();
  for (const notice of notices) {
    const word = isOver(notice)
      ? "ok again"
      : notice.state !== null
        ? stateWord(notice.state)
        : notice.level === "ok"
          ? "not watched"
          : notice.level.replaceAll("_", " ");
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const wallets = notices.every(({ wallet }) => wallet !== null);
  const list = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  return `${notices.length} ${wallets ? "wallets" : "notices"}: ${list}`;
}

/** The beginning of a message as plain text: its headline, whether of one notice or of several. */
export function titleOf(message: Message): string {
  const only = onlyNotice(message);
  const title = only ? headline(only) : groupHeadline(message);
  return message.test ? `Test: ${title}` : title;
}

/** As many lines as fit into `budget`, with a line's length as the vendor measures it, and how many were left out. */
export function fitting(
  lines: readonly string[],
  budget: number,
  lengthOf: (line: string) => number,
): { readonly lines: string[]; readonly left: number } {
  const taken: string[] = [];
  let used = 0;
  for (const line of lines) {
    used += lengthOf(line);
    if (used > budget) break;
    taken.push(line);
  }
  return { lines: taken, left: lines.length - taken.length };
}

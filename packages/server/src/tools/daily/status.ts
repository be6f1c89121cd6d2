import type { Wallet } from "@plimsoll/client";
import type { Screen } from "../terminal/screen.ts";
import { line, table, type Column } from "../terminal/table.ts";
import { ageText, lastsText } from "../terminal/times.ts";
import { byState, stateStyle, stateWord, WORST_FIRST, type State } from "./states.ts";

/** @nolimit The lines around the wallets of `status --watch`: two above, titles, the rest, the summary and two blank ones. */
const FRAME_LINES = 7;

export interface StatusView {
  readonly wallets: readonly Wallet[];
  /** The names of providers by their ids. */
  readonly providers: ReadonlyMap<string, string>;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface StatusSummary extends Readonly<Record<State, number>> {
  readonly total: number;
  readonly stale: number;
  /** Those that no alert settings watch; they are among the ok ones. */
  readonly unwatched: number;
}

/** The worst first: by state, then stale before fresh, then the one that ends first. */
export function worstFirst(wallets: readonly Wallet[]): Wallet[] {
  const hours = ({ runway }: Wallet) => runway?.hours ?? Infinity;
  return wallets.toSorted(
    (a, b) =>
      byState(a.alert_state, b.alert_state) ||
      Number(b.stale) - Number(a.stale) ||
      (hours(a) === hours(b) ? 0 : hours(a) - hours(b)) ||
      a.id - b.id,
  );
}

export function summaryOf(wallets: readonly Wallet[]): StatusSummary {
  const summary = {
    total: wallets.length,
    stale: 0,
    blocked: 0,
    in_alarm: 0,
    warning: 0,
    info: 0,
    ok: 0,
    unwatched: 0,
  };
  for (const { alert_state: state, stale, watched } of wallets) {
    summary[state] += 1;
    if (stale) summary.stale += 1;
    if (watched === false) summary.unwatched += 1;
  }
  return summary;
}

/** One line for each wallet, the worst first, and a summary; as many as the screen has lines for when it `fits`. */
export function statusLines(view: StatusView, screen: Screen, fits = false): string[] {
  const { wallets } = view;
  if (wallets.length === 0) return [line("no wallets", screen)];
  const ordered = worstFirst(wallets);
  const room = fits && screen.lines !== null ? Math.max(1, screen.lines - FRAME_LINES) : ordered.length;
  const shown = ordered.slice(0, room);
  const rest = ordered.length - shown.length;
  const more = rest === 0 ? [] : [line(`… and ${rest} more`, screen, "dim")];
  return [...table(shown, columnsOf(view), screen), ...more, "", line(summaryText(summaryOf(wallets)), screen, "bold")];
}

/** "12 wallets: 1 blocked, 2 in alarm, 8 ok, 1 not watched; 1 stale". */
function summaryText(summary: StatusSummary): string {
  const { total, stale, unwatched } = summary;
  const counts = { ...summary, ok: summary.ok - unwatched };
  const states = WORST_FIRST.filter((state) => counts[state] > 0).map(
    (state) => `${counts[state]} ${stateWord(state)}`,
  );
  if (unwatched > 0) states.push(`${unwatched} ${UNWATCHED}`);
  const parts = states.length === 0 ? "" : `: ${states.join(", ")}`;
  return `${total} ${total === 1 ? "wallet" : "wallets"}${parts}${stale === 0 ? "" : `; ${stale} stale`}`;
}

const UNWATCHED = "not watched";

/** "ok" would claim that a wallet that nothing watches is safe. */
function wordOf({ alert_state: state, watched }: Wallet): string {
  return state === "ok" && watched === false ? UNWATCHED : stateWord(state);
}

function columnsOf({ providers, now }: StatusView): readonly Column<Wallet>[] {
  return [
    {
      title: "STATE",
      cell: (wallet) => (wallet.status === "active" ? wordOf(wallet) : `${wordOf(wallet)}, ${wallet.status}`),
      style: ({ alert_state: state, watched }) => (watched === false && state === "ok" ? "dim" : stateStyle(state)),
    },
    { title: "WALLET", cell: ({ name }) => name, least: 12 },
    { title: "AVAILABLE", cell: ({ available }) => available, align: "right" },
    { title: "BALANCE", cell: ({ balance }) => balance, align: "right", leaveOut: 2 },
    { title: "", cell: ({ currency }) => currency },
    { title: "LASTS", cell: ({ runway, available }) => lastsText(runway?.hours, available), align: "right" },
    {
      title: "SEEN",
      cell: (wallet) => seenText(wallet, now),
      style: ({ stale }) => (stale ? "red" : null),
      align: "right",
    },
    {
      title: "PROVIDER",
      cell: ({ provider_id: id }) => (id === null ? "-" : (providers.get(id) ?? id)),
      least: 8,
      leaveOut: 3,
    },
    { title: "ID", cell: ({ id }) => String(id), align: "right", leaveOut: 1 },
  ];
}

/** A ledger wallet is always up to date. */
function seenText({ source, synced_at: at, stale }: Wallet, now: number): string {
  const age = source === "ledger" ? "-" : ageText(at, now);
  return stale ? `stale ${age}` : age;
}

/** Whether a person who watches would want to know. */
export function differs(before: Wallet | undefined, after: Wallet): boolean {
  return (
    before === undefined ||
    wordOf(before) !== wordOf(after) ||
    before.stale !== after.stale ||
    before.available !== after.available ||
    before.status !== after.status
  );
}

/** "2026-11-29 10:46:05Z  12 Prepaid USD: warning, 120.00 USD, lasts 3h". */
export function changeText(wallet: Wallet, before: Wallet | undefined): string {
  const { id, name, available, currency, stale, runway, status } = wallet;
  const was = before === undefined || wordOf(before) === wordOf(wallet) ? "" : `${wordOf(before)} -> `;
  const lasts = lastsText(runway?.hours, available);
  const parts = [
    `${was}${wordOf(wallet)}`,
    ...(status === "active" ? [] : [status]),
    `${available} ${currency}`,
    ...(lasts === "-" ? [] : [lasts === "empty" ? lasts : `lasts ${lasts}`]),
    ...(stale ? ["stale"] : []),
  ];
  return `wallet ${id} ${name}: ${parts.join(", ")}`;
}

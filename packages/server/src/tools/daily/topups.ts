import type { Topup } from "@plimsoll/client";
import type { Screen, Style } from "../terminal/screen.ts";
import { line, table, type Column } from "../terminal/table.ts";
import { ageText, momentText, relativeText } from "../terminal/times.ts";

export type TopupStatus = Topup["status"];

/** The statuses of a top-up that is not over, in the order in which they want a person. */
export const OPEN_TOPUPS = ["overdue", "proposed", "approved", "initiated", "sent"] as const satisfies TopupStatus[];

const STYLES: Readonly<Record<TopupStatus, Style | null>> = {
  overdue: "red",
  proposed: "yellow",
  approved: "cyan",
  initiated: "cyan",
  sent: null,
  settled: "green",
  cancelled: "dim",
};

export interface TopupView {
  readonly topups: readonly Topup[];
  /** The names of wallets by their ids. */
  readonly wallets: ReadonlyMap<number, string>;
  readonly now: number;
}

/** Top-ups in the order given, and how many of each status there are. */
export function topupLines({ topups, wallets, now }: TopupView, screen: Screen): string[] {
  if (topups.length === 0) return [line("no top-ups", screen)];
  const columns: readonly Column<Topup>[] = [
    { title: "STATUS", cell: ({ status }) => status, style: ({ status }) => STYLES[status] },
    { title: "WALLET", cell: ({ wallet_id: id }) => `${id} ${wallets.get(id) ?? ""}`, least: 8 },
    { title: "AMOUNT", cell: ({ amount, currency }) => `${amount} ${currency}`, align: "right" },
    { title: "METHOD", cell: ({ method }) => method, leaveOut: 3 },
    { title: "REFERENCE", cell: ({ reference }) => reference ?? "-", least: 8, leaveOut: 4 },
    { title: "EXPECTED", cell: ({ expected_at: at }) => relativeText(at, now), align: "right" },
    { title: "AGE", cell: ({ created_at: at }) => ageText(at, now), align: "right", leaveOut: 1 },
    { title: "BY", cell: ({ source, proposed_by: by }) => (source === "api" ? (by ?? "-") : "alert"), leaveOut: 5 },
    { title: "ID", cell: ({ id }) => id },
  ];
  const statuses = [...new Set(topups.map(({ status }) => status))];
  const counts = statuses.map((status) => `${topups.filter((topup) => topup.status === status).length} ${status}`);
  return [...table(topups, columns, screen), "", line(counts.join(", "), screen, "bold")];
}

/** "top_…: 1500.00 USD for wallet 12, sent, expected 2026-12-01 10:00:00Z". */
export function topupText({ id, amount, currency, wallet_id, status, expected_at: at }: Topup): string {
  const expected = at === null || status === "cancelled" || status === "settled" ? "" : `, expected ${momentText(at)}`;
  return `${id}: ${amount} ${currency} for wallet ${wallet_id}, ${status}${expected}`;
}

import type { AlertChange, Episode, OpenAlert } from "@plimsoll/client";
import { withPlacesOf } from "@plimsoll/core";
import type { Screen } from "../terminal/screen.ts";
import { line, table, type Column } from "../terminal/table.ts";
import { ageText, lastsText, momentText } from "../terminal/times.ts";
import { byState, stateStyle, stateWord, WORST_FIRST } from "./states.ts";

/** The alerts that are not ok, the worst and then the oldest first, and how many there are. */
export function alertLines(alerts: readonly OpenAlert[], now: number, screen: Screen): string[] {
  if (alerts.length === 0) return [line("no open alerts", screen, "green")];
  const ordered = alerts.toSorted(
    (a, b) => byState(a.state, b.state) || Number(a.since > b.since) - Number(a.since < b.since),
  );
  const columns: readonly Column<OpenAlert>[] = [
    { title: "STATE", cell: ({ state }) => stateWord(state), style: ({ state }) => stateStyle(state) },
    { title: "WALLET", cell: ({ wallet_id: id, wallet_name: name }) => `${id} ${name}`, least: 10 },
    { title: "AVAILABLE", cell: ({ available, currency }) => `${available} ${currency}`, align: "right" },
    { title: "LEVEL", cell: ({ threshold, available }) => levelText(threshold, available), least: 8, leaveOut: 2 },
    { title: "FOR", cell: ({ since }) => ageText(since, now), align: "right" },
    {
      title: "LASTS",
      cell: ({ runway_hours: hours, available }) => lastsText(hours, available),
      align: "right",
      leaveOut: 1,
    },
    { title: "SETTINGS", cell: ({ owner: { type, id } }) => `${type} ${id}`, least: 8, leaveOut: 4 },
    {
      title: "ACKNOWLEDGED",
      cell: ({ acknowledged, silenced_until: silenced, silenced_until_recovered: untilRecovered }) =>
        silenced === null
          ? (acknowledged?.by ?? "-")
          : `${acknowledged?.by ?? "-"}, silenced until ${untilRecovered ? "recovered" : momentText(silenced)}`,
      style: ({ acknowledged }) => (acknowledged === null ? null : "dim"),
      least: 12,
    },
    { title: "EPISODE", cell: ({ episode_id: id }) => id ?? "-", leaveOut: 3 },
  ];
  const counts = WORST_FIRST.map((state) => [state, alerts.filter((alert) => alert.state === state).length] as const);
  const parts = counts.filter(([, count]) => count > 0).map(([state, count]) => `${count} ${stateWord(state)}`);
  const unseen = alerts.filter(({ acknowledged }) => acknowledged === null).length;
  const summary = `${alerts.length} open: ${parts.join(", ")}; ${unseen} not acknowledged`;
  return [...table(ordered, columns, screen), "", line(summary, screen, "bold")];
}

/** The changes of state, as the server lists them. */
export function historyLines(changes: readonly AlertChange[], screen: Screen): string[] {
  if (changes.length === 0) return [line("no changes", screen)];
  return table(
    changes,
    [
      { title: "TIME", cell: ({ created_at: at }) => momentText(at) },
      { title: "WALLET", cell: ({ wallet_id: id }) => String(id), align: "right" },
      {
        title: "CHANGE",
        cell: ({ previous_state: before, state }) => `${stateWord(before)} -> ${stateWord(state)}`,
        style: ({ state }) => stateStyle(state),
      },
      { title: "AVAILABLE", cell: ({ balance }) => balance, align: "right" },
      { title: "LEVEL", cell: ({ threshold, balance }) => levelText(threshold, balance), leaveOut: 2 },
      { title: "CAUSE", cell: ({ cause }) => cause.type.replaceAll("_", " "), least: 6, leaveOut: 3 },
      { title: "SETTINGS", cell: ({ owner: { type, id } }) => `${type} ${id}`, least: 8, leaveOut: 4 },
      { title: "EPISODE", cell: ({ episode_id: id }) => id, leaveOut: 1 },
    ],
    screen,
  );
}

/** "epi_… of wallet 12 Prepaid USD: acknowledged by key Ops until …". */
export function acknowledgedText({ id, wallet_id, wallet_name, acknowledged }: Episode): string {
  const wallet = `${id} of wallet ${wallet_id} ${wallet_name}`;
  if (acknowledged === null) return `${wallet}: not acknowledged`;
  const { by, until, note } = acknowledged;
  const limit = until === null ? "" : ` until ${momentText(until)}`;
  return `${wallet}: acknowledged by ${by}${limit}${note === null ? "" : `: ${note}`}`;
}

/** "critical ≤ 100.00": the level that decided, with the decimal places of the balance. */
function levelText(threshold: OpenAlert["threshold"], available: string): string {
  if (threshold === null) return "-";
  const { level, condition, threshold: amount, spend_percent: percent, runway_hours: hours } = threshold;
  const relative = percent === undefined ? `${hours ?? "?"} h` : `${percent}% of a day`;
  const limit = amount === undefined ? relative : withPlacesOf(available, amount);
  return `${level} ${condition === "below" ? "≤" : "≥"} ${limit}`;
}

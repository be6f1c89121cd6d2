import type { Provider, ProviderChecked, SyncResult } from "@plimsoll/client";
import type { Screen, Style } from "../terminal/screen.ts";
import { line, table, type Column } from "../terminal/table.ts";
import { ageText } from "../terminal/times.ts";

const STATUS_STYLES: Readonly<Record<Provider["status"], Style | null>> = {
  active: "green",
  failing: "red",
  paused: "dim",
};

/** One line for each provider, those with trouble first, and how many there are of each status. */
export function providerLines(providers: readonly Provider[], now: number, screen: Screen): string[] {
  if (providers.length === 0) return [line("no providers", screen)];
  const ordered = providers.toSorted((a, b) => Number(troubleOf(b) !== null) - Number(troubleOf(a) !== null));
  const columns: readonly Column<Provider>[] = [
    { title: "STATUS", cell: ({ status }) => status, style: ({ status }) => STATUS_STYLES[status] },
    { title: "PROVIDER", cell: ({ name }) => name, least: 8 },
    { title: "KIND", cell: ({ kind }) => kind, leaveOut: 4 },
    { title: "MODE", cell: ({ mode }) => mode, leaveOut: 3 },
    { title: "SYNCED", cell: ({ last_sync_at: at }) => ageText(at, now), align: "right" },
    { title: "HOOK", cell: ({ hooks }) => ageText(hooks.last_received_at, now), align: "right", leaveOut: 2 },
    { title: "TROUBLE", cell: (provider) => troubleOf(provider) ?? "-", style: () => "yellow", least: 10, leaveOut: 1 },
    { title: "ID", cell: ({ id }) => id },
  ];
  const statuses = [...new Set(ordered.map(({ status }) => status))];
  const counts = statuses.map((status) => `${ordered.filter((each) => each.status === status).length} ${status}`);
  return [...table(ordered, columns, screen), "", line(counts.join(", "), screen, "bold")];
}

function troubleOf({ status, last_error: error, problems, has_credentials: connected }: Provider): string | null {
  if (status !== "paused" && error !== null) return error.message;
  if (problems.length > 0) return problems.map(({ message }) => message).join("; ");
  return connected ? null : "no credentials: it is not polled";
}

/** What a person needs right after connecting a provider. */
export function addedLines(
  { id, kind, name, hook_url: hook, warnings = [] }: Provider,
  url: string,
  screen: Screen,
): string[] {
  return [
    line(`${id}  ${name} (${kind})`, screen, "bold"),
    line(`its webhooks go to ${url}${hook}`, screen),
    ...warnings.map(({ message }) => line(message, screen, "yellow")),
    line(`plimsoll providers test ${id} checks the connection`, screen),
  ];
}

/** "3 wallets read, 1 changed, 0 drifts", and what could not be read. */
export function syncedLines({ wallets, changed, drifts, problems }: SyncResult, screen: Screen): string[] {
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  return [
    line(`${count(wallets, "wallet")} read, ${changed} changed, ${count(drifts, "drift")} opened`, screen),
    ...problems.map(({ external_id: id, message }) =>
      line(`PROBLEM  ${id === null ? "" : `wallet ${id}: `}${message}`, screen, "yellow"),
    ),
  ];
}

type Finding = ProviderChecked["findings"][number];

const MARKS: Readonly<Record<Finding["state"], string>> = { ok: "ok", problem: "PROBLEM", skipped: "-" };
const MARK_STYLES: Readonly<Record<Finding["state"], Style | null>> = { ok: "green", problem: "red", skipped: "dim" };

/** One line for each step of a check, with the advice below it. */
export function findingLines(findings: readonly Finding[], screen: Screen): string[] {
  return findings.flatMap(({ check, state, message, advice }) => [
    line(`${MARKS[state].padEnd(7)}  ${check.padEnd(14)}  ${message}`, screen, MARK_STYLES[state]),
    ...(advice === null ? [] : [line(`${" ".repeat(25)}${advice}`, screen)]),
  ]);
}

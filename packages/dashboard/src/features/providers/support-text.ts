import type { DriftWithSides } from "@plimsoll/client";
import { referenceOf, type DriftLine } from "./words.ts";

const HEADS = {
  both_sides: "In your list, and received as events:",
  backfilled: "In your list, no event received:",
  late_hook: "Received as events after your balance was read:",
  provider_only: "In your list, no event received, and no part of the difference:",
  here_only: "Received as events, not in your list:",
  not_compared: "Received as events (your list was not read):",
} as const satisfies Record<DriftLine["match"], string>;

/** The window, the amounts and the references of both sides as text, for those who run the provider. */
export function supportText(drift: DriftWithSides, name: string): string {
  const { window, known, currency } = drift;
  return [
    `Wallet ${name}, ${currency}`,
    `Between ${window.from ?? "the first snapshot"} and ${window.to} (your clock)`,
    `Balance before: ${drift.balance_before}, events received: ${known.count}, in sum ${known.amount}`,
    `Balance by the events received: ${drift.expected}`,
    `Balance that you reported: ${drift.actual}`,
    `Difference: ${drift.difference}, unexplained: ${drift.unexplained}`,
    ...Object.entries(HEADS).flatMap(([match, head]) => {
      const lines = drift.lines.filter((line) => line.match === match);
      return lines.length === 0 ? [] : ["", head, ...lines.map(lineText)];
    }),
  ].join("\n");
}

function lineText(line: DriftLine): string {
  const { amount, provider: theirs, transaction: ours } = line;
  const at = theirs?.occurred_at ?? ours?.occurred_at ?? ours?.created_at ?? "";
  return [referenceOf(line) ?? "no reference", amount, at, theirs ? `your number ${theirs.id}` : ""]
    .filter(Boolean)
    .join("  ");
}

import type { Measure, Result } from "./scenario.ts";

/** A result as a few lines for people. */
export function lines({ what, figure, floor, ratio, demand, notes }: Result): string[] {
  const beside = floor ? ` | ${shown(floor)} ${floor.what}` : "";
  const compared = ratio
    ? ` | ${twoDigits(ratio.ratio)}× (${twoDigits(ratio.lowest)}–${twoDigits(ratio.highest)})`
    : "";
  const judged = demand ? `  | demand ${demand.text}: ${demand.met ? "met" : "MISSED"}` : "";
  return [`${what}: ${shown(figure)}${beside}${compared}${judged}`, ...notes.map((note) => `    ${note}`)];
}

function shown({ value, unit }: Measure): string {
  const text = value >= 1_000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
  return unit === "/s" ? `${text}/s` : `${text} ${unit}`;
}

function twoDigits(value: number): string {
  return value.toFixed(2);
}

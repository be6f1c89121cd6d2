import type { AlertChange } from "@plimsoll/client";
import { amountBeside } from "./amounts.ts";
import { shortWord } from "./levels.ts";

const CAUSES: Readonly<Record<AlertChange["cause"]["type"], string>> = {
  transaction: "A transaction",
  snapshot: "A snapshot",
  hold: "A hold",
  sweep: "The sweep",
  spend: "The day's typical spend",
  burn: "The present burn",
  settings: "New settings",
};

/** What changed a state, and at which level: "Transaction 41640 took available to or below Critical 12,000.00." */
export function causeText(
  { cause, threshold, state }: Pick<AlertChange, "cause" | "threshold" | "state">,
  available: string,
): string {
  const what = cause.transaction_id === undefined ? CAUSES[cause.type] : `Transaction ${cause.transaction_id}`;
  if (threshold === null) return state === "ok" ? `${what} ended it.` : `${what} decided.`;
  const level = `${shortWord(threshold.level)} ${levelText(threshold, available)}`;
  const isBelow = threshold.condition === "below";
  if (state === "ok") return `${what} brought available back ${isBelow ? "above" : "below"} ${level}.`;
  return `${what} took available to or ${isBelow ? "below" : "above"} ${level}.`;
}

function levelText(
  { threshold, spend_percent: percent, runway_hours: hours }: NonNullable<AlertChange["threshold"]>,
  available: string | undefined,
): string {
  if (threshold !== undefined) return amountBeside(threshold, available);
  return percent === undefined ? `${hours ?? ""} h of runway` : `${percent} % of a typical day`;
}

/** The level that decided: "at or below Critical 12,000.00". */
export function thresholdText(threshold: NonNullable<AlertChange["threshold"]>, available?: string): string {
  const side = threshold.condition === "below" ? "below" : "above";
  return `at or ${side} ${shortWord(threshold.level)} ${levelText(threshold, available)}`;
}

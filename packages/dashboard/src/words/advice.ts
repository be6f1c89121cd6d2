import type { Runway } from "@plimsoll/client";
import { amountText } from "./amounts.ts";
import { clockText, futureText, plainDayText, plainMomentText } from "./times.ts";
import { sentence } from "./isolated.ts";

/** A moment in a sentence: the time of today, otherwise with its day. */
export function momentText(time: string, now: number): string {
  const ms = new Date(time).getTime();
  const text = futureText(ms, now);
  return text.startsWith("today ") ? clockText(ms) : text;
}

/** Whether there is money to send. */
export function isWireNeeded({ reason }: Runway["topup"]): boolean {
  return reason === "needed" || reason === "late";
}

const METHOD_WORDS: Readonly<Record<Runway["topup"]["method"], string>> = {
  wire: "Wire",
  ach: "Send by ACH",
  card: "Pay by card",
  crypto: "Send in crypto",
  other: "Send",
};

/** The money to send, as the sentence has it; null where it has none. */
export function adviceMoney({ currency, topup }: Pick<Runway, "currency" | "topup">): string | null {
  return topup.amount === null || !isWireNeeded(topup) ? null : `${currency} ${amountText(topup.amount)}`;
}

/** What to send by when, in one sentence. */
export function adviceText({ currency, topup }: Pick<Runway, "currency" | "topup">, now: number): string {
  const { amount, by, reason, method } = topup;
  if (amount === null) return "No typical day is known yet, so no amount is advised.";
  if (reason === "covered") return "Nothing to wire: what is in flight lands in time.";
  if (!isWireNeeded(topup)) return "Nothing to wire: the balance lasts.";
  const isNow = by !== null && new Date(by).getTime() <= now + 60_000;
  const until = by === null ? "" : ` by ${momentText(by, now)}`;
  const late = reason === "late" ? " It lands after the wallet is empty." : "";
  return `${METHOD_WORDS[method]} ${currency} ${amountText(amount)}${isNow ? " now" : until}.${late}`;
}

/** What the clipboard gets. */
export function wireInstructions(
  wallet: string,
  { currency, topup }: Pick<Runway, "currency" | "topup">,
  reference?: string,
): string {
  const { amount, by, lands_at: landsAt, method, instructions } = topup;
  if (amount === null) return "";
  const parts = [
    `${METHOD_WORDS[method]} ${currency} ${amountText(amount)}`,
    ...(reference === undefined ? [] : [`reference ${reference}`]),
    ...(by === null ? [] : [`send by ${plainMomentText(new Date(by).getTime())}`]),
    `lands ${plainDayText(new Date(landsAt).getTime())}`,
    sentence`for wallet ${wallet}`,
    ...(instructions === null ? [] : [instructions]),
  ];
  return parts.join(" · ");
}

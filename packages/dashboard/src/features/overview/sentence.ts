import type { AttentionRow, Overview, Topup } from "@plimsoll/client";
import { adviceMoney, adviceText, isWireNeeded, momentText, wireInstructions } from "../../words/advice.ts";
import { amountText, isEmpty } from "../../words/amounts.ts";
import { counted } from "../../words/count.ts";
import { durationText } from "../../words/lasts.ts";
import { lengthText } from "../../words/times.ts";
import { aboveText } from "../../words/watched.ts";

/** What the page says before any number: which wallets, and how long the first lasts. */
export function overviewSentence({ wallets, attention, attention_count: count, as_of: asOf }: Overview): string {
  if (count === 0) return calmSentence(wallets);
  const need = count === 1 ? "needs" : "need";
  const first = `${count} of ${counted(wallets.total, "wallet")} ${need} you.`;
  const [worst] = attention;
  if (worst === undefined) return first;
  const { hours, empties_at: empties } = worst.runway;
  if (isEmpty(worst.available)) return `${first} The first is empty.`;
  if (empties === null) return first;
  // A moment so near would be the present minute, again and again.
  if (hours === 0) return `${first} The first runs out in ${durationText(hours)}.`;
  const moment = momentText(empties, new Date(asOf).getTime());
  return `${first} The first runs out ${/^\d/.test(moment) ? "at " : ""}${moment}.`;
}

function calmSentence(wallets: Overview["wallets"]): string {
  const lower = wallets.info + wallets.warning;
  return lower > 0 ? `No wallet is in alarm. ${counted(lower, "wallet")} at a lower level.` : aboveText(wallets);
}

/** What is said of wallets in no danger that end left of the load line, below those in danger or without any. */
export function endingText(count: number, isBelowOthers: boolean): string {
  const wallets = isBelowOthers ? `${count} more` : counted(count, "wallet");
  return `${wallets} ${count === 1 ? "runs" : "run"} out before a wire sent now lands`;
}

/** What there is to do about a wallet in danger, and whether money has to be sent for it. */
export function adviceOf(
  row: AttentionRow,
  { as_of: asOf }: Overview,
): { readonly text: string; readonly money: string | null; readonly wire: boolean } {
  const { topup, empties_at: emptiesAt } = row.runway;
  const orders =
    row.unblocks_above === null ? "" : ` Orders stay off until the balance is above ${amountText(row.unblocks_above)}.`;
  const landing = row.topups
    .filter(({ status, expected_at: expected }) => LANDING.has(status) && expected !== null)
    .map(({ expected_at: expected }) => new Date(expected ?? "").getTime())
    .toSorted((a, b) => a - b)[0];
  const empties = emptiesAt === null ? null : new Date(emptiesAt).getTime();
  if (topup.reason === "covered" && landing !== undefined && empties !== null && landing < empties) {
    return {
      text: `Covered: the wire lands ${lengthText(empties - landing)} before empty.${orders}`,
      money: null,
      wire: false,
    };
  }
  const advice = { currency: row.currency, topup };
  const text = adviceText(advice, new Date(asOf).getTime());
  return { text: `${text}${orders}`, money: adviceMoney(advice), wire: isWireNeeded(topup) };
}

const LANDING: ReadonlySet<Topup["status"]> = new Set(["initiated", "sent"]);

/** What the clipboard gets, with the reference of a proposed top-up. */
export function instructionsOf({ name, currency, runway: { topup }, topups }: AttentionRow): string {
  const proposed = topups.find(({ status }) => status === "proposed");
  return wireInstructions(name, { currency, topup }, proposed && (proposed.reference ?? proposed.id));
}

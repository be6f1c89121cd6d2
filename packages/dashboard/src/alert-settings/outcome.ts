import type { PreviewedWallet } from "@plimsoll/client";
import { counted } from "../words/count.ts";
import { STATES, STATE_WORDS } from "../words/states.ts";

/** Wallets whose state changes by saving, by the state they get; worst first. */
function changes(wallets: readonly PreviewedWallet[]): string[] {
  const changed = wallets.filter(({ state, state_after: after }) => state !== after);
  return STATES.flatMap((state) => {
    const count = changed.filter(({ state_after: after }) => after === state).length;
    return count === 0 ? [] : [`${counted(count, "wallet")} now in ${STATE_WORDS[state]}`];
  });
}

/** "Saved. No state changed." or "Saved. 2 wallets now in Warning." */
export function savedText(wallets: readonly PreviewedWallet[]): string {
  const all = changes(wallets);
  return all.length === 0 ? "Saved. No state changed." : `Saved. ${all.join(", ")}.`;
}

/** What saving would do, before it is done. */
export function previewText(wallets: readonly PreviewedWallet[]): string {
  const all = changes(wallets);
  if (all.length === 0) return "No state changes. No alert is sent.";
  return `${all.join(", ").replaceAll(" now in ", " would be in ")}.`;
}

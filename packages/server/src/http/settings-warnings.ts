import { accountSettings, settingsWarnings, walletJson, type Wallet } from "@plimsoll/core";
import type { Reads } from "../store/store.ts";

/** `"warnings":[…]` for the answer that carries these settings, or nothing when there is nothing to say. */
async function warningsMember(
  reads: Pick<Reads, "account">,
  accountId: number,
  settings: string | null,
  wallet: Readonly<Wallet> | null,
): Promise<string> {
  if (settings === null) return "";
  const account = await reads.account(accountId);
  const warnings = account ? settingsWarnings(settings, wallet, accountSettings(account).lead_time_days) : [];
  return warnings.length === 0 ? "" : `,"warnings":${JSON.stringify(warnings)}`;
}

/** A wallet as the answer to a request for this one wallet: with what its settings give cause to warn of. */
export async function walletAnswer(reads: Pick<Reads, "account">, wallet: Readonly<Wallet>): Promise<string> {
  const warnings = await warningsMember(reads, wallet.accountId, wallet.alertSettings, wallet);
  return `${walletJson(wallet).slice(0, -1)}${warnings}}`;
}

/** A feature or a default with its alert settings, which are no one wallet's: only relative levels give cause to warn. */
export async function settingsAnswer(
  reads: Pick<Reads, "account">,
  accountId: number,
  settings: string | null,
  resource: object,
): Promise<string> {
  const warnings = await warningsMember(reads, accountId, settings, null);
  return `${JSON.stringify(resource).slice(0, -1)}${warnings}}`;
}

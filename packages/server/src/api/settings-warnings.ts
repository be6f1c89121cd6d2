import { accountSettings, settingsWarnings, walletJson, type Wallet } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";

/** `"warnings":[…]` for the response with these settings, or nothing without a warning. */
async function warningsMember(
  reads: Pick<Reads, "account">,
  accountId: number,
  settings: string | null,
  wallet: Readonly<Wallet> | null,
): Promise<string> {
  if (settings === null) return "";
  const account = await reads.account(accountId);
  const warnings = account ? settingsWarnings(settings, wallet, accountSettings(account).lead_time_business_days) : [];
  return warnings.length === 0 ? "" : `,"warnings":${JSON.stringify(warnings)}`;
}

/** A wallet as the response to a request for this one wallet, with the warnings about its settings. */
export async function walletAnswer(reads: Pick<Reads, "account">, wallet: Readonly<Wallet>): Promise<string> {
  const warnings = await warningsMember(reads, wallet.accountId, wallet.alertSettings, wallet);
  return `${walletJson(wallet).slice(0, -1)}${warnings}}`;
}

/**
 * A feature or a default with its alert settings. They belong to no single wallet, so only relative levels can cause a
 * warning.
 */
export async function settingsAnswer(
  reads: Pick<Reads, "account">,
  accountId: number,
  settings: string | null,
  resource: object,
): Promise<string> {
  const warnings = await warningsMember(reads, accountId, settings, null);
  return `${JSON.stringify(resource).slice(0, -1)}${warnings}}`;
}

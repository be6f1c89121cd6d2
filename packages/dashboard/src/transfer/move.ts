import type { Transfer } from "@plimsoll/client";

/** What is to be moved between two ledger wallets; without a rate at the account's. */
export interface Move {
  readonly from_wallet_id: number;
  readonly to_wallet_id: number;
  readonly amount: string;
  readonly fee?: string;
  readonly rate?: string;
}

/** The opposite of a transfer: what arrived goes back, at the account's present rate. */
export function backOf({ from_wallet_id: from, to_wallet_id: to, received }: Transfer): Move {
  return { from_wallet_id: to, to_wallet_id: from, amount: received };
}

import type { Draft } from "../draft.ts";
import type { Wallet } from "../model/wallet.ts";

/** Whether a movement of the wallet may name this order: it is one of the wallet's own. Null names none. */
export function isOrderOf(draft: Draft, { accountId, id }: Readonly<Wallet>, orderId: number | null): boolean {
  return orderId === null || draft.get("orders", accountId, orderId)?.walletId === id;
}

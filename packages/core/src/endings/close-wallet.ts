import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import { evaluateWallet } from "../alerts/evaluate.ts";
import { emitText } from "../events/emit.ts";
import { walletJson } from "../resources/wallet.ts";
import type { OrderStatus } from "../model/order.ts";
import type { Wallet } from "../model/wallet.ts";
import { accepted, rejected, type Outcome, type Reason } from "../outcome.ts";

/** Ends a wallet, whatever its balance; its history stays. */
export interface CloseWallet {
  readonly type: "close_wallet";
  readonly accountId: number;
  readonly walletId: number;
}

/** Guards in order: wallet_not_found, wallet_holds_open, wallet_orders_open. A closed wallet stays as it is. */
export const closeWallet: Handler<CloseWallet, { readonly wallet: Wallet }> = {
  lookups: ({ accountId, walletId }) => [row("wallets", accountId, walletId), ...openOrderLookups(accountId, walletId)],
  apply: (draft, { accountId, walletId }): Outcome<{ wallet: Wallet }> => {
    const wallet = draft.get("wallets", accountId, walletId);
    if (!wallet) return rejected("wallet_not_found");
    const obstacle = obstacleToClosing(draft, wallet);
    if (obstacle) return rejected(obstacle);
    return accepted({ wallet: close(draft, wallet) });
  },
};

const OPEN: readonly OrderStatus[] = ["PENDING", "PARTIALLY_DELIVERED"];

/** Whether a wallet has orders that are not over; one of each status suffices. */
export function openOrderLookups(accountId: number, walletId: number): readonly Lookup[] {
  return OPEN.map((status) => ({
    table: "orders" as const,
    index: "status",
    key: [accountId, walletId, status],
    page: { after: null, limit: 1 },
  }));
}

export function obstacleToClosing(draft: Draft, wallet: Readonly<Wallet>): Reason | null {
  if (wallet.status === "closed") return null;
  if (wallet.held !== 0n) return "wallet_holds_open";
  const hasOrders = OPEN.some(
    (status) => draft.page("orders", "status", [wallet.accountId, wallet.id, status], null, 1).rows.length > 0,
  );
  return hasOrders ? "wallet_orders_open" : null;
}

/** Its streams close without an event. */
export function close(draft: Draft, before: Readonly<Wallet>): Wallet {
  if (before.status === "closed") return before;
  const wallet = draft.edit("wallets", before);
  wallet.status = "closed";
  wallet.updatedAt = draft.now;
  emitText(draft, wallet.accountId, "wallet.updated", walletJson(wallet));
  evaluateWallet(draft, wallet, { type: "settings" });
  return wallet;
}

import { errorOf, InsufficientFundsError, WalletEmptyError, type PlimsollError } from "./errors.ts";
import type { Resources } from "./generated/resources.ts";
import type { CreateOrder, Order, Preflight } from "./generated/types.ts";
import type { RequestOptions } from "./http.ts";

/** The input of `placeOrder`: an order and the wallet that pays for it. */
export interface PlaceOrder extends CreateOrder {
  wallet_id: number;
}

type Asked = Pick<Resources, "orders" | "preflight">;

/**
 * Places an order after the pre-flight has quoted and allowed it. Repeating the call with the same `reference_code`
 * returns the placed order, whatever the wallet holds by then.
 *
 * Throws a WalletEmptyError when the wallet does not cover it, an OrdersBlockedError or a BalanceStaleError when its alerts or its age forbid it,
 * and a PlimsollError `CONFLICT` for the other reasons of the pre-flight; nothing was ordered then. Other errors are those of any request.
 */
export async function placeOrder(client: Asked, order: PlaceOrder, options: RequestOptions = {}): Promise<Order> {
  const verdict = await ask(client, order, options);
  if (verdict.decision === "deny" && !(await isPlaced(client, order, options))) throw denied(verdict);
  try {
    return await client.orders.create(order, options);
  } catch (error) {
    if (!(error instanceof InsufficientFundsError)) throw error;
    // Another request was faster: the balance that was available before is no longer.
    const now = await ask(client, order, options).catch(() => ({ ...verdict, shortfall: null }));
    throw new WalletEmptyError(now, error);
  }
}

async function ask(client: Asked, order: PlaceOrder, options: RequestOptions): Promise<Preflight> {
  const { product_id, denomination, quantity, wallet_id } = order;
  return client.preflight.check({ product_id, denomination, quantity, wallet_id }, options);
}

/** Whether the order exists already: repeating an order that emptied the wallet must return it, not refuse it. */
async function isPlaced(client: Asked, { reference_code }: PlaceOrder, options: RequestOptions): Promise<boolean> {
  const { items } = await client.orders.list({ reference_code }, options).page({ limit: 1 });
  return items.length > 0;
}

function denied(verdict: Preflight): PlimsollError {
  const { code } = verdict;
  if (code === "INSUFFICIENT_FUNDS") return new WalletEmptyError(verdict);
  const isErrorCode = code === "ORDERS_BLOCKED" || code === "BALANCE_STALE";
  const message = `the pre-flight denies the order: ${code}`;
  return errorOf({ code: isErrorCode ? code : "CONFLICT", status: 409, message });
}

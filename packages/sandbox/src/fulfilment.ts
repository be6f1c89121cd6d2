import type { Provider } from "./provider.ts";
import type { Timers } from "./timers.ts";

/** The fulfilment of larger orders: every `everyMs`, `vouchers` more of each. */
export interface Fulfilment {
  readonly everyMs: number;
  readonly vouchers: number;
}

/** @limit Sandbox and demo: open orders that the sandbox fulfils in one round. */
const ORDERS_PER_ROUND = 1_000;

/** Fulfils open orders, oldest first, until the sandbox stops. */
export async function fulfil(provider: Provider, { everyMs, vouchers }: Fulfilment, timers: Timers): Promise<void> {
  while (await timers.pause(Math.max(1, everyMs))) {
    for (const { id } of provider.openOrders.slice(0, ORDERS_PER_ROUND)) provider.deliver(id, vouchers);
  }
}

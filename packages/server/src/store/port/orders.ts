import type { Denomination, Order, Product } from "@plimsoll/core";
import type { Negatable } from "./negation.ts";
import type { PageOf, PageRequest } from "./page.ts";

export interface OrderFilter extends Negatable {
  readonly walletId: number | null;
  readonly status: Order["status"] | null;
  readonly reference: string | null;
}

interface ProductFilter extends Negatable {
  /** Contained in the name. */
  readonly q?: string | undefined;
  readonly status?: Product["status"] | undefined;
  readonly currency?: string | undefined;
}

export interface ListedOrder {
  readonly order: Order;
  /** Of its wallet. */
  readonly denomination: Denomination;
}

/** Products and orders. */
export interface OrderReads {
  product(accountId: number, id: string): Promise<Product | null>;
  /** Newest first. */
  products(accountId: number, page: PageRequest, filter?: ProductFilter): Promise<PageOf<Product>>;
  order(accountId: number, id: number): Promise<ListedOrder | null>;
  /** Newest first. */
  orders(accountId: number, filter: OrderFilter, page: PageRequest): Promise<PageOf<ListedOrder>>;
  /** Orders of every account that are due for a step at their provider, longest due first. */
  mirrorOrdersDue(now: number, limit: number): Promise<readonly Order[]>;
  /** Orders that a provider has and whose state can still change, oldest first. */
  mirrorOrdersUnderWay(accountId: number, providerId: string, limit: number): Promise<readonly Order[]>;
}

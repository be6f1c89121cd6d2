import { resources, type Resources } from "./generated/resources.ts";
import type { Order } from "./generated/types.ts";
import { Http, type HttpOptions, type RequestOptions } from "./http.ts";
import { placeOrder, type PlaceOrder } from "./place-order.ts";

export type ClientOptions = HttpOptions;

/** Every resource of the API by its name, and operations that use more than one of them. */
export interface Client extends Resources {
  /** Pre-flight, then order; see `placeOrder`. */
  placeOrder(order: PlaceOrder, options?: RequestOptions): Promise<Order>;
}

/** A client of one server and, by its key, of one account. It holds no connection and needs no closing. */
export function createClient(options: ClientOptions): Client {
  const client = resources(new Http(options));
  return { ...client, placeOrder: async (order, each) => placeOrder(client, order, each) };
}

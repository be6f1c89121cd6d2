import type { Client } from "@plimsoll/client";
import { MAX_LIMIT } from "@plimsoll/contract";
import { isCurrency } from "@plimsoll/core";
import type { Resource, Section } from "./kinds.ts";

type Body = Readonly<Record<string, unknown>>;

/** The requests for one kind of resource. Bodies are checked before they are made, and by the server. */
export interface Calls {
  readonly list: (client: Client) => Listed | Promise<Listed>;
  readonly create: (client: Client, body: Body) => Promise<object>;
  readonly update: (client: Client, id: never, body: Body) => Promise<object>;
  readonly remove: (client: Client, id: never) => Promise<unknown>;
}

type Listed = Iterable<object> | AsyncIterable<object>;

/** The longest pages, because all of a list is read. */
const WHOLE = { limit: MAX_LIMIT };

const NEVER = (): Promise<never> => Promise.reject(new Error("there is no such request"));

export const CALLS: Readonly<Record<Section, Calls>> = {
  account: {
    list: async ({ account }) => [await account.get()],
    create: ({ account }, body) => account.update(body),
    update: ({ account }, _id, body) => account.update(body),
    remove: NEVER,
  },
  currencies: {
    ...callsOf(({ currencies }) => currencies),
    // The others are those of ISO 4217.
    list: async ({ currencies }) =>
      (await gathered(currencies.list(WHOLE))).filter(({ currency }) => !isCurrency(String(currency))),
  },
  fx_rates: {
    list: ({ fxRates }) => fxRates.list(WHOLE),
    create: ({ fxRates }, body) => fxRates.set(body as never),
    update: ({ fxRates }, pair: string, { rate }) => fxRates.set({ ...currenciesOf(pair), rate: rate as never }),
    remove: ({ fxRates }, pair: string) => fxRates.set({ ...currenciesOf(pair), rate: null }),
  },
  providers: callsOf(({ providers }) => providers),
  features: callsOf(({ features }) => features),
  alert_defaults: {
    list: ({ alertDefaults }) => alertDefaults.list(WHOLE),
    create: ({ alertDefaults }, { currency, alert_settings: settings }) =>
      alertDefaults.set(String(currency), settings as never),
    update: ({ alertDefaults }, id: string, { alert_settings: settings }) => alertDefaults.set(id, settings as never),
    remove: ({ alertDefaults }, id: string) => alertDefaults.delete(id),
  },
  wallets: callsOf(({ wallets }) => wallets),
  endpoints: callsOf(({ webhookEndpoints }) => webhookEndpoints),
  channels: callsOf(({ channels }) => channels),
  products: {
    ...callsOf(({ products }) => products),
    list: async ({ products }) => (await gathered(products.list(WHOLE))).toReversed(),
    remove: ({ products }, id: string) => products.update(id, { status: "archived" }),
  },
  cards: callsOf(({ cards }) => cards),
  campaigns: {
    ...callsOf(({ campaigns }) => campaigns),
    list: async ({ campaigns }) => (await gathered(campaigns.list(WHOLE))).toReversed(),
  },
  routes: callsOf(({ routes }) => routes),
};

/** What the client has for a kind of resource. */
interface Methods {
  list(page: typeof WHOLE): Listed;
  create(body: never): Promise<object>;
  update?(id: never, body: never): Promise<object>;
  delete?(id: never): Promise<unknown>;
}

function callsOf(of: (client: Client) => Methods): Calls {
  return {
    list: (client) => of(client).list(WHOLE),
    create: (client, body) => of(client).create(body as never),
    update: (client, id, body) => of(client).update?.(id, body as never) ?? NEVER(),
    remove: (client, id) => of(client).delete?.(id) ?? NEVER(),
  };
}

function currenciesOf(pair: string): { readonly from: string; readonly to: string } {
  const [from = "", to = ""] = pair.split("/");
  return { from, to };
}

export async function gathered(list: Listed): Promise<Resource[]> {
  const all: Resource[] = [];
  for await (const item of list) all.push(item as Resource);
  return all;
}

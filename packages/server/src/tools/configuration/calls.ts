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
    // The others are those of ISO 4217.
    list: async ({ currencies }) =>
      (await gathered(currencies.list(WHOLE))).filter(({ currency }) => !isCurrency(String(currency))),
    create: ({ currencies }, body) => currencies.create(body as never),
    update: NEVER,
    remove: NEVER,
  },
  fx_rates: {
    list: ({ fxRates }) => fxRates.list(WHOLE),
    create: ({ fxRates }, body) => fxRates.set(body as never),
    update: ({ fxRates }, pair: string, { rate }) => fxRates.set({ ...currenciesOf(pair), rate: rate as never }),
    remove: ({ fxRates }, pair: string) => fxRates.set({ ...currenciesOf(pair), rate: null }),
  },
  providers: {
    list: ({ providers }) => providers.list(WHOLE),
    create: ({ providers }, body) => providers.create(body as never),
    update: ({ providers }, id: string, body) => providers.update(id, body),
    remove: ({ providers }, id: string) => providers.delete(id),
  },
  features: {
    list: ({ features }) => features.list(WHOLE),
    create: ({ features }, body) => features.create(body as never),
    update: ({ features }, id: string, body) => features.update(id, body),
    remove: ({ features }, id: string) => features.delete(id),
  },
  alert_defaults: {
    list: ({ alertDefaults }) => alertDefaults.list(WHOLE),
    create: ({ alertDefaults }, { currency, alert_settings: settings }) =>
      alertDefaults.set(String(currency), settings as never),
    update: ({ alertDefaults }, id: string, { alert_settings: settings }) => alertDefaults.set(id, settings as never),
    remove: ({ alertDefaults }, id: string) => alertDefaults.delete(id),
  },
  wallets: {
    list: ({ wallets }) => wallets.list(WHOLE),
    create: ({ wallets }, body) => wallets.create(body as never),
    update: ({ wallets }, id: number, body) => wallets.update(id, body),
    remove: NEVER,
  },
  endpoints: {
    list: ({ webhookEndpoints }) => webhookEndpoints.list(WHOLE),
    create: ({ webhookEndpoints }, body) => webhookEndpoints.create(body as never),
    update: ({ webhookEndpoints }, id: string, body) => webhookEndpoints.update(id, body),
    remove: ({ webhookEndpoints }, id: string) => webhookEndpoints.delete(id),
  },
  channels: {
    list: ({ channels }) => channels.list(WHOLE),
    create: ({ channels }, body) => channels.create(body as never),
    update: ({ channels }, id: string, body) => channels.update(id, body),
    remove: ({ channels }, id: string) => channels.delete(id),
  },
  products: {
    list: async ({ products }) => (await gathered(products.list(WHOLE))).toReversed(),
    create: ({ products }, body) => products.create(body as never),
    update: ({ products }, id: string, body) => products.update(id, body),
    remove: ({ products }, id: string) => products.update(id, { status: "archived" }),
  },
  cards: {
    list: ({ cards }) => cards.list(WHOLE),
    create: ({ cards }, body) => cards.create(body as never),
    update: ({ cards }, id: string, body) => cards.update(id, body),
    remove: NEVER,
  },
  campaigns: {
    list: async ({ campaigns }) => (await gathered(campaigns.list(WHOLE))).toReversed(),
    create: ({ campaigns }, body) => campaigns.create(body as never),
    update: NEVER,
    remove: ({ campaigns }, id: string) => campaigns.delete(id),
  },
  routes: {
    list: ({ routes }) => routes.list(WHOLE),
    create: ({ routes }, body) => routes.create(body as never),
    update: ({ routes }, id: string, body) => routes.update(id, body),
    remove: ({ routes }, id: string) => routes.delete(id),
  },
};

function currenciesOf(pair: string): { readonly from: string; readonly to: string } {
  const [from = "", to = ""] = pair.split("/");
  return { from, to };
}

export async function gathered(list: Listed): Promise<Resource[]> {
  const all: Resource[] = [];
  for await (const item of list) all.push(item as Resource);
  return all;
}

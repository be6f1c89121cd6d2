import type { Client, EditOptions } from "@plimsoll/client";
import { MAX_LIMIT } from "@plimsoll/contract";
import { isCurrency } from "@plimsoll/core";
import type { Resource, Section } from "./kinds.ts";

type Body = Readonly<Record<string, unknown>>;

/** The requests for one kind of resource. Bodies are checked before they are made, and by the server. */
export interface Calls {
  readonly list: (client: Client) => Listed | Promise<Listed>;
  readonly create: (client: Client, body: Body) => Promise<object>;
  /** One of them with its ETag; undefined where the API has no condition. */
  readonly read?: (client: Client, id: never) => Promise<object>;
  readonly update: (client: Client, id: never, body: Body, options: EditOptions) => Promise<object>;
  readonly remove: (client: Client, id: never, options: EditOptions) => Promise<unknown>;
}

type Listed = Iterable<object> | AsyncIterable<object>;

/** The longest pages, because all of a list is read. */
const WHOLE = { limit: MAX_LIMIT };

const NEVER = (): Promise<never> => Promise.reject(new Error("there is no such request"));

export const CALLS: Readonly<Record<Section, Calls>> = {
  account: {
    list: async ({ account }) => [await account.get()],
    create: ({ account }, body) => account.update(body),
    read: ({ account }) => account.get(),
    update: ({ account }, _id, body, options) => account.update(body, options),
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
    read: ({ fxRates }, pair: string) => fxRates.get(currenciesOf(pair).from, currenciesOf(pair).to),
    update: ({ fxRates }, pair: string, { rate }, options) =>
      fxRates.set({ ...currenciesOf(pair), rate: rate as never }, options),
    remove: ({ fxRates }, pair: string, options) => fxRates.set({ ...currenciesOf(pair), rate: null }, options),
  },
  providers: editableCallsOf(({ providers }) => providers),
  features: editableCallsOf(({ features }) => features),
  alert_defaults: {
    list: ({ alertDefaults }) => alertDefaults.list(WHOLE),
    create: ({ alertDefaults }, { currency, alert_settings: settings }) =>
      alertDefaults.set(String(currency), settings as never),
    read: ({ alertDefaults }, id: string) => alertDefaults.get(id),
    update: ({ alertDefaults }, id: string, { alert_settings: settings }, options) =>
      alertDefaults.set(id, settings as never, options),
    remove: ({ alertDefaults }, id: string, options) => alertDefaults.delete(id, options),
  },
  wallets: editableCallsOf(({ wallets }) => wallets),
  endpoints: editableCallsOf(({ webhookEndpoints }) => webhookEndpoints),
  channels: editableCallsOf(({ channels }) => channels),
  products: {
    ...editableCallsOf(({ products }) => products),
    list: async ({ products }) => (await gathered(products.list(WHOLE))).toReversed(),
    remove: ({ products }, id: string, options) => products.update(id, { status: "archived" }, options),
  },
  cards: editableCallsOf(({ cards }) => cards),
  campaigns: {
    ...callsOf(({ campaigns }) => campaigns),
    list: async ({ campaigns }) => (await gathered(campaigns.list(WHOLE))).toReversed(),
  },
  routes: editableCallsOf(({ routes }) => routes),
};

/** What the client has for a kind of resource. */
interface Methods {
  list(page: typeof WHOLE): Listed;
  create(body: never): Promise<object>;
  update?(id: never, body: never, options: EditOptions): Promise<object>;
  delete?(id: never, options: EditOptions): Promise<unknown>;
}

/** Of what people edit. */
interface EditableMethods extends Methods {
  get(id: never): Promise<object>;
}

function callsOf(of: (client: Client) => Methods): Calls {
  return {
    list: (client) => of(client).list(WHOLE),
    create: (client, body) => of(client).create(body as never),
    update: (client, id, body, options) => of(client).update?.(id, body as never, options) ?? NEVER(),
    remove: (client, id, options) => of(client).delete?.(id, options) ?? NEVER(),
  };
}

function editableCallsOf(of: (client: Client) => EditableMethods): Calls {
  return { ...callsOf(of), read: (client, id) => of(client).get(id) };
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

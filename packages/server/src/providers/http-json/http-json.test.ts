import { afterEach, beforeEach, expect, test } from "vitest";
import type { HttpJsonSettings } from "@plimsoll/contract";
import { HttpProvider } from "../../../../../test/support/http-provider.ts";
import { anywhere } from "../../../../../test/support/outbound.ts";
import type { BalanceReading } from "../connector.ts";
import { openConnector } from "../open-connector.ts";

const SIGNAL = new AbortController().signal;
const BASE: HttpJsonSettings = {
  request: { path: "/balances" },
  auth: { style: "none" },
  id: "id",
  currency: "ccy",
  amount: { path: "free" },
};

let provider: HttpProvider;

beforeEach(async () => {
  provider = await new HttpProvider(() => ({ body: [{ id: 1, ccy: "usd", free: "5.00" }] })).start();
});

afterEach(() => provider.stop());

async function read(
  settings: Partial<HttpJsonSettings> = {},
  credentials: Readonly<Record<string, string>> = {},
): Promise<BalanceReading> {
  const connector = openConnector(
    { kind: "http-json", baseUrl: `${provider.url}/base/`, credentials, settings: { ...BASE, ...settings } },
    anywhere(),
  );
  try {
    return await connector.fetchBalances(SIGNAL);
  } finally {
    await connector.close();
  }
}

async function amounts(settings: Partial<HttpJsonSettings> = {}): Promise<string[]> {
  const { balances } = await read(settings);
  return balances.map(({ externalId, currency, available }) => `${externalId} ${currency} ${available}`);
}

test("credentials are placed where the settings name them, and cannot change the rest", async () => {
  const request = {
    method: "POST" as const,
    path: "/of/{owner}?x={owner}",
    headers: [{ name: "X-Owner", value: "<{owner}>" }],
    body: '{"owner":"{owner}","plain":{"a":1}}',
  };
  const owner = 'a/b"&?#';
  await read({ request, auth: { style: "query", name: "token" } }, { owner, key: "k&=y" });
  const [received] = provider.received;
  expect(received?.path).toBe(`/base/of/${encodeURIComponent(owner)}`);
  expect(Object.fromEntries(received?.query ?? [])).toEqual({ x: owner, token: "k&=y" });
  expect(received?.headers["x-owner"]).toBe(`<${owner}>`);
  expect(JSON.parse(received?.body ?? "")).toEqual({ owner, plain: { a: 1 } });
});

test("a page at a time until an empty one", async () => {
  provider.answer = ({ query }) => {
    const page = Number(query.get("p"));
    return { body: { list: page < 2 ? [{ id: page, ccy: "USD", free: page }] : [] } };
  };
  expect(await amounts({ items: "list", paging: { style: "page", parameter: "p", start: 0 } })).toEqual([
    "0 USD 0",
    "1 USD 1",
  ]);
  expect(provider.received).toHaveLength(3);
});

test("a cursor until there is none, past pages without a wanted wallet", async () => {
  const pages: Record<string, object> = {
    "": { list: [{ id: 1, ccy: "USD", free: 1, state: "open" }], meta: { next: "b" } },
    b: { list: [{ id: 2, ccy: "USD", free: 1, state: "closed" }], meta: { next: "c" } },
    c: { list: [{ id: 3, ccy: "USD", free: 1, state: "open" }], meta: { next: null } },
  };
  provider.answer = ({ query }) => ({ body: pages[query.get("after") ?? ""] });
  const settings: Partial<HttpJsonSettings> = {
    items: "list",
    where: [{ path: "state", equals: "open" }],
    paging: { style: "cursor", parameter: "after", next: "meta.next" },
  };
  expect(await amounts(settings)).toEqual(["1 USD 1", "3 USD 1"]);
});

test.each([
  ["X-Has-More", (page: number) => String(page < 3)],
  ["X-Total-Pages", () => "3"],
])("as long as the header %s says so", async (header, says) => {
  provider.answer = ({ query }) => {
    const page = Number(query.get("page"));
    return { headers: { [header]: says(page) }, body: [{ id: page, ccy: "USD", free: 1 }] };
  };
  expect(await amounts({ paging: { style: "header", parameter: "page", header } })).toHaveLength(3);
});

test("an API that returns every page alike, or without end, is given up", async () => {
  expect(await amounts({ paging: { style: "page", parameter: "page" } })).toEqual(["1 USD 5.00"]);
  expect(provider.received).toHaveLength(2);
  provider.answer = ({ query }) => ({ body: [{ id: Number(query.get("page")), ccy: "USD", free: 1 }] });
  const { balances, problems } = await read({ paging: { style: "page", parameter: "page" }, requests_per_minute: 600 });
  expect([balances.length, problems]).toEqual([100, [problem(null, "only the first 100 pages were read")]]);
});

test.each<[string, Partial<HttpJsonSettings>, object, string[]]>([
  [
    "minor units by currency",
    { amount: { path: "free", unit: "minor" } },
    { id: 1, ccy: "BHD", free: 1 },
    ["1 BHD 0.001"],
  ],
  [
    "minor units as the API has it",
    { amount: { path: "free", unit: "minor", exponents: [{ currency: "JPY", places: 2 }] } },
    { id: 1, ccy: "JPY", free: "12345" },
    ["1 JPY 123.45"],
  ],
  [
    "thousands",
    { amount: { path: "free", unit: "with_currency" } },
    { id: 1, free: "1,234,785.50 kes" },
    ["1 KES 1234785.50"],
  ],
  [
    "a difference below zero",
    { amount: { path: "free", less: "used" } },
    { id: 1, ccy: "USD", free: 1, used: 1.5 },
    ["1 USD -0.5"],
  ],
  [
    "prepaid credit that is printed as a debt, with what is pending",
    { amount: { path: "owed", negate: true, less: "pending" } },
    { id: 1, ccy: "USD", owed: "-50.00", pending: 1.25 },
    ["1 USD 48.75"],
  ],
  [
    "a debt that is none",
    { amount: { path: "owed", negate: true } },
    { id: 1, ccy: "USD", owed: "0.00" },
    ["1 USD 0.00"],
  ],
  [
    "a sum of several members, every digit of it",
    { amount: { path: "cash", plus: ["bonus", ["credit.line", "left"]], less: ["held", ["fees.due"]] } },
    { id: 1, ccy: "USD", cash: 0.1, bonus: "0.2", "credit.line": { left: "1e-20" }, held: "1", "fees.due": 2 },
    ["1 USD -2.69999999999999999999"],
  ],
  [
    "minor units of a sum",
    { amount: { path: "cash", unit: "minor", less: ["held"] } },
    { id: 1, ccy: "USD", cash: 1000, held: 1 },
    ["1 USD 9.99"],
  ],
  [
    "a text with its currency, owed to us",
    { amount: { path: "free", unit: "with_currency", negate: true } },
    { id: 1, free: "KES -1,785.50" },
    ["1 KES 1785.50"],
  ],
  [
    "names with dots",
    {
      id: ["wallet.id"],
      currency: ["a.b", "0", "c.d"],
      where: [{ path: ["is.open"], equals: "true" }],
      amount: { path: ["x.y", "z"] },
    },
    { "wallet.id": 7, "a.b": [{ "c.d": "eur" }], "is.open": true, "x.y": { z: "3" } },
    ["7 EUR 3"],
  ],
  [
    "a list's member",
    { amount: { path: "parts.1.free" } },
    { id: 1, ccy: "USD", parts: [{}, { free: 3 }] },
    ["1 USD 3"],
  ],
])("reads %s", async (_, settings, item, expected) => {
  provider.answer = () => ({ body: item });
  expect(await amounts(settings)).toEqual(expected);
});

test.each(["12.50", "1.25e1", '"12.50"'])("reads a bare %s at the top of the answer", async (text) => {
  provider.answer = () => ({ body: text });
  const { id: _, currency: __, ...rest } = BASE;
  const connector = openConnector(
    {
      kind: "http-json",
      baseUrl: provider.url,
      credentials: {},
      settings: { ...rest, implied_currency: "USD", amount: { path: [] } },
    },
    anywhere(),
  );
  const { balances, problems } = await connector.fetchBalances(SIGNAL);
  expect(balances.map(({ externalId, available }) => [externalId, Number(available)])).toEqual([["USD", 12.5]]);
  expect(problems).toEqual([]);
  await connector.close();
});

test("a path without a value is a problem in words, whatever kind of path it is", async () => {
  provider.answer = () => ({ body: [{ id: 1, ccy: "USD", free: 1 }] });
  expect((await read({ amount: { path: "free", plus: [["a.b", "c"]] } })).problems).toEqual([
    problem("1", "wallet 1 has no decimal at a.b › c"),
  ]);
  expect((await read({ amount: { path: [] } })).problems).toEqual([
    problem("1", "wallet 1 has no decimal at its own place"),
  ]);
  expect((await read({ where: [{ path: "id", equals: "2" }] })).problems).toEqual([
    problem(null, "none of the 1 items in the answer is one that `where` describes"),
  ]);
});

test("a repeated member of the response is refused with its name", async () => {
  provider.answer = () => ({ body: '[{"id":1,"ccy":"USD","free":"5.00","free":"500.00"}]' });
  await expect(read()).rejects.toMatchObject({
    kind: "malformed",
    message: expect.stringContaining("free twice") as string,
  });
});

function problem(externalId: string | null, message: string): { externalId: string | null; message: string } {
  return { externalId, message };
}

test("wallets that cannot be read, or appear twice, are problems of their own", async () => {
  provider.answer = () => ({
    body: [
      { id: 1, ccy: "USD", free: 1 },
      { id: 2, ccy: "USD" },
      { ccy: "USD", free: 1 },
      { id: 4, free: 1 },
      { id: 5, ccy: "USD", free: 1 },
      { id: 5, ccy: "USD", free: 2 },
    ],
  });
  const { balances, problems } = await read();
  expect(balances.map(({ externalId }) => externalId)).toEqual(["1"]);
  expect(problems).toEqual([
    problem("2", "wallet 2 has no decimal at free"),
    problem(null, "wallet number 3 has no id at id"),
    problem("4", "wallet 4 names no currency"),
    problem("5", "wallet 5 stands in the answer more than once"),
  ]);
});

test("a response without the wallets' place is malformed", async () => {
  await expect(read({ items: "data.accounts" })).rejects.toMatchObject({ kind: "malformed" });
});

test("a token is requested once, kept while it is valid, and replaced when it is refused", async () => {
  let issued = 0;
  provider.answer = ({ path, headers }) => {
    if (path === "/base/token") {
      issued += 1;
      return { body: { data: { token: `t${issued}` }, expires_in: 3_600 } };
    }
    const known = headers.authorization === `Bearer t${issued}` && issued !== 1;
    return known ? { body: { id: 1, ccy: "USD", free: 1 } } : { status: 401 };
  };
  const settings: HttpJsonSettings = {
    ...BASE,
    auth: { style: "bearer" },
    sign_in: { path: "/token", body: '{"id":"{client}"}', token: "data.token", expires_in: "expires_in" },
  };
  let ahead = 0;
  const connector = openConnector(
    { kind: "http-json", baseUrl: `${provider.url}/base`, credentials: { client: "c" }, settings },
    { ...anywhere(), now: () => Date.now() + ahead },
  );
  await connector.fetchBalances(SIGNAL);
  await connector.fetchBalances(SIGNAL);
  expect(issued).toBe(2);
  ahead = 3_500_000;
  await connector.fetchBalances(SIGNAL);
  expect(issued).toBe(3);
  await connector.close();
});

test("refused credentials are not sent again and again, and not revealed", async () => {
  provider.answer = () => ({ status: 400, body: { error: "invalid_client c-secret" } });
  const settings: HttpJsonSettings = {
    ...BASE,
    auth: { style: "bearer" },
    sign_in: { path: "/token", body: '{"secret":"{client}"}', token: "token" },
  };
  const connector = openConnector(
    { kind: "http-json", baseUrl: provider.url, credentials: { client: "c-secret" }, settings },
    anywhere(),
  );
  const error = { kind: "auth", message: expect.not.stringContaining("c-secret") as string };
  await expect(connector.fetchBalances(SIGNAL)).rejects.toMatchObject(error);
  await expect(connector.fetchBalances(SIGNAL)).rejects.toMatchObject(error);
  expect(provider.received).toHaveLength(1);
  await connector.close();
});

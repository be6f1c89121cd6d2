import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  BalanceSeries,
  Currency,
  Delivery,
  Found,
  Provider,
  Statement,
  StatementComparison,
  Transaction,
  Wallet,
} from "@plimsoll/contract";
import { expect, onTestFinished, test } from "vitest";
import { below, credit, debit, newWallet } from "../support/commands.ts";
import { errorOf, expectStatus } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { DAY, dataWithHistory, startOfToday, type Past } from "../support/e2e/history.ts";
import { plimsoll } from "../support/e2e/process.ts";
import { startServer } from "../support/e2e/server.ts";

const HOSTILE = String.raw`50%_\"';--=1+1`;
const START = startOfToday() - 8 * DAY;

/** A week of spend of wallet 1; wallet 2 has less, and wallet 3 spends nothing. */
function past(): Past[] {
  return [
    {
      at: START,
      commands: [
        newWallet({ name: "beta", alertSettings: { alert_enabled: true, info: below("5000.00") } }),
        newWallet({ name: HOSTILE, currency: "EUR" }),
        newWallet({ name: "Alpha" }),
        credit(1, "2800.00"),
        credit(2, "90.00"),
        credit(3, "1.00"),
      ],
    },
    ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({
      at: START + day * DAY,
      commands: [
        debit(1, "100.00", {
          kind: "order" as const,
          referenceNumber: `ORDER_${day}`,
          remarks: day === 3 ? HOSTILE : null,
        }),
        debit(2, "10.00"),
      ],
    })),
  ];
}

/** Of wallet 1, at the end of the first of the 48 parts of the last seven days. Depends on the hour. */
function balanceAtSparkStart(): string {
  const part = (7 * DAY) / 48;
  const end = (Math.floor(Date.now() / part) - 46) * part;
  const debits = [1, 2, 3, 4, 5, 6, 7].filter((day) => START + day * DAY < end);
  return `${2800 - 100 * debits.length}.00`;
}

function dayOf(number: number): string {
  return new Date(START + number * DAY).toISOString();
}

describeAnyEngine("own units", (engine) => {
  test("a unit of the account's own works like any currency", async () => {
    const server = await startServer({ engine });
    const { api } = server;
    const unit = { currency: "USDT", name: "Tether", precision: 6 };
    const currency = expectStatus(201, await api.post<Currency>("/currencies", unit));
    expect(currency).toEqual({ id: currency.id, ...unit });
    expect((await api.post("/currencies", unit)).status).toBe(409);
    for (const [body, field] of [
      [{ ...unit, currency: "EUR" }, "currency"],
      [{ ...unit, currency: "us" }, "currency"],
      [{ ...unit, currency: "TOOLONGACODE1" }, "currency"],
      [{ ...unit, currency: "PTS", precision: 10 }, "precision"],
    ] as const) {
      const answer = await api.post("/currencies", body);
      expect(answer.status).toBe(400);
      expect(errorOf(answer).details.map((detail) => detail.field)).toEqual([field]);
    }
    const listed = expectStatus(200, await api.get<Currency[]>("/currencies"));
    expect(listed.at(-1)).toEqual(currency);
    const settings = { alert_enabled: true, info: { threshold: "2.000000", condition: "below" } };
    const wallet = await api.createFundedWallet("10.000001", { currency: "USDT", alert_settings: settings });
    expect(wallet).toMatchObject({ currency: "USDT", currency_id: currency.id, asset_scale: 6, balance: "10.000001" });
    expectStatus(200, await api.put("/alert-settings/default/USDT", settings));
    expectStatus(200, await api.put("/fx-rates", [{ from: "USDT", to: "USD", rate: "0.999" }]));
    const dollars = await api.createWallet();
    const transfer = { from_wallet_id: wallet.id, to_wallet_id: dollars.id, amount: "8.000001" };
    expectStatus(201, await api.post("/transfers", transfer));
    expect(await api.wallet(dollars.id)).toMatchObject({ balance: "7.99" });
    expect(await api.wallet(wallet.id)).toMatchObject({ available: "2.000000", alert_state: "info" });
    const found = await api.get<Transaction[]>("/transactions?currency=USDT&transaction_type=DEBIT");
    expect(expectStatus(200, found)).toMatchObject([{ amount: "8.000001", currency_id: currency.id }]);
    const product = { name: "Voucher", currency: "USDT", denominations: ["1.5"] };
    expect(expectStatus(201, await api.post("/products", product))).toMatchObject({ currency: "USDT" });
    const stranger = await api.post("/wallets", { name: "X", currency: "NOPE" });
    expect(errorOf(stranger).details.map((detail) => detail.field)).toEqual(["currency"]);
  });
});

describeAnyEngine("ending things", (engine) => {
  test("a wallet closes when nothing of it is open; a provider's mirrors close with it", async () => {
    const server = await startServer({ engine });
    const { api } = server;
    const settings = { alert_enabled: true, critical: { threshold: "5.00", condition: "below" } };
    const wallet = await api.createFundedWallet("10.00", { alert_settings: settings });
    const hold = expectStatus(
      201,
      await api.post<{ id: string }>("/holds", { wallet_id: wallet.id, amount: "6.00", expires_in: 900 }),
    );
    expect((await api.wallet(wallet.id)).alert_state).toBe("in_alarm");
    const refused = await api.post(`/wallets/${wallet.id}/close`);
    expect([refused.status, errorOf(refused).code]).toEqual([409, "CONFLICT"]);
    expectStatus(200, await api.post(`/holds/${hold.id}/release`));
    expectStatus(201, await api.post(`/wallets/${wallet.id}/debits`, { amount: "6.00" }));
    const events = async () => (await api.get<unknown[]>("/events?type=wallet.balance.alert")).body.length;
    const before = await events();
    const closed = expectStatus(200, await api.post<Wallet>(`/wallets/${wallet.id}/close`));
    expect(closed).toMatchObject({ status: "closed", balance: "4.00", alert_state: "ok", sequence: 2 });
    expect(expectStatus(200, await api.get("/alerts"))).toEqual([]);
    expect(await events()).toBe(before);
    expect((await api.post(`/wallets/${wallet.id}/credits`, { amount: "1.00" })).status).toBe(409);
    expectStatus(200, await api.post(`/wallets/${wallet.id}/close`));
    expect((await api.post("/wallets/999/close")).status).toBe(404);

    const product = { name: "Card", currency: "USD", denominations: ["5.00"] };
    const { id: productId } = expectStatus(201, await api.post<{ id: string }>("/products", product));
    const shop = await api.createFundedWallet("10.00");
    const order = {
      product_id: productId,
      denomination: "5.00",
      quantity: 1,
      wallet_id: shop.id,
      reference_code: "O1",
    };
    const { id: orderId } = expectStatus(201, await api.post<{ id: number }>("/orders", order));
    expect(errorOf(await api.post(`/wallets/${shop.id}/close`)).message).toContain("orders that are not over");
    expectStatus(200, await api.post(`/orders/${orderId}/deliveries`, { quantity: 1 }));
    expectStatus(200, await api.post(`/wallets/${shop.id}/close`));

    const connection = {
      kind: "octopus",
      name: "Octopus",
      base_url: "http://127.0.0.1:9",
      credentials: { api_key: "k", api_secret: "s" },
    };
    const first = expectStatus(201, await api.post<Provider>("/providers", connection));
    expect(first.warnings).toBeUndefined();
    const again = { ...connection, name: "Again", credentials: { api_secret: "s", api_key: "k" } };
    const second = expectStatus(201, await api.post<Provider>("/providers", again));
    expect(second.warnings).toMatchObject([{ code: "SAME_ACCOUNT_CONNECTED_TWICE", provider_id: first.id }]);
    const other = { ...connection, credentials: { api_key: "k", api_secret: "t" } };
    expect(expectStatus(201, await api.post<Provider>("/providers", other)).warnings).toBeUndefined();
    const mirror = await api.createWallet({ provider_id: second.id, external_id: "7", balance: "3.00" });
    expectStatus(204, await api.delete(`/providers/${second.id}`));
    expect(await api.wallet(mirror.id)).toMatchObject({ status: "closed", balance: "3.00", provider_id: second.id });
    expect((await api.get(`/providers/${second.id}`)).status).toBe(404);
    expect((await api.delete(`/providers/${second.id}`)).status).toBe(404);
    expect((await fetch(`${server.url}/hooks/${second.id}`, { method: "POST", body: "{}" })).status).toBe(404);
    const transactions = expectStatus(200, await api.get<Transaction[]>(`/transactions?wallet_id=${mirror.id}`));
    expect(transactions).toMatchObject([{ amount: "3.00", kind: "reconciliation" }]);
  });
});

describeAnyEngine("finding", (engine) => {
  test("export and import over the API: a statement that agrees, and one that does not", async () => {
    const server = await startServer({ data: await dataWithHistory(engine, past()) });
    const env = { PLIMSOLL_URL: server.url, PLIMSOLL_KEY: server.data.adminKey };
    const directory = await mkdtemp(join(tmpdir(), "plimsoll-finding-"));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const statement = await plimsoll(["export", "statement", "1", "--to", dayOf(4)], env);
    expect(statement).toMatchObject({ code: 0, stdout: expect.stringContaining(",closing,,2500.00\r\n") });
    const out = join(directory, "transactions.csv");
    expect(
      (await plimsoll(["export", "transactions", "--wallet", "1", "--kind", "order", "--out", out], env)).code,
    ).toBe(0);
    const written = await readFile(out, "utf8");
    expect(written.split("\r\n")).toHaveLength(1 + 7 + 1);

    // The provider's side: signs in two columns, dates, a decimal comma; without the third order, and with one of its own.
    const lines = [1, 2, 4, 5, 6, 7].map((day) => `${dayOf(day).slice(0, 10)};ORDER_${day};;100,00`);
    const csv = ["Date;Ref;In;Out", ...lines, `${dayOf(6).slice(0, 10)};OTHER;;1.234,50`, ""].join("\n");
    const file = join(directory, "provider.csv");
    await writeFile(file, csv);
    const columns = ["--columns", "time=Date,reference=Ref,credit=In,debit=Out", "--decimal", ",", "--delimiter", ";"];
    const compared = await plimsoll(["import", "statement", file, "--wallet", "1", ...columns, "--json"], env);
    expect(compared.code).toBe(1);
    const found = JSON.parse(compared.stdout) as StatementComparison;
    expect(found.matched.map(({ line, by }) => [line, by])).toEqual(
      [2, 3, 4, 5, 6, 7].map((line) => [line, "reference"]),
    );
    expect(found.missing_here).toEqual([
      { line: 8, amount: "-1234.50", reference: "OTHER", time: `${dayOf(6).slice(0, 10)}T00:00:00.000Z` },
    ]);
    expect(found.missing_there).toMatchObject([{ amount: "-100.00", reference_number: "ORDER_3" }]);
    await writeFile(file, "Date;Ref;In;Out\nsome day;A;1,00;\n");
    const refused = await plimsoll(["import", "statement", file, "--wallet", "1", ...columns], env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("csv line 2 has no RFC 3339 time or date");
    expect((await plimsoll(["export", "statement", "1"], { PLIMSOLL_URL: server.url })).stderr).toContain("--key");
  });

  test("what charts and the palette read: series, sparks, deliveries of all endpoints, search", async () => {
    const server = await startServer({ data: await dataWithHistory(engine, past()) });
    const { api } = server;
    const series = expectStatus(
      200,
      await api.get<BalanceSeries>(`/wallets/1/balance-series?from=${dayOf(0)}&to=${dayOf(8)}&points=4`),
    );
    expect(series).toMatchObject({ wallet_id: 1, exact: true });
    expect(series.points.map(({ min, max, last }) => [min, max, last])).toEqual([
      ["0.00", "2800.00", "2700.00"],
      ["2500.00", "2700.00", "2500.00"],
      ["2300.00", "2500.00", "2300.00"],
      ["2100.00", "2300.00", "2100.00"],
    ]);
    expect((await api.get("/wallets/1/balance-series?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")).status).toBe(
      400,
    );
    for (let round = 0; round < 2; round += 1) {
      const before = balanceAtSparkStart();
      const [wallet] = expectStatus(200, await api.get<Wallet[]>("/wallets?include=runway,spark"));
      expect(wallet?.spark).toHaveLength(48);
      expect(wallet?.spark?.at(-1)).toBe("2100.00");
      expect([before, balanceAtSparkStart()]).toContain(wallet?.spark?.[0]);
      expect(wallet?.runway).toMatchObject({ wallet_id: 1 });
    }

    const first = await api.createEndpoint("https://example.com/first-hook");
    const second = await api.createEndpoint("https://example.com/second-hook", { event_types: ["wallet.debited"] });
    expectStatus(201, await api.post("/wallets/1/debits", { amount: "1.00" }));
    const deliveries = async (query: string) =>
      expectStatus(200, await api.get<Delivery[]>(`/deliveries?${query}`)).map(({ endpoint_id }) => endpoint_id);
    expect(await deliveries("event_type=wallet.debited")).toEqual([second.id, first.id]);
    expect(await deliveries("q=SECOND-HOOK")).toEqual([second.id]);
    expect(await deliveries(`endpoint_id=${first.id}&event_type=wallet.debited`)).toEqual([first.id]);
    expect(await deliveries(`to=${dayOf(0)}`)).toEqual([]);

    const found = async (q: string) => expectStatus(200, await api.get<Found>(`/search?q=${encodeURIComponent(q)}`));
    expect(await found("second")).toEqual({
      wallets: [],
      features: [],
      providers: [],
      endpoints: [{ id: second.id, url: "https://example.com/second-hook", status: "enabled" }],
      orders: [],
    });
    expect((await found("BET")).wallets).toMatchObject([{ id: 1, name: "beta", available: "2099.00" }]);
    expect((await found(HOSTILE)).wallets).toMatchObject([{ id: 2 }]);
    expect((await api.get("/search")).status).toBe(400);
  });

  test("a list and a statement as CSV: whole, quoted, harmless; and what they add up to", async () => {
    const server = await startServer({ data: await dataWithHistory(engine, past()) });
    const { api } = server;
    const csv = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
      const answer = await api.get(path, headers);
      expectStatus(200, answer);
      expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
      expect(answer.text.endsWith("\r\n")).toBe(true);
      return answer.text.slice(0, -2).split("\r\n");
    };
    const formula = expectStatus(201, await api.post<Wallet>("/wallets", { name: '=HYPERLINK("x")', currency: "USD" }));
    for (let i = 0; i < 3; i += 1) {
      const items = Array.from({ length: 400 }, () => ({ wallet_id: 3, transaction_type: "CREDIT", amount: "0.01" }));
      expectStatus(
        200,
        await api.post(
          "/transactions",
          items.map((item, n) => ({ ...item, idempotency_key: `${i} ${n}` })),
        ),
      );
    }
    const [head, ...records] = await csv("/transactions?format=csv&limit=1&wallet_id=3");
    expect(head).toBe(
      "id,wallet_id,currency_id,sequence,transaction_type,kind,amount,balance_after,order_id,source,reference_number,remarks,status,created_at",
    );
    expect(records.map((record) => Number(record.split(",")[3]))).toEqual(
      Array.from({ length: 1_201 }, (_, i) => 1_201 - i),
    );
    const all = await csv("/transactions", { accept: "text/csv" });
    expect(all).toHaveLength(1 + 3 + 14 + 1_200);
    expect(all.find((record) => record.includes("ORDER_3"))).toContain(`"${HOSTILE.replaceAll('"', '""')}"`);
    const wallets = await csv("/wallets?format=csv&sort=name");
    expect(wallets.join()).toContain('"\'=HYPERLINK(""x"")"');
    expect(wallets.find((record) => record.startsWith("1,"))).toMatch(
      /^1,1,2100\.00,PREPAID,beta,USD,2,ledger,,,active,2100\.00,/,
    );
    expect((await csv("/events?format=csv&type=wallet.created"))[1]).toMatch(/^evt_\w+,wallet.created,[^,]+,"{""id"":/);
    for (const path of [
      "/features",
      "/alerts",
      "/alerts/history",
      "/currencies",
      "/api-keys",
      "/providers",
      "/holds",
    ]) {
      expect((await csv(`${path}?format=csv`))[0]).toMatch(/^[a-z_]+(,[a-z_]+)+$/);
    }

    const statement = async (query: string) =>
      expectStatus(200, await api.get<Statement>(`/wallets/1/statement?${query}`));
    const first = await statement(`to=${dayOf(4)}`);
    expect(first).toEqual({
      wallet_id: 1,
      currency: "USD",
      from: null,
      to: dayOf(4),
      opening: "0.00",
      closing: "2500.00",
      credits: { topup: "2800.00" },
      debits: { order: "300.00" },
      transaction_count: 4,
    });
    const second = await statement(`from=${dayOf(4)}`);
    expect(second).toMatchObject({ opening: "2500.00", closing: "2100.00", credits: {}, debits: { order: "400.00" } });
    expect(await statement(`from=${dayOf(4)}&to=${dayOf(4)}`)).toMatchObject({
      opening: "2500.00",
      closing: "2500.00",
    });
    expect(await csv(`/wallets/1/statement?format=csv&to=${dayOf(4)}`)).toEqual([
      "wallet_id,currency,from,to,line,kind,amount",
      `1,USD,,${dayOf(4)},opening,,0.00`,
      `1,USD,,${dayOf(4)},credit,topup,2800.00`,
      `1,USD,,${dayOf(4)},debit,order,-300.00`,
      `1,USD,,${dayOf(4)},closing,,2500.00`,
    ]);
    expect((await api.get("/wallets/999/statement")).status).toBe(404);
    expect((await api.get(`/wallets/${formula.id}/statement?from=x`)).status).toBe(400);
  });

  test("lists are narrowed by their filters, hostile values included", async () => {
    const server = await startServer({ data: await dataWithHistory(engine, past()) });
    const { api } = server;
    const references = async (query: Readonly<Record<string, string>>) => {
      const answer = await api.get<Transaction[]>(`/transactions?${new URLSearchParams(query).toString()}`);
      return expectStatus(200, answer).map(({ reference_number }) => reference_number);
    };
    expect(await references({ kind: "order", from: dayOf(2), to: dayOf(4) })).toEqual(["ORDER_3", "ORDER_2"]);
    expect(await references({ reference_number: "ORDER_5" })).toEqual(["ORDER_5"]);
    expect(await references({ q: "order_", limit: "2" })).toEqual(["ORDER_7", "ORDER_6"]);
    expect(await references({ q: HOSTILE.toUpperCase() })).toEqual(["ORDER_3"]);
    expect(await references({ q: "order%" })).toEqual([]);
    expect(await references({ currency: "EUR", transaction_type: "CREDIT" })).toEqual([null]);

    const names = async (query: Readonly<Record<string, string>>) => {
      const answer = await api.get<Wallet[]>(`/wallets?${new URLSearchParams(query).toString()}`);
      return expectStatus(200, answer).map(({ name }) => name);
    };
    expect(await names({ q: HOSTILE })).toEqual([HOSTILE]);
    expect(await names({ state: "info" })).toEqual(["beta"]);
    expect(await names({ sort: "name" })).toEqual([HOSTILE, "Alpha", "beta"]);
    expect(await names({ sort: "available" })).toEqual(["Alpha", HOSTILE, "beta"]);
    expect(await names({ sort: "runway", limit: "2" })).toEqual([HOSTILE, "beta"]);
    const [first] = expectStatus(200, await api.get<Wallet[]>("/wallets?include=runway&currency=USD"));
    const runway = expectStatus(200, await api.get<object>("/wallets/1/runway"));
    expect({ ...first?.runway, empties_at: null, topup: null }).toEqual({ ...runway, empties_at: null, topup: null });

    const events = await api.get<{ type: string }[]>(`/events?type=wallet.created&to=${dayOf(1)}`);
    expect(expectStatus(200, events)).toHaveLength(3);
    expect(events.headers.get("x-total-count")).toBe("3");
    expect(expectStatus(200, await api.get("/alerts/history?state=info"))).toHaveLength(1);
    expect(expectStatus(200, await api.get(`/alerts/history?state=info&from=${dayOf(1)}`))).toHaveLength(0);

    for (const [query, field] of [
      ["/transactions?from=yesterday", "from"],
      ["/transactions?to=2026-02-30T00:00:00Z", "to"],
      ["/transactions?kind=gift", "kind"],
      ["/transactions?q=", "q"],
      [`/transactions?q=${"x".repeat(101)}`, "q"],
      ["/transactions?q=a%00b", "q"],
      ["/transactions?provider_id=1'--", "provider_id"],
      ["/events?type=unknown", "type"],
      ["/alerts/history?state=bad", "state"],
      ["/wallets?stale=perhaps", "stale"],
      ["/wallets?sort=size", "sort"],
      ["/wallets?include=runway,secrets", "include"],
      ["/deliveries?endpoint_id=ep", "endpoint_id"],
    ] as const) {
      const answer = await api.get(query);
      expect({ query, fields: errorOf(answer).details.map((detail) => detail.field) }).toEqual({
        query,
        fields: [field],
      });
      expect(answer.status).toBe(400);
    }
  });
});

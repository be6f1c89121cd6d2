import type {
  Charges,
  FxRate,
  Hold,
  Order,
  Preflight,
  Product,
  RebalancingPlan,
  Transaction,
  Transfer,
} from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type Api, type Fields } from "../support/e2e/api.ts";
import { postgresUrl } from "../support/e2e/database.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { listen, useServer } from "../support/e2e/fixtures.ts";
import { DAY, dataWithHistory, startOfToday } from "../support/e2e/history.ts";
import { credit, debit, newWallet, putRates } from "../support/commands.ts";
import { startServer } from "../support/e2e/server.ts";

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

async function createHold(api: Api, walletId: number, amount: unknown, fields: Fields = {}): Promise<Hold> {
  const body = { wallet_id: walletId, amount, expires_in: 900, ...fields };
  return expectStatus(201, await api.post<Hold>("/holds", body));
}

async function hold(api: Api, id: string): Promise<Hold> {
  return expectStatus(200, await api.get<Hold>(`/holds/${id}`));
}

describeAnyEngine("holds", (engine) => {
  const server = useServer({ engine });

  it("place, capture in part and release", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), { event_types: ["hold.created", "hold.captured", "hold.released"] });
    const wallet = await api.createFundedWallet("100.00");
    const first = await createHold(api, wallet.id, "60.00", { reference: "BOOKING-7" });
    expect(first).toMatchObject({
      wallet_id: wallet.id,
      currency: "USD",
      amount: "60.00",
      status: "open",
      source: "api",
    });
    expect(Date.parse(first.expires_at) - Date.parse(first.created_at)).toBe(900_000);
    expect(await api.wallet(wallet.id)).toMatchObject({
      balance: "100.00",
      held: "60.00",
      available: "40.00",
      amount: 40,
    });
    const beyond = await api.post("/holds", { wallet_id: wallet.id, amount: "40.01", expires_in: 1 });
    expect([beyond.status, errorOf(beyond).code]).toEqual([402, "INSUFFICIENT_FUNDS"]);
    expect((await api.post(`/wallets/${wallet.id}/debits`, { amount: "40.01" })).status).toBe(402);

    const captured = expectStatus(200, await api.post<Hold>(`/holds/${first.id}/capture`, { amount: "25.50" }));
    expect(captured).toMatchObject({ status: "captured", captured_amount: "25.50" });
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "74.50", held: "0.00", available: "74.50" });
    const [taken] = await api.transactions(wallet.id);
    expect(taken).toMatchObject({ id: captured.transaction_id, kind: "usage", reference_number: "BOOKING-7" });

    const second = await createHold(api, wallet.id, 10);
    // No body, and a header that announces one: both take the whole amount.
    expectStatus(200, await api.post(`/holds/${second.id}/release`));
    const third = await createHold(api, wallet.id, "4.50");
    expectStatus(200, await api.post(`/holds/${third.id}/capture`));
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "70.00", held: "0.00" });
    await eventually(() => receiver.requests.length >= 6);
    expect(receiver.requests.map(({ json }) => json.type).toSorted()).toEqual(
      ["hold.captured", "hold.captured", "hold.created", "hold.created", "hold.created", "hold.released"].toSorted(),
    );
  });

  it("64 simultaneous holds against a balance for 10 place exactly 10", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    const body = { wallet_id: wallet.id, amount: "10.00", expires_in: 900 };
    const answers = await Promise.all(times(64, () => api.post("/holds", body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(54);
    expect(await api.wallet(wallet.id)).toMatchObject({ held: "100.00", available: "0.00" });
  });

  it("a repeated request gets the same response, another one under its key is refused", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    const key = { "idempotency-key": `hold-${wallet.id}` };
    const body = { wallet_id: wallet.id, amount: "10.00", expires_in: 900 };
    const answers = await Promise.all(times(8, () => api.post<Hold>("/holds", body, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(7);
    const id = answers[0]?.body.id ?? "";
    const capture = { "idempotency-key": `capture-${wallet.id}` };
    const taken = await api.post(`/holds/${id}/capture`, {}, capture);
    expect((await api.post(`/holds/${id}/capture`, undefined, capture)).text).toBe(taken.text);
    expect((await api.post("/holds", body, key)).text).toBe(answers[0]?.text);
    expect((await api.post("/holds", { ...body, amount: "11.00" }, key)).status).toBe(422);
    expect((await api.post(`/holds/${id}/release`, undefined, key)).status).toBe(422);
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "90.00", held: "0.00" });
  });

  it("expire at their time, also while no server runs", async () => {
    const own = await startServer({ engine });
    const wallet = await own.api.createFundedWallet("100.00");
    const short = await createHold(own.api, wallet.id, "30.00", { expires_in: 1 });
    const long = await createHold(own.api, wallet.id, "20.00");
    await eventually(async () => expect(await hold(own.api, short.id)).toMatchObject({ status: "expired" }));
    expect(await own.api.wallet(wallet.id)).toMatchObject({ balance: "100.00", held: "20.00" });
    const second = await createHold(own.api, wallet.id, "30.00", { expires_in: 1 });
    await own.stop();
    await eventually(() => Date.now() >= Date.parse(second.expires_at));
    const later = await startServer({ engine, data: own.data });
    const late = await later.api.post(`/holds/${second.id}/capture`);
    expect([late.status, errorOf(late).message]).toEqual([409, "the hold has expired"]);
    await eventually(async () => expect(await hold(later.api, second.id)).toMatchObject({ status: "expired" }));
    expect(await later.api.wallet(wallet.id)).toMatchObject({ held: "20.00" });
    expect(await hold(later.api, long.id)).toMatchObject({ status: "open" });
    await later.stop();
  });
});

describe("bad input about holds", () => {
  const server = useServer();

  it.each([
    ["wallet_id", { wallet_id: undefined }],
    ["wallet_id", { wallet_id: "1" }],
    ["amount", { amount: "0" }],
    ["amount", { amount: "1.001" }],
    ["amount", { amount: undefined }],
    ["expires_in", { expires_in: undefined }],
    ["expires_in", { expires_in: 0 }],
    ["expires_in", { expires_in: 1.5 }],
    ["expires_in", { expires_in: 10_000_000 }],
    ["reference", { reference: 7 }],
    ["colour", { colour: "red" }],
  ])("names %s of %j", async (field, fields) => {
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00");
    const answer = await api.post("/holds", { wallet_id: wallet.id, amount: "1.00", expires_in: 9, ...fields });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details.map((detail) => detail.field)).toEqual([field]);
    expect(await api.wallet(wallet.id)).toMatchObject({ held: "0.00" });
  });

  it("answers 404 for unknown ids, and 409 for what has ended", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00");
    expect((await api.get("/holds/hold_nothing")).status).toBe(404);
    expect((await api.get("/holds/7")).status).toBe(404);
    expect((await api.post("/holds/hold_nothing/capture")).status).toBe(404);
    expect((await api.post("/holds", { wallet_id: 999_999, amount: "1", expires_in: 1 })).status).toBe(404);
    const { id } = await createHold(api, wallet.id, "1.00");
    expectStatus(200, await api.post(`/holds/${id}/release`));
    expect((await api.post(`/holds/${id}/release`)).status).toBe(409);
    expect((await api.post(`/holds/${id}/capture`)).status).toBe(409);
    const excessive = await createHold(api, wallet.id, "1.00");
    expect((await api.post(`/holds/${excessive.id}/capture`, { amount: "1.01" })).status).toBe(400);
    expect((await api.get("/holds?status=odd")).status).toBe(400);
    const listed = expectStatus(200, await api.get<Hold[]>(`/holds?wallet_id=${wallet.id}&status=open`));
    expect(listed.map((entry) => entry.id)).toEqual([excessive.id]);
  });
});

async function createProduct(api: Api, fields: Fields = {}): Promise<Product> {
  const body = { name: "Steam Wallet Card", currency: "USD", denominations: ["10.00", "25.00", "50.00"], ...fields };
  return expectStatus(201, await api.post<Product>("/products", body));
}

function orderOf(product: Product, walletId: number, reference: string, fields: Fields = {}): Fields {
  return {
    product_id: product.id,
    denomination: "10.00",
    quantity: 1,
    wallet_id: walletId,
    reference_code: reference,
    ...fields,
  };
}

describeAnyEngine("orders", (engine) => {
  const server = useServer({ engine });

  it("from the quote through the gates to the last delivery", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), {
      event_types: ["order.created", "order.delivered", "order.partially_delivered", "order.failed", "order.cancelled"],
    });
    const product = await createProduct(api, { discount: 3.5 });
    const wallet = await api.createFundedWallet("300.00");
    const asked = { denomination: 50, quantity: 5, wallet_id: wallet.id };
    const quoted = await api.post<Charges>(`/products/${product.id}/charges`, asked);
    expect(expectStatus(200, quoted)).toMatchObject({ total_payable: 241.25, max_quantity: 100, discount: 3.5 });
    expect(quoted.text).toContain('"non_discounted_total":250.00,"discount_amount":8.75,"total_amount":241.25');

    const ask = { product_id: product.id, ...asked };
    expect(expectStatus(200, await api.post<Preflight>("/preflight", ask))).toMatchObject({
      decision: "allow",
      code: "OK",
      available: "300.00",
      total_payable: "241.25",
      shortfall: "0.00",
      alert_state: "ok",
      runway_hours: null,
    });
    const body = orderOf(product, wallet.id, "MY_ORDER_001", asked);
    const answer = await api.post<Order>("/orders", body);
    const order = expectStatus(201, answer);
    expect(order).toMatchObject({ status: "PENDING", denomination: 50, amount: 250, total_payable: "241.25" });
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "58.75" });
    expect((await api.transactions(wallet.id))[0]).toMatchObject({
      id: order.transaction_id,
      order_id: order.id,
      kind: "order",
      reference_number: "MY_ORDER_001",
    });
    const again = await api.post("/orders", body);
    expect([again.status, again.text]).toEqual([201, answer.text]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await api.post("/orders", { ...body, quantity: 4 })).status).toBe(422);
    const beyond = await api.post("/orders", orderOf(product, wallet.id, "MY_ORDER_002", { quantity: 7 }));
    expect([beyond.status, errorOf(beyond).code]).toEqual([402, "INSUFFICIENT_FUNDS"]);

    const report = (quantity: number) => api.post<Order>(`/orders/${order.id}/deliveries`, { quantity });
    expect(expectStatus(200, await report(2))).toMatchObject({ status: "PARTIALLY_DELIVERED", delivered_quantity: 2 });
    const excessive = await report(4);
    expect([excessive.status, errorOf(excessive).details[0]?.field]).toEqual([400, "quantity"]);
    expect(expectStatus(200, await report(3))).toMatchObject({ status: "DELIVERED", delivered_quantity: 5 });
    expect((await report(1)).status).toBe(409);
    expect((await api.post(`/orders/${order.id}/fail`)).status).toBe(409);

    const second = expectStatus(
      201,
      await api.post<Order>("/orders", orderOf(product, wallet.id, "B", { quantity: 3 })),
    );
    expectStatus(200, await api.post(`/orders/${second.id}/deliveries`, { quantity: 1 }));
    const failed = expectStatus(200, await api.post<Order>(`/orders/${second.id}/fail`));
    // 28.95 for three: one was delivered, at 9.65.
    expect(failed).toMatchObject({ status: "FAILED", total_payable: "28.95", refunded_amount: "19.30" });
    const third = expectStatus(201, await api.post<Order>("/orders", orderOf(product, wallet.id, "C")));
    expectStatus(200, await api.post(`/orders/${third.id}/cancel`, {}));
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "49.10" });
    const refunds = (await api.transactions(wallet.id)).filter(({ kind }: Transaction) => kind === "refund");
    expect(refunds.map(({ order_id }) => order_id)).toEqual([third.id, second.id]);

    await eventually(() => receiver.requests.length >= 8);
    const delivered = receiver.requests.find(({ json }) => json.type === "order.delivered");
    expect(delivered?.body).toContain('"denomination":50.00,"quantity":5,"amount":250.00,"delivered_quantity":5');
    const listed = expectStatus(200, await api.get<Order[]>(`/orders?wallet_id=${wallet.id}`));
    expect(listed.map(({ status }) => status)).toEqual(["CANCELLED", "FAILED", "DELIVERED"]);
    const found = expectStatus(200, await api.get<Order[]>("/orders?reference_code=MY_ORDER_001"));
    expect(found.map(({ id }) => id)).toEqual([order.id]);
    expect(expectStatus(200, await api.get<Order>(`/orders/${order.id}`))).toMatchObject({ status: "DELIVERED" });
  });

  it("64 simultaneous orders against a balance for 10 place exactly 10", async () => {
    const { api } = server();
    const product = await createProduct(api);
    const wallet = await api.createFundedWallet("100.00");
    const answers = await Promise.all(
      times(64, (i) => api.post("/orders", orderOf(product, wallet.id, `${wallet.id}-${i}`))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(54);
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "0.00", sequence: 11 });
  });

  it("eight orders at once under one reference are one order", async () => {
    const { api } = server();
    const product = await createProduct(api);
    const wallet = await api.createFundedWallet("100.00");
    const body = orderOf(product, wallet.id, `same-${wallet.id}`);
    const answers = await Promise.all(times(8, () => api.post("/orders", body)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "90.00" });
  });

  it("a block level closes orders and pre-flight, a credit opens them", async () => {
    const { api } = server();
    const product = await createProduct(api);
    const level = (threshold: string) => ({ threshold, condition: "below" });
    const settings = { alert_enabled: true, block: level("50.00"), critical: level("60.00") };
    const wallet = await api.createFundedWallet("40.00", { alert_settings: settings });
    const refused = await api.post("/orders", orderOf(product, wallet.id, `blocked-${wallet.id}`));
    expect([refused.status, errorOf(refused).code]).toEqual([409, "ORDERS_BLOCKED"]);
    const ask = { wallet_id: wallet.id, amount: "10.00" };
    expect((await api.post<Preflight>("/preflight", ask)).body).toMatchObject({
      decision: "deny",
      code: "ORDERS_BLOCKED",
      shortfall: "0.00",
      alert_state: "blocked",
    });
    await api.credit(wallet.id, "60.00");
    expect((await api.post<Preflight>("/preflight", ask)).body).toMatchObject({ decision: "allow", code: "OK" });
    expectStatus(201, await api.post("/orders", orderOf(product, wallet.id, `blocked-${wallet.id}`)));
  });

  it("charges another currency at the account's rates", async () => {
    const { api } = server();
    const product = await createProduct(api, { currency: "CHF", fee: "1.00" });
    const wallet = await api.createFundedWallet("120.00", { currency: "SEK" });
    const refused = await api.post("/orders", orderOf(product, wallet.id, "fx-1"));
    expect([refused.status, errorOf(refused).message]).toEqual([409, expect.stringContaining("FX rate")]);
    const ask = { wallet_id: wallet.id, product_id: product.id, denomination: "10.00" };
    expect((await api.post<Preflight>("/preflight", ask)).body).toMatchObject({
      code: "FX_RATE_MISSING",
      total_payable: null,
      shortfall: null,
    });
    expectStatus(200, await api.put("/fx-rates", { from: "SEK", to: "CHF", rate: "0.08" }));
    // One divided by 0.08 is 12.5: 10 CHF are 125 SEK, and 1 CHF of fee 12.5.
    expect((await api.post<Preflight>("/preflight", ask)).body).toMatchObject({
      code: "INSUFFICIENT_FUNDS",
      total_payable: "137.50",
      shortfall: "17.50",
    });
    const put = [
      { from: "CHF", to: "SEK", rate: "9.123456" },
      { from: "SEK", to: "CHF", rate: null },
    ];
    expect(expectStatus(200, await api.put<FxRate[]>("/fx-rates", put))).toMatchObject([{ rate: "9.123456" }]);
    const order = expectStatus(201, await api.post<Order>("/orders", orderOf(product, wallet.id, "fx-1")));
    expect(order).toMatchObject({ total_payable: "100.35", wallet_currency: "SEK", currency: "CHF" });
    const listed = expectStatus(200, await api.get<FxRate[]>("/fx-rates"));
    expect(listed.filter(({ to }) => to === "SEK")).toMatchObject([{ from: "CHF", to: "SEK", rate: "9.123456" }]);
  });

  it("finds the only open wallet in the product's currency, or requires one", async () => {
    const { api } = server();
    const product = await createProduct(api, { currency: "NOK" });
    const body = (reference: string) => ({ ...orderOf(product, 1, reference), wallet_id: undefined });
    const none = await api.post("/orders", body("nok-1"));
    expect([none.status, errorOf(none).details[0]?.field]).toEqual([400, "wallet_id"]);
    const wallet = await api.createFundedWallet("100.00", { currency: "NOK" });
    const placed = await api.post<Order>("/orders", body("nok-1"));
    expect(expectStatus(201, placed)).toMatchObject({ wallet_id: wallet.id });
    await api.createWallet({ currency: "NOK" });
    expect((await api.post("/orders", body("nok-2"))).status).toBe(400);
    // The first is still known by its reference.
    expect((await api.post("/orders", body("nok-1"))).text).toBe(placed.text);
  });

  it("gates a mirror, but does not place its orders without a provider that takes them", async () => {
    const { api } = server();
    const provider = await api.createProvider("shared-secret");
    const mirror = await api.createWallet({ provider_id: provider.id, external_id: "7", balance: "50.00" });
    const ask = (amount: string) => api.post<Preflight>("/preflight", { wallet_id: mirror.id, amount });
    expect((await ask("50.00")).body).toMatchObject({ decision: "allow", balance_as_of: null });
    expect((await ask("50.01")).body).toMatchObject({ code: "INSUFFICIENT_FUNDS", shortfall: "0.01" });
    const quoted = { wallet_id: mirror.id, product_id: 17, denomination: 50, quantity: 1 };
    expect((await api.post<Preflight>("/preflight", quoted)).body).toMatchObject({ code: "QUOTE_UNAVAILABLE" });
    const body = { product_id: 17, denomination: 50, quantity: 1, wallet_id: mirror.id, reference_code: "m-1" };
    expect((await api.post("/orders", body)).status).toBe(409);
    expect((await api.post("/holds", { wallet_id: mirror.id, amount: "1", expires_in: 1 })).status).toBe(409);
  });
});

describeAnyEngine("transfers", (engine) => {
  const server = useServer({ engine });

  it("are two transactions of one commit, with the rate recorded", async () => {
    const { api } = server();
    const dollars = await api.createFundedWallet("1000.00");
    const euros = await api.createWallet({ currency: "EUR" });
    const body = {
      from_wallet_id: dollars.id,
      to_wallet_id: euros.id,
      amount: "100.00",
      fee: "2.50",
      reference: "R-1",
    };
    expect((await api.post("/transfers", body)).status).toBe(409);
    expectStatus(200, await api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.92345" }));
    const key = { "idempotency-key": `transfer-${dollars.id}` };
    const answer = await api.post<Transfer>("/transfers", body, key);
    const made = expectStatus(201, answer);
    expect(made).toMatchObject({
      amount: "100.00",
      fee: "2.50",
      rate: "0.92345",
      received: "92.35",
      to_currency: "EUR",
    });
    const [debited] = await api.transactions(dollars.id);
    const [credited] = await api.transactions(euros.id);
    expect(debited).toMatchObject({
      id: made.debit_transaction_id,
      kind: "fx",
      amount: "102.50",
      reference_number: "R-1",
    });
    expect(credited).toMatchObject({ id: made.credit_transaction_id, kind: "fx", amount: "92.35" });
    const again = await api.post("/transfers", body, key);
    expect([again.text, again.headers.get("idempotency-replayed")]).toEqual([answer.text, "true"]);
    expect((await api.post("/transfers", { ...body, amount: "1.00" }, key)).status).toBe(422);
    expect(expectStatus(200, await api.get(`/transfers/${made.id}`))).toEqual(made);
    expect(expectStatus(200, await api.get("/transfers?limit=1"))).toEqual([made]);

    const beyond = await api.post("/transfers", { ...body, amount: "897.50", fee: "0.01" });
    expect([beyond.status, errorOf(beyond).code]).toEqual([402, "INSUFFICIENT_FUNDS"]);
    const own = await api.post<Transfer>("/transfers", { ...body, amount: "897.50", fee: null, rate: 2 });
    expect(expectStatus(201, own)).toMatchObject({ rate: "2", received: "1795.00" });
    const lost = await api.post("/transfers", { ...body, to_wallet_id: 99_999 });
    expect([lost.status, errorOf(lost).details[0]?.field]).toEqual([404, "to_wallet_id"]);
    const same = await api.post("/transfers", { ...body, to_wallet_id: dollars.id, fee: "x", rate: "0" });
    expect([same.status, errorOf(same).details.map(({ field }) => field)]).toEqual([
      400,
      ["to_wallet_id", "fee", "rate"],
    ]);
    expect((await api.get("/transfers/trf_nothing")).status).toBe(404);
  });
});

describe("a rebalancing plan", () => {
  it("levels runway with the fewest transfers, which can be sent as they are", async () => {
    const at = startOfToday() - DAY / 2;
    const spent = [100, 300, 50].map((units, i) => debit(i + 1, `${units}.00`));
    const data = await dataWithHistory("sqlite", [
      {
        at: at - DAY,
        commands: [
          newWallet(),
          newWallet(),
          newWallet({ currency: "EUR" }),
          newWallet({ currency: "JPY", assetScale: 0 }),
          newWallet(),
        ],
      },
      { at: at - DAY, commands: [credit(1, "2100.00"), credit(2, "600.00"), credit(3, "250.00"), credit(4, "5000")] },
      { at, commands: [...spent, debit(4, "1000"), putRates({ from: "EUR", to: "USD", rate: "2" })] },
    ]);
    const server = await startServer({ data });
    const { api } = server;
    const plan = await eventually(async () => {
      const found = expectStatus(200, await api.get<RebalancingPlan>("/rebalancing-plan?tolerance_percent=0"));
      return found.wallets.length === 3 && found.omitted.length === 2 && found;
    });
    // 2000 at 100 a day, 300 at 300, 200 € worth 400 at 50 € worth 100: 2700 at 500 a day, 5.4 days.
    expect(plan).toMatchObject({
      currency: "USD",
      runway_hours: 129.6,
      omitted: [
        { wallet_id: 4, reason: "FX_RATE_MISSING" },
        { wallet_id: 5, reason: "NO_SPEND_HISTORY" },
      ],
    });
    expect(plan.transfers).toMatchObject([
      { from_wallet_id: 1, to_wallet_id: 2, amount: "1320.00", fee: "0.00", rate: null, received: "1320.00" },
      { from_wallet_id: 1, to_wallet_id: 3, amount: "140.00", rate: "0.5", received: "70.00", executable: true },
    ]);
    expect(plan.wallets.map(({ runway_hours_after }) => runway_hours_after)).toEqual([129.6, 129.6, 129.6]);
    for (const { received, executable, ...body } of plan.transfers) {
      const made = expectStatus(201, await api.post<Transfer>("/transfers", body));
      expect([made.received, executable]).toEqual([received, true]);
    }
    const after = expectStatus(200, await api.get<RebalancingPlan>("/rebalancing-plan?currency=EUR&fee_percent=1"));
    expect(after).toMatchObject({ currency: "EUR", transfers: [], tolerance_percent: "5", fee_percent: "1" });
    expect((await api.get("/rebalancing-plan?currency=XYZ")).status).toBe(400);
    expect((await api.get("/rebalancing-plan?fee_percent=101")).status).toBe(400);
    await server.stop();
  });
});

describe.skipIf(postgresUrl === undefined)("four servers on one PostgreSQL", () => {
  it("place exactly 10 of 64 simultaneous orders, and hold exactly what is left", async () => {
    const first = await startServer({ engine: "postgres" });
    const others = await Promise.all(times(3, () => startServer({ engine: "postgres", data: first.data })));
    const apis = [first, ...others].map(({ api }) => api);
    const product = await createProduct(first.api);
    const wallet = await first.api.createFundedWallet("105.00");
    const answers = await Promise.all(
      times(64, (i) => (apis[i % 4] as Api).post("/orders", orderOf(product, wallet.id, `spread-${i}`))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(54);
    expect(await first.api.wallet(wallet.id)).toMatchObject({ balance: "5.00" });
    const body = { wallet_id: wallet.id, amount: "1.00", expires_in: 900 };
    const holds = await Promise.all(times(32, (i) => (apis[i % 4] as Api).post("/holds", body)));
    expect(holds.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(await first.api.wallet(wallet.id)).toMatchObject({ held: "5.00", available: "0.00" });
    await Promise.all([first, ...others].map((running) => running.stop()));
  });
});

describe("bad input about products, rates, orders and pre-flights", () => {
  const server = useServer();

  it.each([
    ["/products", "denominations", { name: "x", currency: "USD" }],
    ["/products", "currency", { name: "x", currency: "XYZ", denominations: ["1"] }],
    ["/products", "max_quantity", { name: "x", currency: "USD", denominations: ["1"], max_quantity: 0 }],
    ["/products", "discount", { name: "x", currency: "USD", denominations: ["1"], discount: "x" }],
    ["/orders", "reference_code", { product_id: "p", denomination: "1", quantity: 1 }],
    ["/orders", "quantity", { product_id: "p", denomination: "1", quantity: 1.5, reference_code: "r" }],
    ["/orders", "product_id", { product_id: null, denomination: "1", quantity: 1, reference_code: "r" }],
    ["/preflight", "amount", { wallet_id: 1 }],
    ["/preflight", "amount", { wallet_id: 1, amount: "1", product_id: "p" }],
    ["/preflight", "amount", { wallet_id: 1, amount: "0.001" }],
    ["/preflight", "denomination", { wallet_id: 1, product_id: "p" }],
  ])("POST %s names %s of %j", async (path, field, body) => {
    const { api } = server();
    if ((await api.get("/wallets/1")).status === 404) await api.createFundedWallet("10.00");
    const answer = await api.post(path, body);
    expect([answer.status, errorOf(answer).details.map((detail) => detail.field)]).toEqual([400, [field]]);
  });

  it.each([
    ["rate", { from: "USD", to: "EUR", rate: "0" }],
    ["rate", { from: "USD", to: "EUR" }],
    ["to", { from: "USD", to: "USD", rate: "1" }],
    [
      "1.from",
      [
        { from: "USD", to: "EUR", rate: "1" },
        { from: "XYZ", to: "EUR", rate: "1" },
      ],
    ],
    ["0.from", [{ from: "usd", to: "EUR", rate: "1" }]],
    ["body", []],
    ["body", "USD"],
  ])("PUT /fx-rates names %s of %j", async (field, body) => {
    const { api } = server();
    const answer = await api.put("/fx-rates", typeof body === "string" ? JSON.stringify(body) : body);
    expect([answer.status, errorOf(answer).details.map((detail) => detail.field)]).toEqual([400, [field]]);
    expect(expectStatus(200, await api.get("/fx-rates"))).toEqual([]);
  });

  it("answers 404 for unknown ids", async () => {
    const { api } = server();
    const product = await createProduct(api);
    const ask = { denomination: "10.00", quantity: 1 };
    expect((await api.post("/products/prod_nothing/charges", ask)).status).toBe(404);
    expect((await api.post(`/products/${product.id}/charges`, { ...ask, wallet_id: 99_999 })).status).toBe(404);
    expect((await api.get("/products/7")).status).toBe(404);
    expect((await api.get("/orders/99999")).status).toBe(404);
    expect((await api.get("/orders/x")).status).toBe(404);
    expect((await api.post("/orders/99999/fail")).status).toBe(404);
    expect((await api.post("/orders", orderOf(product, 99_999, "r"))).status).toBe(404);
    expect((await api.post("/preflight", { wallet_id: 99_999, amount: "1" })).status).toBe(404);
    const archived = await api.patch<Product>(`/products/${product.id}`, { status: "archived" });
    expect(expectStatus(200, archived).status).toBe("archived");
  });
});

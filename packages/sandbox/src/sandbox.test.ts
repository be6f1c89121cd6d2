import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Sandbox, SandboxOptions } from "./port.ts";
import { NO_LIMITS } from "./request-limit.ts";
import { startSandbox } from "./sandbox.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    wallets: [
      { currency: "USD", balance: "5000.00" },
      { currency: "EUR", balance: "100.10" },
    ],
    fulfilment: null,
    retryBaseMs: 5,
    ...options,
  });
  cleanups.push(sandbox.stop);
  return sandbox;
}

async function call(sandbox: Sandbox, method: string, path: string, body?: unknown, token?: string) {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token ?? sandbox.issueToken().accessToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text === "" ? null : JSON.parse(text) };
}

interface Hook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that responds as it is set and keeps what it received. */
async function receive(sandbox: Sandbox, answers: readonly number[] = []): Promise<Hook[]> {
  const hooks: Hook[] = [];
  const left = [...answers];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      hooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      response.writeHead(left.shift() ?? 200).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  sandbox.setHook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, "s3cret");
  return hooks;
}

const typesOf = (hooks: readonly Hook[]) => hooks.map(({ body }) => (JSON.parse(body) as { type: string }).type);
const amountsOf = (hooks: readonly Hook[]) =>
  hooks.map(({ body }) => (JSON.parse(body) as { data: { amount: string } }).data.amount);

describe("signing in", () => {
  it("takes the credentials, and its tokens open the API", async () => {
    const sandbox = await start();
    const credentials = { username: sandbox.apiKey, password: sandbox.apiSecret };
    const { json } = await call(sandbox, "POST", "/auth/login", credentials);
    expect(json).toMatchObject({ success: true, data: { client_id: sandbox.apiKey } });
    expect((await call(sandbox, "GET", "/api/v1/wallets", undefined, json.data.access_token)).status).toBe(200);
    expect((await call(sandbox, "GET", "/api/v1/wallets", undefined, "another")).status).toBe(401);
    expect((await call(sandbox, "POST", "/auth/login", { ...credentials, password: "no" })).status).toBe(401);
  });

  it("spends a refresh token by refreshing", async () => {
    const sandbox = await start();
    const first = { refresh_token: sandbox.issueToken().refreshToken };
    const refreshed = await call(sandbox, "POST", "/auth/refresh", first);
    expect(refreshed.status).toBe(200);
    expect((await call(sandbox, "POST", "/auth/refresh", first)).json.error.code).toBe("UNAUTHORIZED");
    const second = { refresh_token: refreshed.json.data.refresh_token };
    expect((await call(sandbox, "POST", "/auth/refresh", second)).status).toBe(200);
  });

  it("is limited to ten times a minute, and says when to come back", async () => {
    const sandbox = await start();
    const credentials = { username: sandbox.apiKey, password: sandbox.apiSecret };
    for (let i = 0; i < 10; i++) await call(sandbox, "POST", "/auth/login", credentials);
    const refused = await call(sandbox, "POST", "/auth/login", credentials);
    expect([refused.status, refused.json.error.code]).toEqual([429, "TOO_MANY_REQUESTS"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("lasts as long as the token does", async () => {
    const sandbox = await start({ accessTtlMs: 0 });
    expect((await call(sandbox, "GET", "/api/v1/wallets")).status).toBe(401);
  });
});

describe("wallets", () => {
  it("are a bare array with amounts as exact numbers", async () => {
    const sandbox = await start();
    const { text } = await call(sandbox, "GET", "/api/v1/wallets");
    expect(text).toContain('{"id":1,"currency_id":1,"amount":5000.00,"type":"PREPAID"}');
    expect(text).toContain('"amount":100.10');
  });

  it("come in pages when asked, or when the provider will have it so", async () => {
    const asked = await call(await start(), "GET", "/api/v1/wallets?page=2&limit=1");
    expect(asked.json).toMatchObject([{ id: 2 }]);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "x-page": "2",
      "x-per-page": "1",
      "x-total-count": "2",
      "x-total-pages": "2",
      "x-has-more": "false",
    });
    const forced = await call(await start({ walletsPerPage: 1 }), "GET", "/api/v1/wallets");
    expect(forced.json).toMatchObject([{ id: 1 }]);
    expect(forced.headers.get("x-has-more")).toBe("true");
  });

  it("name currencies that can be looked up", async () => {
    const { json } = await call(await start(), "GET", "/api/v1/currencies");
    expect(json).toContainEqual({ id: 1, name: "US Dollar", currency: "USD", precision: 2 });
  });
});

describe("transactions", () => {
  it("are newest first, in pages, in the documented shape", async () => {
    const sandbox = await start();
    sandbox.debit(1, "50.00", { remarks: "first" });
    sandbox.credit(1, "7.25");
    sandbox.debit(2, "0.10");
    const page = await call(sandbox, "GET", "/api/v1/transactions?wallet_id=1&page=1&limit=1");
    expect(page.json).toMatchObject([{ id: 2, transaction_type: "CREDIT" }]);
    expect(page.headers.get("x-total-count")).toBe("2");
    const { text, json } = await call(sandbox, "GET", "/api/v1/transactions?wallet_id=1&page=2&limit=1");
    expect(text).toContain('"amount":50.00');
    expect(json).toMatchObject([
      { id: 1, wallet_id: 1, currency_id: 1, transaction_type: "DEBIT", status: "COMPLETED", remarks: "first" },
    ]);
    expect(json[0].created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it("of wallet 0 are a bad question", async () => {
    const { status, json } = await call(await start(), "GET", "/api/v1/transactions?wallet_id=0");
    expect([status, json.error.code]).toEqual([400, "VALIDATION_FAILURE"]);
  });

  it("are listed late, or never, as the faults say", async () => {
    const sandbox = await start({ faults: { list_late: { count: 1, delayMs: 60_000 } } });
    sandbox.debit(1, "1.00");
    sandbox.setFaults({ list_missing: { count: 1 } });
    sandbox.debit(1, "2.00");
    sandbox.debit(1, "3.00");
    const { json } = await call(sandbox, "GET", "/api/v1/transactions?wallet_id=1");
    expect(json).toMatchObject([{ amount: 3 }]);
    expect(sandbox.truth().transactions).toHaveLength(3);
    expect(sandbox.balance(1)).toBe("4994.00");
  });
});

describe("charges and orders", () => {
  const order = { product_id: 1, denomination: 50.0, quantity: 5, wallet_id: 1, client_reference: "MY_ORDER_001" };

  it("quotes as documented", async () => {
    const { text } = await call(await start(), "POST", "/api/v1/products/1/charges", order);
    expect(text).toBe(
      '{"non_discounted_total":250.00,"discount_amount":8.75,"total_amount":241.25,"discount":3.5,"gst_amount":0.00,"total_payable":241.25,"max_quantity":100,"net_amount":241.25,"handling_fee_amount":0.00,"charges_details":{"source_currency":"USD","destination_currency":"USD","forex_rate":null,"conversion_fee":null}}',
    );
  });

  it("delivers small orders at once, debits the wallet, and reports both by webhook", async () => {
    const sandbox = await start();
    const hooks = await receive(sandbox);
    const { status, json } = await call(sandbox, "POST", "/api/v1/orders", order);
    expect([status, json.status, json.delivered_quantity]).toEqual([201, "DELIVERED", 5]);
    expect(json.vouchers).toHaveLength(5);
    expect(sandbox.balance(1)).toBe("4758.75");
    await sandbox.idle();
    const debited = hooks.find(({ body }) => body.includes("wallet.debited"))?.body ?? "";
    expect(JSON.parse(debited).data).toEqual({
      wallet_id: 1,
      ledger_id: 1_001,
      amount: "241.25",
      currency: "USD",
      reference_number: "MY_ORDER_001",
      remarks: "USD Wallet deducted by amount 241.25 for order reference code MY_ORDER_001",
    });
    const delivered = hooks.find(({ body }) => body.includes("order.delivered"))?.body ?? "";
    expect(delivered).toContain('"denomination":50.00,"quantity":5,"amount":250.00,"delivered_quantity":5');
    expect(delivered).not.toContain("SANDBOX-");
    expect(JSON.parse(delivered).data).toMatchObject({
      id: 1,
      reference_code: "MY_ORDER_001",
      status: "DELIVERED",
      product_name: "Steam Wallet Card",
    });
  });

  it("fulfils larger orders over time", async () => {
    const sandbox = await start({ fulfilment: { everyMs: 1, vouchers: 4 } });
    const hooks = await receive(sandbox);
    const placed = await call(sandbox, "POST", "/api/v1/orders", { ...order, quantity: 10 });
    expect(placed.json).toMatchObject({ status: "PENDING", vouchers: [] });
    await expect.poll(() => typesOf(hooks)).toContain("order.delivered");
    expect(typesOf(hooks).filter((type) => type === "order.partially_delivered")).toHaveLength(2);
    expect((await call(sandbox, "GET", "/api/v1/orders/1")).json).toMatchObject({
      status: "DELIVERED",
      delivered_quantity: 10,
    });
  });

  it("refuses a reference twice, whatever it is called, and finds the order by it", async () => {
    const sandbox = await start();
    await call(sandbox, "POST", "/api/v1/orders", order);
    const { client_reference: reference, ...rest } = order;
    for (const name of ["client_reference", "ref", "reference_code", "reference_number"]) {
      const again = await call(sandbox, "POST", "/api/v1/orders", { ...rest, [name]: reference });
      expect([again.status, again.json.error.code]).toEqual([400, "BAD_REQUEST"]);
    }
    expect((await call(sandbox, "GET", `/api/v1/orders?client_reference=${reference}`)).json).toMatchObject([
      { id: 1 },
    ]);
    expect((await call(sandbox, "GET", "/api/v1/orders?client_reference=another")).json).toEqual([]);
    expect((await call(sandbox, "GET", "/api/v1/orders?status=PENDING")).json).toEqual([]);
    expect(sandbox.balance(1)).toBe("4758.75");
  });

  it("refuses what the wallet does not hold, and books nothing", async () => {
    const sandbox = await start();
    const refused = await call(sandbox, "POST", "/api/v1/orders", { ...order, denomination: 100, quantity: 100 });
    expect(refused.json.error.code).toBe("INSUFFICIENT_FUNDS");
    expect(sandbox.truth()).toMatchObject({ transactions: [], orders: [] });
  });

  it("refunds by a second transaction when an order fails or is cancelled", async () => {
    const sandbox = await start();
    await call(sandbox, "POST", "/api/v1/orders", { ...order, quantity: 10 });
    sandbox.deliver(1, 4);
    expect((await call(sandbox, "POST", "/api/v1/orders/1/cancel")).json).toMatchObject({ status: "CANCELLED" });
    expect(sandbox.balance(1)).toBe("4807.00");
    expect(sandbox.truth().transactions.at(-1)).toMatchObject({
      transaction_type: "CREDIT",
      amount: "289.50",
      reference_number: "MY_ORDER_001",
      order_id: 1,
    });
    expect((await call(sandbox, "POST", "/api/v1/orders/1/cancel")).status).toBe(400);
  });
});

describe("webhooks", () => {
  it("are signed over the raw body, with the documented headers", async () => {
    const sandbox = await start();
    const hooks = await receive(sandbox);
    sandbox.credit(1, "1000.00", { reference: "WIRE-1" });
    await sandbox.idle();
    const { headers, body } = hooks[0] ?? { headers: {}, body: "" };
    const event = JSON.parse(body);
    expect(event).toMatchObject({ type: "wallet.credited", data: { amount: "1000.00", reference_number: "WIRE-1" } });
    expect(headers).toMatchObject({
      "x-signature": createHmac("sha256", "s3cret").update(body).digest("hex"),
      "x-event-id": event.id,
      "x-event-type": "wallet.credited",
      "x-webhook-id": "wh_sandbox",
      "x-octopus-webhook-token": "s3cret",
    });
    expect(headers["x-timestamp"]).toMatch(/^\d{10}$/);
  });

  it("are sent again until they are taken, the same each time", async () => {
    const sandbox = await start();
    const hooks = await receive(sandbox, [500, 429]);
    sandbox.debit(1, "1.00");
    await sandbox.idle();
    expect(hooks).toHaveLength(3);
    expect(new Set(hooks.map(({ body }) => body)).size).toBe(1);
    expect(sandbox.truth().webhooks).toMatchObject({ delivered: 1, attempts: 3, exhausted: 0 });
  });

  it("are given up after the last attempt", async () => {
    const sandbox = await start({ maxAttempts: 2 });
    await receive(sandbox, [500, 500, 200]);
    sandbox.debit(1, "1.00");
    await sandbox.idle();
    expect(sandbox.truth().webhooks).toMatchObject({ delivered: 0, exhausted: 1 });
  });

  it("are dropped, duplicated, delayed and reordered as the faults say", async () => {
    const sandbox = await start();
    const hooks = await receive(sandbox);
    sandbox.setFaults({ drop_webhook: { count: 1 } });
    sandbox.debit(1, "1.00");
    sandbox.setFaults({ duplicate_webhook: { count: 1 } });
    sandbox.debit(1, "2.00");
    await sandbox.idle();
    expect(amountsOf(hooks)).toEqual(["2.00", "2.00"]);
    sandbox.setFaults({ delay_webhook: { count: 1, delayMs: 50 } });
    sandbox.debit(1, "3.00");
    sandbox.debit(1, "4.00");
    await sandbox.idle();
    expect(amountsOf(hooks).slice(2)).toEqual(["4.00", "3.00"]);
    sandbox.setFaults({ reorder_webhook: { count: 1, delayMs: 60_000 } });
    sandbox.debit(1, "5.00");
    sandbox.debit(1, "6.00");
    await sandbox.idle();
    expect(amountsOf(hooks).slice(4).toSorted()).toEqual(["5.00", "6.00"]);
    expect(sandbox.truth().webhooks).toMatchObject({ dropped: 1, duplicated: 1, delayed: 1, reordered: 1, events: 6 });
  });
});

describe("faults of requests", () => {
  it.each([
    ["too_many_requests", { retryAfterSeconds: 7 }, 429],
    ["server_error", {}, 500],
    ["expire_token", {}, 401],
  ] as const)("%s once, then it works again", async (fault, rule, status) => {
    const sandbox = await start({ faults: { [fault]: { ...rule, count: 1, only: ["wallets"] } } });
    const struck = await call(sandbox, "GET", "/api/v1/wallets");
    expect(struck.status).toBe(status);
    if (status === 429) expect(struck.headers.get("retry-after")).toBe("7");
    expect((await call(sandbox, "GET", "/api/v1/wallets")).status).toBe(200);
  });

  it("reset the connection before or after the effect", async () => {
    const sandbox = await start();
    const order = (reference: string) =>
      call(sandbox, "POST", "/api/v1/orders", { product_id: 1, denomination: 10, quantity: 1, ref: reference });
    sandbox.setFaults({ reset_before: { count: 1, only: ["place_order"] } });
    await expect(order("A")).rejects.toThrow("fetch failed");
    expect(sandbox.truth().orders).toEqual([]);
    sandbox.setFaults({ reset_after: { count: 1, only: ["place_order"] } });
    await expect(order("B")).rejects.toThrow("fetch failed");
    expect(sandbox.truth().orders).toMatchObject([{ reference_code: "B", status: "DELIVERED" }]);
    expect((await call(sandbox, "GET", "/api/v1/orders?client_reference=B")).json).toHaveLength(1);
  });

  it("answer slowly, before or after the effect", async () => {
    const sandbox = await start({ faults: { slow_answer: { count: 1, delayMs: 100 } } });
    const answer = call(sandbox, "GET", "/api/v1/wallets");
    await expect.poll(() => sandbox.truth().struck.slow_answer).toBe(1);
    sandbox.debit(1, "1.00");
    expect((await answer).json[0].amount).toBe(5_000);
    sandbox.setFaults({ slow_request: { count: 1, delayMs: 100 } });
    const next = call(sandbox, "GET", "/api/v1/wallets");
    await expect.poll(() => sandbox.truth().struck.slow_request).toBe(1);
    sandbox.debit(1, "1.00");
    expect((await next).json[0].amount).toBe(4_998);
  });

  it("leave a wallet out", async () => {
    const sandbox = await start({ faults: { wallet_absent: { walletId: 1, count: 1 } } });
    expect((await call(sandbox, "GET", "/api/v1/wallets")).json).toMatchObject([{ id: 2 }]);
    expect((await call(sandbox, "GET", "/api/v1/wallets")).json).toHaveLength(2);
  });

  it("show the wallets as a replica that lags has them", async () => {
    const sandbox = await start({ faults: { stale_wallets: { delayMs: 60_000, count: 1 } } });
    sandbox.moveClock(-3_600_000);
    sandbox.credit(1, "5.00", { at: Date.now() - 3_660_500 });
    sandbox.debit(1, "1.00");
    expect((await call(sandbox, "GET", "/api/v1/wallets")).json[0].amount).toBe(5_005);
    expect((await call(sandbox, "GET", "/api/v1/wallets")).json[0].amount).toBe(5_004);
  });

  it("move the provider's clock, which Date and times follow", async () => {
    const sandbox = await start();
    sandbox.moveClock(-3_600_000);
    const { headers } = await call(sandbox, "GET", "/api/v1/wallets");
    const behind = Date.now() - Date.parse(headers.get("date") ?? "");
    expect(behind).toBeGreaterThan(3_590_000);
    expect(behind).toBeLessThan(3_610_000);
    const { created_at } = sandbox.debit(1, "1.00");
    expect(Date.now() - Date.parse(created_at)).toBeGreaterThan(3_590_000);
  });
});

describe("the switches over HTTP", () => {
  it("do what the methods do", async () => {
    const sandbox = await start({ limits: NO_LIMITS });
    const added = await call(sandbox, "POST", "/sandbox/wallets", { currency: "GBP", balance: "12.00" });
    expect([added.status, added.json]).toEqual([201, { id: 3 }]);
    await call(sandbox, "POST", "/sandbox/wallets/3/debits", { amount: "2.50", reference_number: "X" });
    await call(sandbox, "POST", "/sandbox/wallets/3/credits", { amount: 1.25 });
    const faults = await call(sandbox, "PUT", "/sandbox/faults", {
      server_error: { probability: 0.5, after_ms: 60000 },
    });
    expect(faults.json).toEqual({ server_error: { probability: 0.5, after_ms: 60_000 } });
    const truth = (await call(sandbox, "GET", "/sandbox/truth")).json;
    expect(truth.wallets[2]).toEqual({ id: 3, currency: "GBP", balance: "10.75" });
    expect(truth.transactions).toMatchObject([{ reference_number: "X", amount: "2.50" }, { amount: "1.25" }]);
    expect((await call(sandbox, "DELETE", "/sandbox/faults")).status).toBe(204);
    expect((await call(sandbox, "POST", "/sandbox/clock", { by_ms: 5000 })).status).toBe(204);
  });

  it.each([
    ["PUT", "/sandbox/faults", { no_such_fault: {} }],
    ["PUT", "/sandbox/faults", { server_error: { probability: "often" } }],
    ["POST", "/sandbox/wallets", { currency: "XX1" }],
    ["POST", "/sandbox/wallets/1/debits", { amount: "1.001" }],
    ["POST", "/sandbox/wallets/1/debits", {}],
    ["POST", "/api/v1/orders", [1]],
  ])("refuse nonsense: %s %s %j", async (method, path, body) => {
    const { status, json } = await call(await start(), method, path, body);
    expect([status, typeof json.error.code]).toEqual([400, "string"]);
  });

  it("know what is not there", async () => {
    const sandbox = await start();
    for (const path of ["/nowhere", "/api/v1/orders/7", "/api/v1/transactions?wallet_id=9"]) {
      expect((await call(sandbox, "GET", path)).json.error.code).toBe("NOT_FOUND");
    }
  });
});

it("stops at once, whatever is under way", async () => {
  const sandbox = await startSandbox({
    wallets: [{ currency: "USD", balance: "1.00" }],
    hook: { url: "http://127.0.0.1:9/", secret: "s" },
    retryBaseMs: 60_000,
    faults: { slow_answer: { delayMs: 60_000 } },
  });
  sandbox.debit(1, "0.50");
  const waiting = call(sandbox, "GET", "/api/v1/wallets").catch(() => "cut off");
  await expect.poll(() => sandbox.truth().struck.slow_answer).toBe(1);
  await sandbox.stop();
  expect(await waiting).toBe("cut off");
});

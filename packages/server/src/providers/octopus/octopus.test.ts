import { setMaxListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HttpProvider, type Received, type Reply } from "../../../../../test/support/http-provider.ts";
import { anywhere, publicOnly } from "../../../../../test/support/outbound.ts";
import { ProviderError, type Connector, type ProviderErrorKind } from "../connector.ts";
import { openConnector } from "../open-connector.ts";

const CREDENTIALS = { api_key: "key-1", api_secret: "secret-1" };
const SIGNAL = new AbortController().signal;
setMaxListeners(0, SIGNAL);
const ORDER = { productId: "7", denomination: "50.00", quantity: 5, externalWalletId: "1", reference: "REF-1" };

/** A small Octopus: the response of each path, and its valid tokens. */
class Octopus {
  readonly routes = new Map<string, (request: Received) => Reply | "drop" | Promise<Reply | "drop">>();
  readonly valid = new Set<string>();
  readonly refreshable = new Set<string>();
  issued = 0;

  tokens(): Reply {
    this.issued += 1;
    const [access_token, refresh_token] = [`access-${this.issued}`, `refresh-${this.issued}`];
    this.valid.add(access_token);
    this.refreshable.add(refresh_token);
    const access_expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return { body: { success: true, data: { access_token, refresh_token, access_expires_at, client_id: 3 } } };
  }

  answer(request: Received): Reply | "drop" | Promise<Reply | "drop"> {
    const own = this.routes.get(`${request.method} ${request.path}`);
    if (request.path.startsWith("/auth/")) return own ? own(request) : this.auth(request);
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    if (!this.valid.has(token)) return failure(401, "UNAUTHORIZED");
    return own ? own(request) : failure(404, "NOT_FOUND");
  }

  private auth(request: Received): Reply {
    const body = JSON.parse(request.body) as Record<string, string>;
    if (request.path === "/auth/login") {
      return body["username"] === "key-1" && body["password"] === "secret-1"
        ? this.tokens()
        : failure(401, "UNAUTHORIZED");
    }
    return this.refreshable.delete(body["refresh_token"] ?? "") ? this.tokens() : failure(401, "UNAUTHORIZED");
  }
}

function failure(status: number, code: string, headers: Record<string, string> = {}, message = "no"): Reply {
  return { status, headers, body: { error: { name: "Error", code, message } } };
}

let octopus: Octopus;
let provider: HttpProvider;
let connector: Connector;

beforeEach(async () => {
  octopus = new Octopus();
  provider = await new HttpProvider((request) => octopus.answer(request)).start();
  connector = open();
  route("GET /api/v1/currencies", [
    { id: 1, name: "US Dollar", currency: "USD", precision: 2 },
    { id: 2, name: "Dinar", currency: "KWD", precision: 3 },
  ]);
  route("GET /api/v1/wallets", [{ id: 1, currency_id: 1, amount: 5000, type: "PREPAID" }]);
});

afterEach(async () => {
  await connector.close();
  await provider.stop();
});

function open(options: { readonly timeoutMs?: number; readonly credentials?: typeof CREDENTIALS } = {}): Connector {
  const { credentials = CREDENTIALS, ...rest } = options;
  return openConnector({ kind: "octopus", baseUrl: provider.url, credentials }, { ...anywhere(), ...rest });
}

function route(name: string, reply: ((request: Received) => Reply | "drop" | Promise<Reply | "drop">) | object): void {
  octopus.routes.set(name, typeof reply === "function" ? (reply as () => Reply) : () => ({ body: reply }));
}

async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await work.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

async function kindOf(work: Promise<unknown>): Promise<ProviderErrorKind> {
  const { kind } = await failureOf(work);
  return kind;
}

describe("wallets", () => {
  test("amounts keep their digits, and unknown members and wallets without a name do no harm", async () => {
    route("GET /api/v1/wallets", () => ({
      body: `[{"id":1,"currency_id":1,"amount":5000.00,"type":"PREPAID","color":"blue"},
        {"id":"w-2","currency_id":2,"amount":"12345678901234.567","type":"POSTPAID","name":"Kuwait"},
        {"id":3,"currency_id":1,"amount":1.25e3},{"id":4,"currency_id":99,"amount":1},{"id":5,"currency_id":1}]`,
    }));
    const before = Date.now();
    const { balances, problems } = await connector.fetchBalances(SIGNAL);
    expect(balances.map((balance) => ({ ...balance, window: null }))).toEqual([
      { externalId: "1", currency: "USD", available: "5000.00", scale: 2, type: "PREPAID", name: null, window: null },
      {
        externalId: "w-2",
        currency: "KWD",
        available: "12345678901234.567",
        scale: 3,
        type: "POSTPAID",
        name: "Kuwait",
        window: null,
      },
      { externalId: "3", currency: "USD", available: "1250", scale: 2, type: "PREPAID", name: null, window: null },
    ]);
    expect(problems).toEqual([
      { externalId: "4", message: "wallet 4 is in a currency that the provider does not list" },
      { externalId: "5", message: "wallet 5 has no amount that is a decimal" },
    ]);
    for (const { window } of balances) {
      expect(window.from).toBeGreaterThanOrEqual(before);
      expect(window.to).toBeGreaterThanOrEqual(window.from);
      expect(window.to).toBeLessThanOrEqual(Date.now());
    }
  });

  test("pages are read until the headers say there are no more, an item that moved between them once", async () => {
    const ids = [[1, 2], [2, 3], [4]];
    route("GET /api/v1/wallets", ({ query }: Received) => {
      const page = Number(query.get("page"));
      return {
        headers: { "X-Page": String(page), "X-Has-More": String(page < 3) },
        body: ids[page - 1]?.map((id) => ({ id, currency_id: 1, amount: id })),
      };
    });
    const { balances } = await connector.fetchBalances(SIGNAL);
    expect(balances.map(({ externalId }) => externalId)).toEqual(["1", "2", "3", "4"]);
    expect(provider.count("/api/v1/wallets")).toBe(3);
    expect(provider.count("/api/v1/currencies")).toBe(1);
  });

  test("a provider that ignores pages and returns the same again is not queried forever", async () => {
    const all = Array.from({ length: 100 }, (_, index) => ({ id: index + 1, currency_id: 1, amount: 1 }));
    route("GET /api/v1/wallets", all);
    const { balances } = await connector.fetchBalances(SIGNAL);
    expect(balances).toHaveLength(100);
    expect(provider.count("/api/v1/wallets")).toBe(2);
  });

  test("the clock is read from the Date header, and from nothing else", async () => {
    const offset = 3_600_000;
    const date = () => ({ Date: new Date(Date.now() + offset).toUTCString() });
    route("GET /api/v1/wallets", () => ({ headers: date(), body: [{ id: 1, currency_id: 1, amount: 1 }] }));
    route("GET /api/v1/currencies", () => ({ headers: date(), body: [{ id: 1, currency: "USD", precision: 2 }] }));
    const { clock } = await connector.fetchBalances(SIGNAL);
    expect(clock?.low).toBeLessThanOrEqual(offset);
    expect(clock?.high).toBeGreaterThanOrEqual(offset);
    expect((clock?.high ?? 0) - (clock?.low ?? 0)).toBeLessThan(3_000);
    route("GET /api/v1/wallets", () => ({ headers: { Date: "yesterday" }, body: [] }));
    expect((await connector.fetchBalances(SIGNAL)).clock).toBeNull();
  });
});

describe("the session", () => {
  test("one login serves many requests at once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => connector.fetchBalances(SIGNAL)));
    expect(provider.count("/auth/login")).toBe(1);
  });

  test("a token about to end is refreshed once however many requests need it, with the newest refresh token", async () => {
    await connector.close();
    let ahead = 0;
    connector = openConnector(
      { kind: "octopus", baseUrl: provider.url, credentials: CREDENTIALS },
      { ...anywhere(), now: () => Date.now() + ahead },
    );
    await connector.fetchBalances(SIGNAL);
    ahead = 54 * 60_000;
    await connector.fetchBalances(SIGNAL);
    expect(provider.count("/auth/refresh")).toBe(0);
    ahead = 56 * 60_000;
    await Promise.all(Array.from({ length: 8 }, () => connector.fetchBalances(SIGNAL)));
    expect(provider.count("/auth/refresh")).toBe(1);
    ahead = 112 * 60_000;
    await connector.fetchBalances(SIGNAL);
    const refreshes = provider.received.filter(({ path }) => path === "/auth/refresh");
    expect(refreshes.map(({ body }) => body)).toEqual([
      '{"refresh_token":"refresh-1"}',
      '{"refresh_token":"refresh-2"}',
    ]);
    expect(provider.count("/auth/login")).toBe(1);
  });

  test("a refused token is refreshed and the request sent once more; a refused refresh becomes a login", async () => {
    await connector.fetchBalances(SIGNAL);
    octopus.valid.clear();
    await connector.fetchBalances(SIGNAL);
    expect([provider.count("/auth/login"), provider.count("/auth/refresh")]).toEqual([1, 1]);
    octopus.valid.clear();
    octopus.refreshable.clear();
    await connector.fetchBalances(SIGNAL);
    expect([provider.count("/auth/login"), provider.count("/auth/refresh")]).toEqual([2, 2]);
  });

  test("a request refused with a fresh token too is an auth error, and not repeated", async () => {
    route("GET /api/v1/wallets", () => failure(401, "UNAUTHORIZED"));
    expect(await kindOf(connector.fetchBalances(SIGNAL))).toBe("auth");
    expect(provider.count("/api/v1/wallets")).toBe(2);
  });

  test("wrong credentials are an auth error whose message reveals none of them", async () => {
    await connector.close();
    connector = open({ credentials: { api_key: "key-1", api_secret: "wrong-secret" } });
    const error = await failureOf(connector.fetchBalances(SIGNAL));
    expect(error.kind).toBe("auth");
    expect(error.message).not.toMatch(/wrong-secret|key-1/);
  });

  test("a limited login waits as long as the provider says, without another request", async () => {
    route("POST /auth/login", () => failure(429, "TOO_MANY_REQUESTS", { "Retry-After": "40" }));
    const first = await failureOf(connector.fetchBalances(SIGNAL));
    expect([first.kind, first.retryAfterMs]).toEqual(["rate_limited", 40_000]);
    const second = await failureOf(connector.fetchBalances(SIGNAL));
    expect(second.kind).toBe("rate_limited");
    expect(second.message).toMatch(/logins/);
    expect(second.retryAfterMs).toBeGreaterThan(30_000);
    expect(provider.count("/auth/login")).toBe(1);
  });

  test("a request that stops waiting does not end the login that others wait for", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    route("POST /auth/login", async () => {
      await held;
      return octopus.tokens();
    });
    const impatient = new AbortController();
    const given = connector.fetchBalances(impatient.signal);
    const patient = connector.fetchBalances(SIGNAL);
    impatient.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    release();
    expect((await patient).balances).toHaveLength(1);
    expect(provider.count("/auth/login")).toBe(1);
  });
});

describe("errors", () => {
  test.each<[string, Reply | "drop", ProviderErrorKind]>([
    ["a code", failure(403, "FORBIDDEN"), "forbidden"],
    ["a code under another status", failure(418, "INSUFFICIENT_FUNDS"), "insufficient_funds"],
    ["a status alone", { status: 404, body: "<html>" }, "not_found"],
    ["a broken server", { status: 502, body: "bad gateway" }, "transient"],
    ["a refusal", failure(400, "VALIDATION_FAILURE"), "rejected"],
    ["no JSON", { body: "<html>" }, "malformed"],
    ["another shape", { body: { wallets: [] } }, "malformed"],
    ["no text", { body: Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]) }, "malformed"],
    ["a redirect", { status: 302, headers: { location: "/elsewhere" } }, "rejected"],
    ["a connection broken off", "drop", "transient"],
  ])("%s", async (_, reply, kind) => {
    route("GET /api/v1/wallets", () => reply);
    expect(await kindOf(connector.fetchBalances(SIGNAL))).toBe(kind);
    expect(provider.count("/elsewhere")).toBe(0);
  });

  test("Retry-After in seconds and as a date, kept by the connector itself", async () => {
    route("GET /api/v1/wallets", () => failure(429, "TOO_MANY_REQUESTS", { "Retry-After": "30" }));
    expect((await failureOf(connector.fetchBalances(SIGNAL))).retryAfterMs).toBe(30_000);
    expect((await failureOf(connector.fetchBalances(SIGNAL))).kind).toBe("rate_limited");
    expect(provider.count("/api/v1/wallets")).toBe(1);
    const later = new Date(Date.now() + 60_000).toUTCString();
    route("GET /api/v1/transactions", () => failure(503, "SERVICE_UNAVAILABLE", { "Retry-After": later }));
    await connector.close();
    connector = open();
    const error = await failureOf(connector.listTransactions("1", 0, SIGNAL));
    expect(error.kind).toBe("transient");
    expect(error.retryAfterMs).toBeGreaterThan(55_000);
  });

  test("silence ends by the time limit, and a signal at once", async () => {
    await connector.close();
    connector = open({ timeoutMs: 100 });
    route("GET /api/v1/wallets", () => new Promise<Reply>(() => {}));
    const error = await failureOf(connector.fetchBalances(SIGNAL));
    expect([error.kind, error.message]).toEqual(["transient", expect.stringContaining("within 100 ms")]);
    const stop = new AbortController();
    const given = connector.fetchBalances(stop.signal);
    stop.abort(new Error("stopped"));
    await expect(given).rejects.toThrow("stopped");
  });

  test("an endless response is not read to its end", async () => {
    route("GET /api/v1/wallets", () => ({ body: `[${" ".repeat(9 * 1_048_576)}]` }));
    const error = await failureOf(connector.fetchBalances(SIGNAL));
    expect([error.kind, error.message]).toEqual(["malformed", expect.stringContaining("larger than")]);
  });

  test("a provider's message is reported without e-mail addresses and card numbers", async () => {
    const words = "card 4111 1111 1111 1111 of jo@example.com";
    route("GET /api/v1/wallets", () => failure(400, "BAD_REQUEST", {}, words));
    const { message } = await failureOf(connector.fetchBalances(SIGNAL));
    expect(message).toContain("BAD_REQUEST");
    expect(message).not.toMatch(/4111|jo@/);
  });

  test("a private address is refused unless it is allowed", async () => {
    const guarded = openConnector({ kind: "octopus", baseUrl: provider.url, credentials: CREDENTIALS }, publicOnly());
    const error = await failureOf(guarded.fetchBalances(SIGNAL));
    expect([error.kind, error.message]).toEqual(["rejected", expect.stringContaining("--allow-private-targets")]);
    expect(provider.received).toEqual([]);
    await guarded.close();
  });
});

describe("transactions", () => {
  const at = (minute: number): string => new Date(Date.UTC(2026, 4, 15, 12, minute)).toISOString();

  test("are read back to a time, newest first, optional members or none", async () => {
    const pages = [
      [
        { id: 9, wallet_id: 1, currency_id: 1, amount: 50.0, transaction_type: "DEBIT", created_at: at(9) },
        {
          id: 8,
          wallet_id: 1,
          currency_id: 2,
          amount: "1.250",
          transaction_type: "CREDIT",
          status: "COMPLETED",
          client_reference: "REF-8",
          order_id: 77,
          remarks: "top-up",
          source: "wire",
          balance: 100,
          created_at: at(8),
        },
      ],
      [
        { id: 7, wallet_id: 1, currency_id: 1, amount: 1, transaction_type: "DEBIT", created_at: at(7) },
        { id: 6, wallet_id: 1, currency_id: 1, amount: 1, transaction_type: "DEBIT", created_at: at(6) },
      ],
      [{ id: 5, wallet_id: 1, currency_id: 1, amount: 1, transaction_type: "DEBIT", created_at: at(5) }],
    ];
    route("GET /api/v1/transactions", ({ query }: Received) => ({
      headers: { "X-Total-Pages": "3" },
      body: query.get("wallet_id") === "1" ? pages[Number(query.get("page")) - 1] : [],
    }));
    const { transactions, complete } = await connector.listTransactions("1", Date.parse(at(7)), SIGNAL);
    expect(complete).toBe(true);
    expect(provider.count("/api/v1/transactions")).toBe(2);
    expect(transactions.map(({ externalId }) => externalId)).toEqual(["9", "8", "7"]);
    expect(transactions[0]).toMatchObject({ direction: "DEBIT", amount: "50", currency: "USD", status: null });
    expect(transactions[1]).toEqual({
      externalId: "8",
      externalWalletId: "1",
      direction: "CREDIT",
      amount: "1.250",
      currency: "KWD",
      status: "COMPLETED",
      referenceNumber: "REF-8",
      remarks: "top-up",
      orderId: "77",
      occurredAt: Date.parse(at(8)),
    });
  });

  test("one of an unknown type leaves the listing incomplete, and the others readable", async () => {
    route("GET /api/v1/transactions", [
      { id: 2, amount: 1, transaction_type: "REVERSAL", created_at: at(2) },
      { id: 1, amount: 1, transaction_type: "DEBIT", created_at: at(1) },
    ]);
    const { transactions, complete } = await connector.listTransactions("1", 0, SIGNAL);
    expect(complete).toBe(false);
    expect(transactions.map(({ externalId, externalWalletId }) => [externalId, externalWalletId])).toEqual([
      ["1", "1"],
    ]);
  });
});

describe("quotes and orders", () => {
  test("a quote's figures keep their digits both ways", async () => {
    route("POST /api/v1/products/7/charges", () => ({
      body: `{"non_discounted_total":250.00,"discount_amount":8.75,"total_amount":241.25,"discount":3.5,"gst_amount":0.00,
        "total_payable":241.250000000000000001,"max_quantity":100,"net_amount":241.25,"handling_fee_amount":0.00,
        "charges_details":{"source_currency":"USD","destination_currency":"EUR","forex_rate":0.9215,"conversion_fee":null}}`,
    }));
    const quote = await connector.quote(ORDER, SIGNAL);
    expect({ ...quote, window: null }).toEqual({
      nonDiscountedTotal: "250.00",
      discountAmount: "8.75",
      totalAmount: "241.25",
      discount: "3.5",
      gstAmount: "0.00",
      totalPayable: "241.250000000000000001",
      maxQuantity: 100,
      netAmount: "241.25",
      handlingFeeAmount: "0.00",
      sourceCurrency: "USD",
      destinationCurrency: "EUR",
      forexRate: "0.9215",
      conversionFee: null,
      window: null,
    });
    expect(provider.received.at(-1)?.body).toBe('{"denomination":50.00,"quantity":5,"wallet_id":1}');
  });

  test("an order is sent once with our reference and comes back whole", async () => {
    route("POST /api/v1/orders", () => ({
      status: 201,
      body: `{"id":12345,"reference_code":"REF-1","status":"DELIVERED","product_name":"Steam","denomination":50.00,"quantity":5,
        "amount":250.00,"total_payable":241.25,"delivered_on":"2026-01-15T14:30:00Z","created_at":"2026-01-15T14:00:00Z",
        "vouchers":[{"code":"AAAA","pin":1234567890123456789}]}`,
    }));
    expect(await connector.placeOrder(ORDER, SIGNAL)).toEqual({
      externalId: "12345",
      reference: "REF-1",
      status: "DELIVERED",
      productId: null,
      productName: "Steam",
      denomination: "50.00",
      quantity: 5,
      deliveredQuantity: 5,
      totalPayable: "241.25",
      vouchers: '[{"code":"AAAA","pin":1234567890123456789}]',
      deliveredOn: Date.UTC(2026, 0, 15, 14, 30),
      createdAt: Date.UTC(2026, 0, 15, 14),
    });
    expect(provider.received.at(-1)?.body).toBe(
      '{"product_id":7,"denomination":50.00,"quantity":5,"wallet_id":1,"client_reference":"REF-1"}',
    );
    expect(provider.count("/api/v1/orders")).toBe(1);
  });

  const placed = { id: 1, ref: "REF-1", status: "PENDING", quantity: 5 };

  test.each<[string, Reply | "drop", object[], ProviderErrorKind]>([
    ["a duplicate", failure(400, "BAD_REQUEST"), [{ ...placed, ref: "REF-0" }, placed], "duplicate"],
    ["a mistake", failure(400, "VALIDATION_FAILURE"), [{ ...placed, ref: "REF-0" }], "rejected"],
    ["an empty wallet", failure(400, "INSUFFICIENT_FUNDS"), [], "insufficient_funds"],
    ["an accepted order that cannot be read", { status: 201, body: "<html>" }, [], "transient"],
    ["a broken connection", "drop", [], "transient"],
    ["a broken server", { status: 500 }, [placed], "transient"],
  ])("%s is reported as what it is", async (_, reply, known, kind) => {
    route("POST /api/v1/orders", () => reply);
    route("GET /api/v1/orders", known);
    expect(await kindOf(connector.placeOrder(ORDER, SIGNAL))).toBe(kind);
    expect(provider.received.filter(({ method, path }) => method === "POST" && path === "/api/v1/orders")).toHaveLength(
      1,
    );
  });

  test("a refused order is left open while it is not known whether the provider has it", async () => {
    route("POST /api/v1/orders", () => failure(400, "BAD_REQUEST"));
    route("GET /api/v1/orders", () => ({ status: 500 }));
    expect(await kindOf(connector.placeOrder(ORDER, SIGNAL))).toBe("transient");
  });

  test("an order is found by each name of the reference, and never another's", async () => {
    for (const name of ["client_reference", "ref", "reference_code", "reference_number"]) {
      route("GET /api/v1/orders", [
        { id: 1, [name]: "REF-0", status: "FAILED" },
        { id: 2, [name]: "REF-1", status: "ON_HOLD", quantity: 2 },
      ]);
      expect(await connector.findOrder("REF-1", SIGNAL)).toMatchObject({ externalId: "2", status: "PENDING" });
    }
    expect(provider.received.at(-1)?.query.get("client_reference")).toBe("REF-1");
    expect(await connector.findOrder("REF-9", SIGNAL)).toBeNull();
  });

  test("one order by its id, and all since a time", async () => {
    const old = { id: 1, status: "FAILED", quantity: 1, created_at: "2026-01-01T00:00:00Z" };
    const young = { id: 2, status: "PARTIALLY_DELIVERED", delivered_quantity: 87, created_at: "2026-01-02T00:00:00Z" };
    route("GET /api/v1/orders/2", { data: young });
    expect(await connector.getOrder("2", SIGNAL)).toMatchObject({ externalId: "2", deliveredQuantity: 87 });
    route("GET /api/v1/orders", [young, old]);
    const listing = await connector.listOrders(Date.UTC(2026, 0, 2), SIGNAL);
    expect([listing.complete, listing.orders.map(({ externalId }) => externalId)]).toEqual([true, ["2"]]);
  });

  test("orders stay below the provider's limit by themselves", async () => {
    route("POST /api/v1/orders", () => ({ body: placed }));
    const all = await Promise.allSettled(Array.from({ length: 60 }, () => connector.placeOrder(ORDER, SIGNAL)));
    const refused = all.filter(({ status }) => status === "rejected");
    expect(provider.count("/api/v1/orders")).toBe(55);
    expect(refused).toHaveLength(5);
    for (const result of refused) {
      const error = (result as PromiseRejectedResult).reason as ProviderError;
      expect([error.kind, (error.retryAfterMs ?? 0) > 5_000]).toEqual(["rate_limited", true]);
    }
  });
});

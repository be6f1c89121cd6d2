import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { ApiKey, Command, Outcome, Scope, Sealed, Transaction, Wallet } from "@plimsoll/core";
import { WALLET_ROW } from "../../../../test/support/wallet-row.ts";
import { CommandFailed, QueueFull } from "../store/commit/committer.ts";
import type { Reads } from "../store/port/reads.ts";
import { StoreUnavailable } from "../store/port/unavailable.ts";
import { ApiError } from "./api-error.ts";
import { ChangeHub } from "./stream/change-hub.ts";
import { createApp, MAX_BODY_BYTES, type AppOptions } from "./app.ts";
import { keyCache } from "./key-cache.ts";
import { apiKeyHash } from "../util/api-key.ts";
import { storedKey } from "../util/stored-key.ts";

const KEYS: Readonly<Record<string, readonly Scope[]>> = {
  pk_admin: ["admin"],
  pk_write: ["write"],
  pk_read: ["read"],
};

const WALLET: Wallet = { ...WALLET_ROW, balance: 9007199254740993n, sequence: 1 };

const TRANSACTION: Transaction = {
  accountId: 1,
  id: 790,
  walletId: 7,
  sequence: 2,
  amount: -500n,
  balanceAfter: 1_500n,
  kind: "usage",
  orderId: null,
  source: "api",
  referenceNumber: null,
  remarks: null,
  occurredAt: null,
  externalId: null,
  eventId: null,
  createdAt: 0,
};

const POSTED = { transaction: TRANSACTION, denomination: { currency: "USD", assetScale: 2 } };

function apiKey(hash: string): ApiKey | null {
  const name = Object.keys(KEYS).find((key) => apiKeyHash(key) === hash);
  if (name === undefined) return null;
  const scopes = JSON.stringify(KEYS[name]);
  return {
    accountId: 1,
    id: `key_${name}`,
    name,
    hash,
    prefix: "pk_",
    scopes,
    createdAt: 0,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    configured: false,
  };
}

type Answer = (command: Command) => Outcome;

function thrower(error: Error): Answer {
  return () => {
    throw error;
  };
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});
afterAll(() => usual?.app.close());

type Setup = ReturnType<typeof create>;
/** Most tests need no other, and making one takes longer than most tests. */
let usual: Setup | undefined;

/** An app with nothing recorded yet. */
function setup(answer?: Answer, reads?: Partial<Reads>): Setup {
  if (answer !== undefined || reads !== undefined) {
    const own = create(answer, reads);
    open.push(own.app);
    return own;
  }
  usual ??= create();
  usual.commands.length = 0;
  usual.lines.length = 0;
  usual.hooks.mockClear();
  return usual;
}

function create(answer: Answer = () => ({ ok: true, value: POSTED }), reads: Partial<Reads> = {}) {
  const commands: Command[] = [];
  const lines: Record<string, unknown>[] = [];
  const hooks = vi.fn<AppOptions["hooks"]>((_request, response) => void response.end("hook"));
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const app = createApp({
    committer: {
      submit: (async (command: Command) => {
        commands.push(command);
        return answer(command);
      }) as never,
    },
    reads: {
      wallet: async (_account: number, id: number) => (id === WALLET.id ? WALLET : null),
      wallets: async () => ({ rows: [WALLET], total: 1 }),
      account: async () => null,
      ownCurrency: async () => null,
      ownCurrencies: async () => [],
      ...reads,
    } as Reads,
    logger,
    keyUse: { used: () => undefined },
    version: "1.2.3",
    seal: (plain) => `sealed:${plain}` as Sealed,
    newSigningSecret: () => "whsec_new",
    signatureHeaders: () => ({}),
    allowPrivateTargets: true,
    unseal: (sealed) => sealed,
    providerOrders: {
      quote: () => Promise.reject(new Error("no provider is asked")),
      outcome: (order) => Promise.resolve(order),
    },
    dispatcherChanged: () => {},
    keys: keyCache({ apiKeyByHash: async (hash) => apiKey(hash), ...reads }),
    changes: new ChangeHub({ eventsAfter: async () => ({ rows: [], last: 0 }) }),
    stopping: new AbortController().signal,
    now: Date.now,
    pendingHooks: () => ({ receivedAt: null, refused: null }),
    gateway: (_request, response) => void response.end("gateway"),
    checkProvider: async () => [],
    syncProvider: async () => ({ wallets: 0, changed: 0, drifts: 0, problems: [] }),
    hooks,
    metrics: new Registry(),
    metricsToken: null,
    metricsBalances: false,
    readiness: async () => true,
    unavailableAccounts: () => 0,
  });
  const call = async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const isText = typeof body === "string" || Buffer.isBuffer(body);
    const answered = await app.inject({
      method: method as "GET",
      url,
      headers: {
        authorization: "Bearer pk_admin",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: isText ? body : JSON.stringify(body) }),
    });
    return {
      status: answered.statusCode,
      headers: answered.headers,
      text: answered.body,
      json: () => JSON.parse(answered.body),
    };
  };
  const fields = async (method: string, url: string, body?: unknown) => {
    const answered = await call(method, url, body);
    expect({ status: answered.status, code: answered.json().error.code }).toEqual({
      status: 400,
      code: "VALIDATION_FAILURE",
    });
    return (answered.json().error.details as { field: string }[]).map(({ field }) => field);
  };
  return { app, call, fields, commands, lines, hooks };
}

const wallet = { name: "w", currency: "USD" };

describe("authentication", () => {
  it.each([[""], ["Bearer pk_unknown"], ["Basic pk_admin"], ["Bearer"]])(
    "refuses %j with 401",
    async (authorization) => {
      const { call } = setup();
      const answer = await call("GET", "/api/v1/wallets", undefined, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.json().error).toMatchObject({ code: "UNAUTHORIZED", details: [] });
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
    },
  );

  it.each([
    ["pk_read", "GET", "/api/v1/wallets", 200],
    ["pk_read", "HEAD", "/api/v1/wallets", 200],
    ["pk_read", "POST", "/api/v1/wallets", 403],
    ["pk_write", "GET", "/api/v1/wallets", 200],
    ["pk_write", "GET", "/api/v1/api-keys", 403],
    ["pk_admin", "GET", "/api/v1/wallets", 200],
  ])("%s may %s %s: %d", async (key, method, url, status) => {
    const { call } = setup();
    expect((await call(method, url, undefined, { authorization: `Bearer ${key}` })).status).toBe(status);
  });

  it.each(["/healthz", "/readyz", "/metrics", "/openapi.json"])("%s needs no key", async (url) => {
    const { app } = setup();
    expect((await app.inject(url)).statusCode).toBe(200);
  });
});

describe("requests that cannot be read", () => {
  it.each([
    ["invalid JSON", "{"],
    ["no body", undefined],
    ["an array for an object", "[]"],
    ["null", "null"],
    ["a string", '"x"'],
    ["deep nesting", "[".repeat(400_000) + "]".repeat(400_000)],
    ["invalid UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["too large", `{"name":"${"x".repeat(MAX_BODY_BYTES)}"}`],
  ])("%s is a VALIDATION_FAILURE of the body", async (_, body) => {
    const { fields } = setup();
    expect(await fields("POST", "/api/v1/wallets", body)).toEqual(["body"]);
  });

  it.each([
    ['{"name":"w","currency":"USD","__proto__":{"x":1}}', "__proto__"],
    ['{"name":"w","currency":"USD","constructor":{}}', "constructor"],
    ['{"name":"w\\u0000","currency":"USD"}', "name"],
    ['{"name":"\\ud83d","currency":"USD"}', "name"],
    ['{"name":"w","currency":"USD","metadata":{"a":{"__proto__":1}}}', "metadata.a.__proto__"],
    ['{"name":"w","currency":"USD","metadata":{"a":["\\u0000"]}}', "metadata.a.0"],
    ['{"name":"w","currency":"USD","metadata":{"n":1e400}}', "metadata.n"],
    ['{"name":"w","currency":"USD","asset_scale":1e0}', "asset_scale"],
    [JSON.stringify({ ...wallet, metadata: { a: "x".repeat(17_000) } }), "metadata"],
    [
      JSON.stringify({ ...wallet, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [i, i])) }),
      "metadata",
    ],
    [JSON.stringify({ ...wallet, curency: "USD" }), "curency"],
    [JSON.stringify({ ...wallet, currency: "XXQ" }), "currency"],
    [JSON.stringify({ ...wallet, currency: "usd" }), "currency"],
    [JSON.stringify({ ...wallet, name: "x".repeat(201) }), "name"],
    [JSON.stringify({ ...wallet, name: null }), "name"],
    [JSON.stringify({ ...wallet, type: "prepaid" }), "type"],
    [JSON.stringify({ ...wallet, asset_scale: 10 }), "asset_scale"],
    [JSON.stringify({ ...wallet, feature_ids: ["feat_1", 5] }), "feature_ids.1"],
    [JSON.stringify({ ...wallet, balance: "1.00" }), "balance"],
    [JSON.stringify({ ...wallet, external_id: "1" }), "provider_id"],
    [JSON.stringify({ ...wallet, provider_id: "prov_1" }), "external_id"],
  ])("%s names its field", async (body, field) => {
    const { fields, commands } = setup();
    expect(await fields("POST", "/api/v1/wallets", body)).toEqual([field]);
    expect(commands).toEqual([]);
  });

  it("names every missing field at once", async () => {
    const { fields } = setup();
    expect(await fields("POST", "/api/v1/wallets", {})).toEqual(["name", "currency"]);
  });

  it("refuses another media type", async () => {
    const { call } = setup();
    const answer = await call("POST", "/api/v1/wallets", "a=1", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(answer.json().error.details[0].field).toBe("Content-Type");
  });

  it("takes a merge patch by its own media type", async () => {
    const { call } = setup(() => ({ ok: true, value: { wallet: WALLET } }));
    const headers = { "content-type": "application/merge-patch+json; charset=utf-8" };
    expect((await call("PATCH", "/api/v1/wallets/7", '{"name":"x"}', headers)).status).toBe(200);
  });

  it("a NUL in a path finds nothing, and one in a query is an error that names it", async () => {
    const { call, fields } = setup();
    expect((await call("GET", "/api/v1/cards/%00")).status).toBe(404);
    expect((await call("PATCH", "/api/v1/cards/a%00", "{}")).status).toBe(404);
    expect(await fields("GET", "/api/v1/orders?reference_code=a%00")).toEqual(["reference_code"]);
  });

  it("takes a path with a slash at its end", async () => {
    const { call } = setup();
    expect((await call("GET", "/api/v1/wallets/")).status).toBe(200);
    expect((await call("GET", "/api/v1/wallets/7/")).status).toBe(200);
  });

  it.each(["%zz", "%ff", "%00", "0", "-1", "1.5", "abc", "99999999999999999999", "9".repeat(300), "a%2Fb"])(
    "/wallets/%s is no wallet",
    async (id) => {
      const { call } = setup();
      const answer = await call("GET", `/api/v1/wallets/${id}`);
      expect([400, 404]).toContain(answer.status);
      expect(answer.json().error.details).toBeInstanceOf(Array);
      expect(answer.headers["x-request-id"]).toBeTruthy();
    },
  );

  it.each([
    ["page=0", "page"],
    ["page=-1", "page"],
    ["page=x", "page"],
    ["page=1.5", "page"],
    ["page=", "page"],
    ["page=99999999999999999999", "page"],
    ["page=1&page=2", "page"],
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=%00", "limit"],
    ["pgae=1", "pgae"],
  ])("?%s names its parameter", async (query, field) => {
    const { fields } = setup();
    expect(await fields("GET", `/api/v1/wallets?${query}`)).toEqual([field]);
  });

  it.each(["0", "-1", "x", "1e3", "99999999999999999999"])("transactions of wallet %s: 400", async (id) => {
    const { fields } = setup();
    expect(await fields("GET", `/api/v1/transactions?wallet_id=${id}`)).toEqual(["wallet_id"]);
  });

  it("transactions of an unknown wallet: 404", async () => {
    const { call } = setup();
    expect((await call("GET", "/api/v1/transactions?wallet_id=8")).status).toBe(404);
  });

  it.each([
    ["GET", "/nowhere"],
    ["GET", "/api/v1/nowhere"],
    ["DELETE", "/api/v1/wallets"],
    ["PROPFIND", "/api/v1/wallets"],
  ])("%s %s: 404 with the envelope", async (method, url) => {
    const { call } = setup();
    const answer = await call(method, url);
    expect(answer.status).toBe(404);
    expect(answer.json().error).toMatchObject({ name: "Not Found", code: "NOT_FOUND", details: [] });
  });

  it("settings and amounts of any kind are left to the core", async () => {
    const { call, commands } = setup(() => ({ ok: true, value: { wallet: WALLET } }));
    const body = '{"name":"w","currency":"USD","overdraft_limit":1e2,"alert_settings":{"critical":[1]}}';
    expect((await call("POST", "/api/v1/wallets", body)).status).toBe(201);
    expect(commands[0]).toMatchObject({ alertSettings: { critical: [1] } });
    expect(typeof (commands[0] as { overdraftLimit: unknown }).overdraftLimit).toBe("object");
  });
});

describe("answers", () => {
  it.each([
    ["insufficient_funds", 402, "INSUFFICIENT_FUNDS"],
    ["wallet_not_found", 404, "NOT_FOUND"],
    ["mirror_is_read_only", 409, "CONFLICT"],
    ["idempotency_key_reused", 422, "IDEMPOTENCY_KEY_REUSED"],
    ["balance_out_of_range", 400, "VALIDATION_FAILURE"],
  ] as const)("%s is %d %s", async (reason, status, code) => {
    const { call } = setup(() => ({ ok: false, rejection: { reason, details: [] } }));
    const answer = await call("POST", "/api/v1/wallets/7/debits", { amount: "1.00" });
    expect([answer.status, answer.json().error.code]).toEqual([status, code]);
  });

  it.each([
    [new QueueFull(), 429, "TOO_MANY_REQUESTS", "1"],
    [new StoreUnavailable("gone"), 503, "SERVICE_UNAVAILABLE", "1"],
    [new ApiError("SERVICE_UNAVAILABLE", "the provider does not answer"), 503, "SERVICE_UNAVAILABLE", "1"],
    [new CommandFailed("bug"), 500, "INTERNAL_SERVER_ERROR", undefined],
    [new TypeError("bug"), 500, "INTERNAL_SERVER_ERROR", undefined],
  ])("%s is %d %s", async (error, status, code, retryAfter) => {
    const { call, lines } = setup(thrower(error));
    const answer = await call("POST", "/api/v1/wallets/7/credits", { amount: "1.00" }, { "x-request-id": "r-1" });
    expect([answer.status, answer.json().error.code, answer.headers["retry-after"]]).toEqual([
      status,
      code,
      retryAfter,
    ]);
    expect(answer.text).not.toContain("bug");
    const logged = lines.filter((line) => Number(line["level"]) >= 40);
    // An outage logs its stack in a line of its own; a bug logs it in the request's line.
    expect(logged.map((line) => [line["level"], "err" in line])).toEqual(
      status === 500 ? [[50, true]] : status === 503 ? [[40, false]] : [],
    );
    for (const line of logged) expect(line["request_id"]).toBe("r-1");
  });

  it("a wallet's amount is a JSON number with every digit", async () => {
    const { call } = setup();
    expect((await call("GET", "/api/v1/wallets/7")).text).toContain('"amount":90071992547409.93,');
  });

  it("a list is a bare array with its place in the headers", async () => {
    const { call } = setup(undefined, { wallets: async () => ({ rows: [WALLET], total: 101 }) });
    const answer = await call("GET", "/api/v1/wallets?page=2&limit=50");
    expect(answer.json()).toHaveLength(1);
    expect(answer.headers).toMatchObject({
      "x-page": "2",
      "x-per-page": "50",
      "x-total-count": "101",
      "x-total-pages": "3",
      "x-has-more": "true",
    });
  });

  it("echoes a sane request id and replaces any other", async () => {
    const { call } = setup();
    expect((await call("GET", "/healthz", undefined, { "x-request-id": "abc 1" })).headers["x-request-id"]).toBe(
      "abc 1",
    );
    const made = (await call("GET", "/healthz", undefined, { "x-request-id": "x".repeat(129) })).headers[
      "x-request-id"
    ];
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("logs neither keys nor bodies", async () => {
    const { call, lines } = setup(() => ({ ok: false, rejection: { reason: "too_many", details: [] } }));
    await call("POST", "/api/v1/providers?x=secret3", { kind: "octopus", name: "o", webhook_secret: "secret1" });
    await call("POST", "/api/v1/providers", { kind: "octopus", name: "o", webhook_secret: "secret2" });
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toMatch(/secret\d|Bearer/);
  });

  it("every currency is on the first page", async () => {
    const { call } = setup();
    const list = (await call("GET", "/api/v1/currencies")).json();
    expect(list[0]).toEqual({ id: 1, name: "US Dollar", currency: "USD", precision: 2 });
    expect(list.find(({ currency }: { currency: string }) => currency === "JPY").precision).toBe(0);
    expect(new Set(list.map(({ id }: { id: number }) => id)).size).toBe(list.length);
  });
});

describe("idempotency", () => {
  const post = "/api/v1/wallets/7/debits";

  it("marks a repeated response", async () => {
    const { call } = setup(() => ({ ok: true, value: POSTED, replayed: true }));
    const answer = await call("POST", post, { amount: "5" }, { "idempotency-key": "k" });
    expect([answer.status, answer.headers["idempotency-replayed"]]).toEqual([201, "true"]);
  });

  it("the same request has the same fingerprint, another one another", async () => {
    const { call, commands } = setup();
    const headers = { "idempotency-key": "k" };
    await call("POST", post, { amount: "5", remarks: "x" }, headers);
    await call("POST", post, { remarks: "x", kind: "usage", amount: "5" }, headers);
    await call("POST", post, { amount: "6", remarks: "x" }, headers);
    const prints = commands.map((command) => command.type === "post_transaction" && command.idempotency?.fingerprint);
    expect(prints[0]).toMatch(/^[\w-]{22}$/);
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  it.each(["", "é", "x".repeat(256)])("refuses the key %j", async (key) => {
    const { call } = setup();
    const answer = await call("POST", post, { amount: "5" }, { "idempotency-key": key });
    expect(answer.json().error.details[0].field).toBe("Idempotency-Key");
  });
});

describe("a batch of transactions", () => {
  const item = { wallet_id: 7, transaction_type: "DEBIT", amount: "5.00" };
  const url = "/api/v1/transactions";

  it("answers each item by itself, in order", async () => {
    const { call, commands } = setup((command) =>
      command.type === "post_transaction" && command.direction === "CREDIT"
        ? { ok: false, rejection: { reason: "insufficient_funds", details: [] } }
        : { ok: true, value: POSTED },
    );
    const body = [item, { ...item, transaction_type: "CREDIT" }, { ...item, wallet_id: "7" }, 5, item];
    const answer = await call("POST", url, body, { "idempotency-key": "k" });
    expect(answer.status).toBe(200);
    const { results } = answer.json();
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 402, 400, 400, 201]);
    expect(results[0].transaction.amount).toBe("5.00");
    expect(results[2].error.details[0].field).toBe("wallet_id");
    expect(results[3].error.details[0].field).toBe("item");
    const keys = commands.map((command) => command.type === "post_transaction" && command.idempotency?.key);
    expect(keys).toEqual(["k:0", "k:1", "k:4"].map((text) => storedKey("api", text)));
  });

  it("an item's own key goes before the header's", async () => {
    const { call, commands } = setup(() => ({ ok: true, value: POSTED, replayed: true }));
    const answer = await call("POST", url, [{ ...item, idempotency_key: "mine" }], { "idempotency-key": "k" });
    expect(commands[0]).toMatchObject({ idempotency: { key: storedKey("api", "mine") } });
    expect(answer.json().results[0].replayed).toBe(true);
    expect(answer.headers["idempotency-replayed"]).toBe("true");
  });

  it.each([["{}"], ["[]"], [JSON.stringify(Array.from({ length: 1001 }, () => item))]])(
    "refuses the whole request when it is not a batch",
    async (body) => {
      const { fields, commands } = setup();
      expect(await fields("POST", url, body)).toEqual(["body"]);
      expect(commands).toEqual([]);
    },
  );

  it("is refused as a whole when no item could be tried", async () => {
    const { call } = setup(thrower(new QueueFull()));
    const answer = await call("POST", url, [item, item]);
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, "1"]);
  });
});

describe("secrets", () => {
  it("an endpoint's secret is sealed for the store and shown once", async () => {
    const endpoint = {
      id: "ep_1",
      url: "https://example.com",
      eventTypes: '["*"]',
      description: null,
      status: "enabled",
      secret: "sealed:whsec_new",
      createdAt: 0,
      updatedAt: 0,
      failingSince: null,
      previousSecretExpiresAt: null,
    };
    const { call, commands } = setup(() => ({ ok: true, value: { endpoint } }));
    const answer = await call("POST", "/api/v1/webhook-endpoints", { url: "https://example.com" });
    expect(answer.json().secret).toBe("whsec_new");
    expect(commands[0]).toMatchObject({
      secret: "sealed:whsec_new",
      fields: { eventTypes: ["*"], rateLimitPerSecond: 10, maxAttempts: 3, timeoutMs: 10_000 },
    });
  });

  it.each([
    ["ftp://example.com", "url"],
    ["https://user:pass@example.com", "url"],
    ["nowhere", "url"],
    [`https://example.com/${"x".repeat(2_048)}`, "url"],
  ])("refuses the URL %s", async (url, field) => {
    const { fields } = setup();
    expect(await fields("POST", "/api/v1/webhook-endpoints", { url })).toEqual([field]);
  });

  it("refuses unknown event types and provider kinds", async () => {
    const { fields } = setup();
    const url = "https://example.com";
    expect(await fields("POST", "/api/v1/webhook-endpoints", { url, event_types: ["wallet.debited", "x"] })).toEqual([
      "event_types.1",
    ]);
    expect(await fields("POST", "/api/v1/providers", { kind: "telepathy", name: "s" })).toEqual(["kind"]);
  });
});

describe("alert settings of the account", () => {
  const entry = { currency: "*", alertSettings: "{}", createdAt: 0, updatedAt: 0 };

  it.each(["*", "%2A", "USD"])("puts the default of %s", async (currency) => {
    const { call, commands } = setup(() => ({ ok: true, value: { entry } }));
    const answer = await call("PUT", `/api/v1/alert-settings/default/${currency}`, { alert_enabled: true });
    expect(answer.status).toBe(200);
    expect(commands[0]).toMatchObject({
      currency: decodeURIComponent(currency),
      alertSettings: { alert_enabled: true },
    });
  });

  it.each([[undefined], ["null"], ['{"alert_settings":null}']])("needs settings, not %s", async (body) => {
    const { fields } = setup();
    expect(await fields("PUT", "/api/v1/alert-settings/default/USD", body)).toEqual(["alert_settings"]);
  });

  it("gives all the core's violations", async () => {
    const details = [
      { field: "critical", message: "critical threshold is required when warning threshold is provided" },
      { field: "warning.threshold", message: "warning threshold must be a decimal number" },
    ];
    const { call } = setup(() => ({ ok: false, rejection: { reason: "invalid", details } }));
    const answer = await call("PUT", "/api/v1/alert-settings/default/USD", { warning: {} });
    expect(answer.json().error.details).toEqual(details);
  });
});

describe("over a socket", () => {
  async function listen() {
    const own = setup(undefined, {});
    await own.app.listen({ host: "127.0.0.1", port: 0 });
    return { ...own, port: (own.app.server.address() as AddressInfo).port };
  }

  function raw(port: number, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      socket.on("data", (chunk) => (answer += String(chunk)));
      socket.on("end", () => resolve(answer));
      socket.on("error", reject);
    });
  }

  it("inbound webhooks bypass the framework", async () => {
    const { port, hooks } = await listen();
    const answer = await fetch(`http://127.0.0.1:${port}/hooks/prov_1`, { method: "POST", body: "{}" });
    expect(await answer.text()).toBe("hook");
    expect(hooks).toHaveBeenCalledOnce();
  });

  it.each([
    ["headers that are too large", `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: ${"x".repeat(20_000)}\r\n\r\n`],
    ["bytes that are no request", "nonsense\r\n\r\n"],
  ])("%s get the envelope", async (_, text) => {
    const { port } = await listen();
    const answer = await raw(port, text);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/\r\nX-Request-Id: /);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "").error.code).toBe("VALIDATION_FAILURE");
  });

  it("the sender of a body that is too large can read the error", async () => {
    const { port } = await listen();
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/wallets`, {
      method: "POST",
      headers: { authorization: "Bearer pk_admin", "content-type": "application/json" },
      body: JSON.stringify({ name: "x".repeat(8 * MAX_BODY_BYTES) }),
    });
    expect(answer.status).toBe(400);
    expect((await answer.json()) as object).toMatchObject({ error: { details: [{ field: "body" }] } });
  });
});

describe("the OpenAPI document", () => {
  it("describes every operation, its errors and its events", async () => {
    const { call } = setup();
    const api = (await call("GET", "/openapi.json")).json();
    expect(api.openapi).toBe("3.1.0");
    expect(api.components.securitySchemes.apiKey.scheme).toBe("bearer");
    const operations = Object.entries<Record<string, { operationId: string; security?: unknown[]; responses: object }>>(
      api.paths,
    ).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })));
    expect(operations.length).toBeGreaterThan(35);
    for (const { path, operation } of operations) {
      expect(operation.operationId).toBeTruthy();
      // One that needs no key says so.
      if (!path.startsWith("/api/v1/") || operation.security?.length === 0) continue;
      const statuses = Object.keys(operation.responses);
      expect({ path, statuses }).toMatchObject({ statuses: expect.arrayContaining(["401", "403", "503", "500"]) });
    }
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    expect(Object.keys(api.webhooks)).toContain("feature.wallet_balance.alert");
    const { get, post } = api.paths["/api/v1/wallets"];
    expect(get.responses["200"].headers).toHaveProperty("X-Has-More");
    expect(Object.keys(get.responses["200"].content)).toEqual(["application/json", "text/csv"]);
    expect(post.responses["429"].headers).toHaveProperty("Retry-After.required", true);
    for (const path of ["/hooks/{provider_id}", "/gateway/{connection_id}"]) {
      expect(api.paths[path].post.responses["401"].headers).toHaveProperty("X-Request-Id");
    }
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    for (const [, name] of references) expect(api.components.schemas).toHaveProperty([name ?? ""]);
  });
});

it("the OpenAPI document marks bodies that may be omitted", async () => {
  const { app } = setup();
  const answer = await app.inject({ method: "GET", url: "/openapi.json" });
  const { paths } = answer.json<{ paths: Record<string, { post: { requestBody: { required: boolean } } }> }>();
  expect(paths["/api/v1/webhook-endpoints/{id}/replay"]?.post.requestBody.required).toBe(false);
  expect(paths["/api/v1/webhook-endpoints"]?.post.requestBody.required).toBe(true);
});

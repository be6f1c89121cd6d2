import { once } from "node:events";
import { connect } from "node:net";
import { ERRORS, type ErrorCode, type Wallet } from "@plimsoll/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { errorOf, expectStatus, readAnswer, type Answer, type Api } from "../support/e2e/api.ts";
import { connectOctopus, LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";

/** Without the log lines of thousands of refusals. */
const server = useServer({ args: ["--log-level", "warn"] });

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: Schema }> }>;
}
interface Schema {
  readonly $ref?: string;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components?: { readonly schemas?: Record<string, Schema> };
}

async function openapi(): Promise<Document> {
  return expectStatus(200, await readAnswer<Document>(await fetch(`${server().url}/openapi.json`)));
}

function expectError(answer: Answer<unknown>, code: ErrorCode): void {
  expect(answer.status).toBe(ERRORS[code].status);
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(answer.body).toEqual({
    error: {
      name: ERRORS[code].name,
      code,
      message: expect.stringMatching(/./) as string,
      details: expect.any(Array) as unknown[],
    },
  });
  for (const detail of errorOf(answer).details) {
    expect(detail).toEqual({ field: expect.any(String) as string, message: expect.stringMatching(/./) as string });
  }
}

async function keyOf(scopes: readonly string[]): Promise<Api> {
  const created = await server().api.post<{ key: string }>("/api-keys", { name: scopes.join(), scopes });
  return server().api.as(expectStatus(201, created).key);
}

describe("errors", () => {
  it("have one envelope, and each code its status", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("1.00");
    const keyed = (amount: string) =>
      api.post(`/wallets/${wallet.id}/credits`, { amount }, { "idempotency-key": "errors" });
    expectError(await api.post("/wallets", {}), "VALIDATION_FAILURE");
    expectError(await api.as(null).get("/wallets"), "UNAUTHORIZED");
    expectError(await (await keyOf(["read"])).post("/wallets", {}), "FORBIDDEN");
    expectError(await api.post(`/wallets/${wallet.id}/debits`, { amount: "9.00" }), "INSUFFICIENT_FUNDS");
    expectError(await api.get("/wallets/999999"), "NOT_FOUND");
    expectError(await api.get("/nothing/here"), "NOT_FOUND");
    expectError(await api.delete("/wallets"), "NOT_FOUND");
    expectError(await api.patch(`/wallets/${wallet.id}`, { status: "closed" }), "CONFLICT");
    await keyed("1.00");
    expectError(await keyed("2.00"), "IDEMPOTENCY_KEY_REUSED");
    expectError(await readAnswer(await fetch(`${server().url}/nowhere`)), "NOT_FOUND");
  });

  it("every violation is named at once", async () => {
    const answer = await server().api.post("/wallets", {
      currency: 7,
      asset_scale: "2",
      type: "FREE",
      extra: 1,
      other: 2,
    });
    expectError(answer, "VALIDATION_FAILURE");
    const fields = errorOf(answer).details.map(({ field }) => field);
    expect(fields.toSorted()).toEqual(["asset_scale", "currency", "extra", "name", "other", "type"]);
  });
});

describe("a full queue", () => {
  const small = useServer({ env: { PLIMSOLL_MAX_QUEUE: "1" } });

  it("gets 429 and Retry-After; nothing of it is written", async () => {
    const { api } = small();
    const wallet = await api.createWallet();
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => api.post(`/wallets/${wallet.id}/credits`, { amount: "1.00" })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expectError(answer, "TOO_MANY_REQUESTS");
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    const written = answers.filter(({ status }) => status === 201).length;
    expect(written + refused.length).toBe(300);
    expect((await api.wallet(wallet.id)).sequence).toBe(written);
  });
});

describe("keys", () => {
  it.each([
    ["none", null],
    ["unknown", "pk_unknown"],
    ["empty", ""],
    ["very long", `pk_${"x".repeat(5_000)}`],
  ])("%s: 401 on every route", async (_title, key) => {
    const api = server().api.as(key);
    for (const path of ["/wallets", "/transactions", "/features", "/api-keys", "/alerts", "/events", "/providers"]) {
      const answer = await api.get(path);
      expectError(answer, "UNAUTHORIZED");
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    }
    expectError(await api.post("/wallets", { name: "W", currency: "USD" }), "UNAUTHORIZED");
  });

  it("are accepted as Bearer only", async () => {
    const api = server().api.as(null);
    const { adminKey } = server().data;
    for (const authorization of [
      adminKey,
      `Basic ${adminKey}`,
      `Bearer ${adminKey} x`,
      "Bearer",
      `Token ${adminKey}`,
    ]) {
      expectError(await api.get("/wallets", { authorization }), "UNAUTHORIZED");
    }
    expect((await api.get("/wallets", { authorization: `bearer ${adminKey}` })).status).toBe(200);
    expectError(await api.get(`/wallets?api_key=${adminKey}`), "UNAUTHORIZED");
  });

  it("read reads, write writes too, admin does all", async () => {
    const [reader, writer, admin] = [await keyOf(["read"]), await keyOf(["write"]), await keyOf(["admin"])];
    const body = { name: "W", currency: "USD" };
    expect((await reader.get("/wallets")).status).toBe(200);
    expectError(await reader.post("/wallets", body), "FORBIDDEN");
    expectError(await reader.patch("/wallets/1", { name: "X" }), "FORBIDDEN");
    expectError(await reader.get("/api-keys"), "FORBIDDEN");
    expect((await writer.get("/wallets")).status).toBe(200);
    expect((await writer.post("/wallets", body)).status).toBe(201);
    expectError(await writer.get("/api-keys"), "FORBIDDEN");
    expectError(await writer.post("/api-keys", { name: "more", scopes: ["admin"] }), "FORBIDDEN");
    expect((await admin.get("/api-keys")).status).toBe(200);
    expect((await admin.post("/wallets", body)).status).toBe(201);
  });

  it("are shown once, listed by prefix, and refused when revoked", async () => {
    const { api } = server();
    const { id, key } = expectStatus(
      201,
      await api.post<{ id: string; key: string }>("/api-keys", { name: "short-lived", scopes: ["read"] }),
    );
    expect(key).toMatch(/^pk_/);
    expect((await api.as(key).get("/wallets")).status).toBe(200);
    const list = await api.get("/api-keys?limit=1000");
    expect(list.text).toContain(id);
    expect(list.text).not.toContain(key);
    expectStatus(204, await api.delete(`/api-keys/${id}`));
    expectError(await api.as(key).get("/wallets"), "UNAUTHORIZED");
    expect((await api.get("/api-keys?limit=1000")).text).toContain(id);
  });
});

describe("another account", () => {
  it("sees nothing, changes nothing and receives nothing", async () => {
    const { api } = server();
    const made = await server().cli("keys", "create", "--account", "other", "--scopes", "admin", "--json");
    const other = api.as((JSON.parse(made.stdout) as { key: string }).key);
    const feature = await api.createFeature(LEVELS);
    const wallet = await api.createFundedWallet("5.00", { feature_ids: [feature.id] });
    const { provider } = await connectOctopus(server());
    const { receiver, endpoint } = await listen(server(), { event_types: ["wallet.created"] });
    await api.createWallet();
    await receiver.waitFor(1);
    const [delivery] = await api.deliveries(endpoint.id);
    const { body: events } = await api.get<{ id: string }[]>("/events?limit=1");

    // Its own first wallet would have the same number as ours; there must be none yet.
    for (const path of [
      "/wallets",
      "/transactions",
      "/features",
      "/providers",
      "/webhook-endpoints",
      "/events",
      "/alerts",
      "/alerts/history",
      "/alert-settings/default",
    ]) {
      expect((await other.get(path)).body).toEqual([]);
    }
    const things = [
      `/wallets/${wallet.id}`,
      `/features/${feature.id}`,
      `/providers/${provider.id}`,
      `/providers/${provider.id}/rejected-hooks`,
      `/webhook-endpoints/${endpoint.id}`,
      `/webhook-endpoints/${endpoint.id}?include=recent`,
      `/webhook-endpoints/${endpoint.id}/deliveries`,
      `/deliveries/${delivery?.id}`,
      `/deliveries/${delivery?.id}/attempts`,
      `/events/${events[0]?.id}`,
      `/transactions?wallet_id=${wallet.id}`,
      `/alerts/history?wallet_id=${wallet.id}`,
      `/alerts/history?feature_id=${feature.id}`,
    ];
    for (const path of things) expectError(await other.get(path), "NOT_FOUND");
    const changes: [string, string, unknown][] = [
      ["PATCH", `/wallets/${wallet.id}`, { name: "Stolen" }],
      ["POST", `/wallets/${wallet.id}/credits`, { amount: "1.00" }],
      ["POST", `/wallets/${wallet.id}/debits`, { amount: "1.00" }],
      ["PATCH", `/features/${feature.id}`, { name: "Stolen" }],
      ["DELETE", `/features/${feature.id}`, undefined],
      ["PATCH", `/webhook-endpoints/${endpoint.id}`, { url: "https://example.com/" }],
      ["POST", `/webhook-endpoints/${endpoint.id}/rotate-secret`, undefined],
      ["POST", `/webhook-endpoints/${endpoint.id}/test`, { type: "wallet.created" }],
      ["POST", `/webhook-endpoints/${endpoint.id}/replay`, {}],
      ["POST", `/deliveries/${delivery?.id}/replay`, undefined],
      ["DELETE", `/webhook-endpoints/${endpoint.id}`, undefined],
    ];
    for (const [method, path, body] of changes) expectError(await other.send(method, path, body), "NOT_FOUND");
    const item = { wallet_id: wallet.id, transaction_type: "DEBIT", amount: "1.00" };
    const batch = await other.post<{ results: { status: number }[] }>("/transactions", [item]);
    expect(batch.body.results[0]?.status).toBe(404);
    const link = { name: "W", currency: "USD", feature_ids: [feature.id] };
    expectError(await other.post("/wallets", link), "VALIDATION_FAILURE");
    const mirror = { name: "W", currency: "USD", provider_id: provider.id, external_id: "9" };
    expectError(await other.post("/wallets", mirror), "NOT_FOUND");

    await other.createWallet({ name: "Theirs" });
    expect((await api.wallet(wallet.id)).name).toBe("Prepaid");
    expect(receiver.requests).toHaveLength(1);
    // Idempotency keys belong to the account.
    const theirs = await other.createFundedWallet("5.00");
    for (const [owner, id] of [
      [api, wallet.id],
      [other, theirs.id],
    ] as const) {
      const answer = await owner.post(`/wallets/${id}/debits`, { amount: "1.00" }, { "idempotency-key": "same" });
      expect(answer.status).toBe(201);
      expect(answer.headers.get("idempotency-replayed")).toBeNull();
    }
  });
});

describe("operations", () => {
  const read = async (path: string, headers: Record<string, string> = {}) =>
    readAnswer<{ status?: string }>(await fetch(`${server().url}${path}`, { headers }));

  it("/healthz, /readyz, /metrics and /docs need no key", async () => {
    expect((await read("/healthz")).body).toMatchObject({ status: "ok" });
    expect((await read("/readyz")).body).toEqual({ status: "ready" });
    await server().api.createWallet();
    const metrics = await read("/metrics");
    expect(metrics.headers.get("content-type")).toContain("text/plain");
    expect(metrics.text).toMatch(/^# HELP \S+ .+\n# TYPE \S+ (counter|gauge|histogram|summary)/m);
    expect(metrics.text).toMatch(/^\w*http\w*(count|total)\{[^}]*\} \d+/m);
    const docs = await read("/docs");
    expect(docs.status).toBe(200);
    expect(docs.headers.get("content-type")).toContain("text/html");
    expect(docs.text).toContain("/docs/api");
  });

  it("X-Request-Id is echoed, or created", async () => {
    expect((await read("/healthz", { "x-request-id": "my-request-1" })).headers.get("x-request-id")).toBe(
      "my-request-1",
    );
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await server().api.get("/wallets")).headers.get("x-request-id")),
    );
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^\S{8,}$/);
    const refused = await server().api.as(null).get("/wallets", { "x-request-id": "in-errors-too" });
    expect(refused.headers.get("x-request-id")).toBe("in-errors-too");
    const long = await read("/healthz", { "x-request-id": "x".repeat(5_000) });
    expect(long.headers.get("x-request-id")?.length).toBeLessThanOrEqual(200);
  });
});

describe("the OpenAPI document", () => {
  const ROUTES = [
    "get /currencies",
    "get /wallets",
    "post /wallets",
    "get /wallets/{id}",
    "patch /wallets/{id}",
    "post /wallets/{id}/credits",
    "post /wallets/{id}/debits",
    "get /transactions",
    "post /transactions",
    "get /features",
    "post /features",
    "get /features/{id}",
    "patch /features/{id}",
    "delete /features/{id}",
    "get /alert-settings/default",
    "get /alert-settings/default/{currency}",
    "put /alert-settings/default/{currency}",
    "delete /alert-settings/default/{currency}",
    "get /alerts",
    "get /alerts/history",
    "get /events",
    "get /events/{id}",
    "get /webhook-endpoints",
    "post /webhook-endpoints",
    "get /webhook-endpoints/{id}",
    "patch /webhook-endpoints/{id}",
    "delete /webhook-endpoints/{id}",
    "post /webhook-endpoints/{id}/rotate-secret",
    "post /webhook-endpoints/{id}/test",
    "post /webhook-endpoints/{id}/replay",
    "get /webhook-endpoints/{id}/deliveries",
    "get /deliveries/{id}",
    "get /deliveries/{id}/attempts",
    "post /deliveries/{id}/replay",
    "get /providers",
    "post /providers",
    "get /providers/{id}",
    "patch /providers/{id}",
    "get /providers/{id}/rejected-hooks",
    "get /api-keys",
    "post /api-keys",
    "delete /api-keys/{id}",
  ];

  it("is 3.1, has every route, unique operations, and resolvable references", async () => {
    const document = await openapi();
    expect(document.openapi).toMatch(/^3\.1\./);
    const found = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path.replace(/^\/api\/v1/, "")}`),
    );
    expect(found).toEqual(expect.arrayContaining(ROUTES));
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, reference = ""] of references) expect(resolve(document, reference)).toBeDefined();
    for (const [path, item] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const [method, { parameters = [], responses }] of Object.entries(item)) {
        const declared = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
        expect(declared, `${method} ${path}`).toEqual(named);
        expect(Object.keys(responses)).toContainEqual(expect.stringMatching(/^2/));
      }
    }
  });
});

describe("junk", () => {
  const JUNK: readonly string[] = [
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "123456789012345678901234567890",
    '""',
    '"x"',
    '" "',
    '"\\u0000"',
    '"\\ud800"',
    `"${"y".repeat(3_000)}"`,
    '"1\'; DROP TABLE wallets; --"',
    "[]",
    "{}",
    "[null]",
    "[[[[[[]]]]]]",
    '{"a":{"b":{"c":null}}}',
    '{"threshold":{}}',
    '{"__proto__":{"x":1}}',
    '{"constructor":1}',
  ];
  let document: Document;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    const { api } = server();
    document = await openapi();
    ids["wallets"] = String((await api.createFundedWallet("100.00")).id);
    ids["features"] = (await api.createFeature(LEVELS)).id;
    ids["providers"] = (await connectOctopus(server())).provider.id;
    ids["webhook-endpoints"] = (
      await api.createEndpoint("http://127.0.0.1:9/", { event_types: ["endpoint.failing"] })
    ).id;
    ids["default"] = "USD";
    ids["api-keys"] = expectStatus(
      201,
      await api.post<{ id: string }>("/api-keys", { name: "k", scopes: ["read"] }),
    ).id;
    ids["events"] = expectStatus(200, await api.get<{ id: string }[]>("/events?limit=1"))[0]?.id ?? "";
    ids["deliveries"] = "dlv_0_00000001";
  });

  it("of any kind in any field of any body never gives 500", async () => {
    const requests: [string, string, string][] = [];
    for (const [path, method, operation] of operations(document)) {
      const schema = operation.requestBody?.content["application/json"]?.schema;
      if (!schema) continue;
      const url = fill(path, ids);
      for (const text of [...JUNK, "", "{", "[1,", "nul"]) requests.push([method, url, text]);
      const isArray = deref(document, schema).items !== undefined;
      for (const trail of fieldsOf(document, schema, 0)) {
        // Fields are many and similar, and bad-input.test.ts tries every kind in each without a server.
        const every = trail.length === 1 ? 8 : 24;
        const kinds = JUNK.filter((_, index) => (index + requests.length) % every === 0);
        for (const junk of kinds) requests.push([method, url, withField(document, schema, trail, junk, isArray)]);
      }
    }
    expect(requests.length).toBeGreaterThan(500);
    const failures = await inParallel(requests, async ([method, url, text]) => {
      const answer = await server().api.send(method, url, text);
      return bad(answer)
        ? `${method} ${url} ${text.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 200)}`
        : null;
    });
    expect(failures).toEqual([]);
  });

  it("in paths and queries never gives 500", async () => {
    const values = [
      "0",
      "-1",
      "1e3",
      "NaN",
      "1.0",
      "%00",
      "%ff",
      "%",
      "..",
      "..%2f..%2fetc",
      "a".repeat(3_000),
      "9".repeat(40),
      "'",
      "%F0%9F%8E%81",
      "null",
    ];
    const requests: [string, string][] = [];
    for (const [path, method, { parameters = [] }] of operations(document)) {
      if (path.includes("{")) {
        for (const value of values) requests.push([method, path.replace(/\{\w+\}/, value)]);
      }
      for (const { name } of parameters.filter((parameter) => parameter.in === "query")) {
        // Parameters are many and similar.
        const some = values.filter((_, index) => (index + requests.length) % 3 === 0);
        for (const value of some) requests.push([method, `${fill(path, ids)}?${name}=${value}`]);
      }
    }
    const failures = await inParallel(requests, async ([method, url]) => {
      const answer = await server().api.send(method, url, method === "GET" || method === "DELETE" ? undefined : "{}");
      return bad(answer) ? `${method} ${url.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 200)}` : null;
    });
    expect(failures).toEqual([]);
    expect(server().logs).not.toContain('"level":50');
  });

  it("unknown fields are refused by name wherever a body is read", async () => {
    const missed: string[] = [];
    for (const [path, method, operation] of operations(document)) {
      const schema = operation.requestBody?.content["application/json"]?.schema;
      if (!schema || deref(document, schema).items !== undefined) continue;
      const text = withField(document, schema, ["no_such_field"], "1", false);
      const answer = await server().api.send(method, fill(path, ids), text);
      const fields = answer.status === 400 ? errorOf(answer).details.map(({ field }) => field) : [];
      if (!fields.some((field) => field.endsWith("no_such_field")))
        missed.push(`${method} ${path}: ${answer.status} ${fields.join()}`);
    }
    expect(missed).toEqual([]);
  });

  it("unreadable bodies are refused with a reason", async () => {
    const { api } = server();
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const cases: [string, string | undefined, Record<string, string>][] = [
      ["not JSON", "{name: 1}", {}],
      ["no body", undefined, {}],
      ["deep", deep, {}],
      ["__proto__", '{"name":"W","currency":"USD","__proto__":{"status":"closed"}}', {}],
      ["NUL", '{"name":"a\\u0000b","currency":"USD"}', {}],
      ["another type", "name=W", { "content-type": "application/x-www-form-urlencoded" }],
      ["text", "{}", { "content-type": "text/plain" }],
    ];
    for (const [, text, headers] of cases) {
      const answer = await api.post("/wallets", text, headers);
      expect(answer.status).toBe(400);
      expectError(answer, "VALIDATION_FAILURE");
      expect(errorOf(answer).details.length).toBeGreaterThan(0);
    }
    const latin1 = await fetch(`${server().url}/api/v1/wallets`, {
      method: "POST",
      headers: { authorization: `Bearer ${server().data.adminKey}`, "content-type": "application/json" },
      body: Buffer.from('{"name":"Zo\xeb","currency":"USD"}', "latin1"),
    });
    expectError(await readAnswer(latin1), "VALIDATION_FAILURE");
  });

  it.each([1_100_000, 20_000_000])("a body of %i bytes is refused", async (size) => {
    const answer = await server().api.post("/wallets", { name: "x".repeat(size), currency: "USD" });
    expectError(answer, "VALIDATION_FAILURE");
    expect(errorOf(answer).details.map(({ field }) => field)).toEqual(["body"]);
  });

  it("a wallet's metadata is patched member by member, however deep", async () => {
    const { api } = server();
    const { id } = await api.createWallet({ metadata: { a: 1, b: { c: 2, d: [1] }, constructor: { e: 3 } } });
    const patch = { metadata: { a: null, b: { c: null, f: { g: null, h: 4 } }, constructor: { i: 5 }, toString: {} } };
    const patched = await api.patch<Wallet>(`/wallets/${id}`, patch);
    expect(patched.status).toBe(200);
    const metadata = { b: { d: [1], f: { h: 4 } }, constructor: { e: 3, i: 5 }, toString: {} };
    expect(patched.body.metadata).toEqual(metadata);
    expect((await api.patch<Wallet>(`/wallets/${id}`, { metadata: { b: [2] } })).body.metadata).toEqual({
      ...metadata,
      b: [2],
    });
    expect((await api.patch<Wallet>(`/wallets/${id}`, { metadata: null })).body.metadata).toEqual({});
  });

  it("text is returned as it was sent", async () => {
    const { api } = server();
    const name = 'Zoë 🎁 "quotes" \\ back\nslash <b>&amp; \' OR 1=1 --';
    const wallet = await api.createWallet({ name, metadata: { [name]: [name, 1, null, { deep: true }] } });
    expect(wallet.name).toBe(name);
    expect((await api.get<Wallet>(`/wallets/${wallet.id}`)).body.metadata).toEqual({
      [name]: [name, 1, null, { deep: true }],
    });
  });
});

describe("bytes that are not HTTP", () => {
  async function talk(bytes: string): Promise<string> {
    const { hostname, port } = new URL(server().url);
    const socket = connect(Number(port), hostname);
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    socket.on("error", () => undefined);
    socket.write(bytes);
    await once(socket, "close");
    return text;
  }

  it.each([
    ["garbage", "\u0000\u0001\u0002 garbage\r\n\r\n"],
    ["an unknown version", "GET / HTTP/9.9\r\n\r\n"],
    ["a header without a colon", "GET /healthz HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"],
    ["huge headers", `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: ${"x".repeat(100_000)}\r\n\r\n`],
    ["two lengths", "POST /api/v1/wallets HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
    [
      "length and chunks",
      "POST /api/v1/wallets HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "a broken chunk",
      "POST /hooks/prov_1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
  ])("%s: 400 and closed", async (_title, bytes) => {
    const text = await talk(bytes);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toContain('"code":"VALIDATION_FAILURE"');
    expect((await fetch(`${server().url}/healthz`)).status).toBe(200);
  });
});

/** Without the stream, whose answer does not end. */
function operations(document: Document): [string, string, Operation][] {
  const paths = Object.entries(document.paths).filter(
    ([path]) => path.startsWith("/api/v1/") && path !== "/api/v1/stream",
  );
  return paths.flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [
      path.replace(/^\/api\/v1/, ""),
      method.toUpperCase(),
      operation,
    ]),
  );
}

function fill(path: string, ids: Readonly<Record<string, string>>): string {
  return path.replace(/\/([\w-]+)\/\{\w+\}/, (_match, noun: string) => `/${noun}/${ids[noun] ?? "1"}`);
}

function resolve(document: Document, reference: string): unknown {
  let place: unknown = document;
  for (const part of reference.replace(/^#\//, "").split("/")) {
    place = (place as Record<string, unknown> | undefined)?.[
      decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")
    ];
  }
  return place;
}

/** The schema behind a reference; of alternatives the one with most members. */
function deref(document: Document, schema: Schema): Schema {
  const found = schema.$ref === undefined ? schema : (resolve(document, schema.$ref) as Schema);
  const options = (found.anyOf ?? []).map((option) => deref(document, option));
  return options.find(({ properties, items }) => properties !== undefined || items !== undefined) ?? found;
}

/** Every field of a body, nested ones too, as trails of names. */
function fieldsOf(document: Document, schema: Schema, depth: number): string[][] {
  const { properties = {}, items } = deref(document, schema);
  if (items !== undefined && depth === 0) return fieldsOf(document, items, 1);
  return Object.entries(properties).flatMap(([name, part]) => [
    [name],
    ...(depth < 3 ? fieldsOf(document, part, depth + 1).map((rest) => [name, ...rest]) : []),
  ]);
}

const VALID: Readonly<Record<string, unknown>> = {
  name: "W",
  currency: "USD",
  amount: "1.00",
  wallet_id: 1,
  transaction_type: "CREDIT",
  kind: "octopus",
  url: "http://127.0.0.1:9/",
  type: "wallet.created",
  scopes: ["read"],
  condition: "below",
};

/** A valid body except for one field. */
function withField(
  document: Document,
  schema: Schema,
  trail: readonly string[],
  junk: string,
  isArray: boolean,
): string {
  const { required = [], items } = deref(document, schema);
  const names = items === undefined ? required : (deref(document, items).required ?? []);
  const body: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, VALID[name]]));
  let place = body;
  for (const name of trail.slice(0, -1)) {
    const next: Record<string, unknown> = name in LEVELS && name !== "alert_enabled" ? { condition: "below" } : {};
    place[name] = next;
    place = next;
  }
  place[trail.at(-1) ?? ""] = "JUNK HERE";
  const text = JSON.stringify(isArray ? [body] : body);
  return text.replace('"JUNK HERE"', () => junk);
}

/** A server error, or a refusal without the envelope. */
function bad({ status, body }: Answer<unknown>): boolean {
  if (status >= 500) return true;
  return status >= 400 && typeof (body as { error?: { code?: unknown } } | undefined)?.error?.code !== "string";
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<string | null>): Promise<string[]> {
  const failures: string[] = [];
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      const failure = await work(item);
      if (failure !== null) failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return failures;
}

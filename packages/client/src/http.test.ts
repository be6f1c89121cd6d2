import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import {
  cut,
  json,
  refusal,
  silence,
  startAnswering,
  type Answer,
  type Answering,
} from "../../../test/support/answering.ts";
import {
  createClient,
  etagOf,
  InsufficientFundsError,
  PlimsollError,
  type Client,
  type ClientOptions,
} from "./index.ts";

const transaction = json(201, { id: 1, amount: "5.00" });

/** A client of a server that gives these responses in turn, the last one repeatedly. */
async function answering(
  answers: readonly Answer[],
  options: Partial<ClientOptions> = {},
): Promise<Answering & { readonly client: Client }> {
  const server = await startAnswering(answers);
  return { ...server, client: createClient({ baseUrl: server.url, apiKey: "pk_test", ...options }) };
}

async function errorOf(promise: Promise<unknown>): Promise<PlimsollError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PlimsollError);
  return error as PlimsollError;
}

describe("a request", () => {
  it("has the key, the encoded path, the defined query parameters, and a body as JSON", async () => {
    const { client, seen } = await answering([json(200, [])], { headers: { "X-Team": "ops" } });
    await client.webhookEndpoints.deliveries("ep_a/b", { status: "failed", page: undefined }).page();
    await client.alertDefaults.set("*", { alert_enabled: false });
    expect(seen).toMatchObject([
      { method: "GET", url: "/api/v1/webhook-endpoints/ep_a%2Fb/deliveries?status=failed", body: "" },
      { method: "PUT", url: "/api/v1/alert-settings/default/*", body: '{"alert_enabled":false}' },
    ]);
    expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer pk_test", "x-team": "ops" });
    expect(seen[0]?.headers).not.toHaveProperty("content-type");
    expect(seen[1]?.headers["content-type"]).toBe("application/json");
  });

  it("goes below the path of the base URL, and without a key when there is none", async () => {
    const { seen, url } = await answering([json(200, {})]);
    await createClient({ baseUrl: `${url}/money/` }).account.get();
    expect(seen[0]?.url).toBe("/money/api/v1/account");
    expect(seen[0]?.headers).not.toHaveProperty("authorization");
  });

  it("is not made for an id that would change the path", async () => {
    const { client, seen } = await answering([json(200, {})]);
    for (const id of ["", ".", ".."]) {
      expect(() => client.features.get(id)).toThrow(TypeError);
    }
    expect(seen).toEqual([]);
  });

  it("calls the given fetch as a function, not as a method", async () => {
    const receivers: unknown[] = [];
    async function given(this: unknown): Promise<Response> {
      receivers.push(this);
      return Response.json({ id: 1 });
    }
    expect(await createClient({ baseUrl: "http://unused", fetch: given }).account.get()).toEqual({ id: 1 });
    expect(receivers).toEqual([undefined]);
  });

  it("gives the ETag of what was read, and sends it back with a change", async () => {
    const feature = json(200, { id: "feat_1" }, { ETag: '"a"' });
    const changed = json(200, { id: "feat_1" }, { ETag: '"b"' });
    const { client, seen } = await answering([feature, changed, json(204, undefined), json(200, {})]);
    const read = await client.features.get("feat_1");
    expect(etagOf(read)).toBe('"a"');
    expect(etagOf({ ...read })).toBeUndefined();
    const saved = await client.features.update("feat_1", { name: "N" }, { ifMatch: etagOf(read) });
    expect(etagOf(saved)).toBe('"b"');
    await client.features.delete("feat_1", { ifMatch: etagOf(saved) });
    await client.digest.set({ channel_ids: [], at: "09:00" }, { ifNoneMatch: "*" });
    expect(seen.map(({ headers }) => [headers["if-match"], headers["if-none-match"]])).toEqual([
      [undefined, undefined],
      ['"a"', undefined],
      ['"b"', undefined],
      [undefined, "*"],
    ]);
  });

  it("may omit a body whose members are all optional", async () => {
    const { client, seen } = await answering([json(200, { replayed: 0 })]);
    await client.webhookEndpoints.replay("ep_1");
    expect(seen[0]?.body).toBe("{}");
  });
});

describe("repetition", () => {
  it.each([
    ["a cut connection", cut],
    ["502", json(502, "bad gateway")],
    ["503", refusal(503, "SERVICE_UNAVAILABLE")],
    ["504", json(504, "gateway timeout")],
    ["429", refusal(429, "TOO_MANY_REQUESTS")],
  ])("of what moves money after %s: the same key, the same body", async (_title, failing) => {
    const { client, seen } = await answering([failing, transaction]);
    expect(await client.wallets.debit(1, { amount: "5.00" })).toMatchObject({ id: 1 });
    expect(seen).toHaveLength(2);
    expect(new Set(seen.map(({ body }) => body))).toEqual(new Set(['{"amount":"5.00"}']));
    const keys = new Set(seen.map(({ headers }) => headers["idempotency-key"]));
    expect(keys.size).toBe(1);
    expect([...keys][0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("makes a key for each request, and uses the caller's", async () => {
    const { client, seen } = await answering([transaction]);
    await client.wallets.credit(1, { amount: "1" });
    await client.wallets.credit(1, { amount: "1" });
    await client.wallets.credit(1, { amount: "1" }, { idempotencyKey: "wire-7" });
    const keys = seen.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("wire-7");
  });

  it.each([
    ["a cut connection", cut, "CONNECTION_FAILED"],
    ["502", json(502, "bad gateway"), "UNEXPECTED_ANSWER"],
    ["503", refusal(503, "SERVICE_UNAVAILABLE"), "SERVICE_UNAVAILABLE"],
  ])("is left to the caller after %s, when a repetition may be too much", async (_title, failing, code) => {
    const { client, seen } = await answering([failing, json(201, {})]);
    const error = await errorOf(client.wallets.create({ name: "W", currency: "USD" }));
    expect(error.code).toBe(code);
    expect(seen).toHaveLength(1);
  });

  it("of any kind after 429, which means that nothing was done", async () => {
    const { client, seen } = await answering([refusal(429, "TOO_MANY_REQUESTS"), json(201, { id: 4 })]);
    expect(await client.wallets.create({ name: "W", currency: "USD" })).toEqual({ id: 4 });
    expect(seen).toHaveLength(2);
    expect(seen[0]?.headers).not.toHaveProperty("idempotency-key");
  });

  it("waits as long as the server requests", async () => {
    const { client } = await answering([refusal(503, "SERVICE_UNAVAILABLE", { "Retry-After": "1" }), json(200, {})]);
    const start = performance.now();
    await client.account.get();
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  it("does not wait for an unreasonable pause, and reports its length", async () => {
    const { client, seen } = await answering([refusal(429, "TOO_MANY_REQUESTS", { "Retry-After": "3600" })]);
    const error = await errorOf(client.account.get());
    expect(error).toMatchObject({ code: "TOO_MANY_REQUESTS", status: 429, retryAfterMs: 3_600_000 });
    expect(seen).toHaveLength(1);
  });

  it.each([
    [0, 1],
    [1, 2],
  ])("ends after %i", async (maxRetries, requests) => {
    const { client, seen } = await answering([cut], { maxRetries });
    expect((await errorOf(client.account.get())).code).toBe("CONNECTION_FAILED");
    expect(seen).toHaveLength(requests);
  });

  it("names the request and the innermost cause when there is no connection", async () => {
    const client = createClient({ baseUrl: "http://127.0.0.1:1", maxRetries: 0 });
    const { code, message } = await errorOf(client.account.get());
    expect(code).toBe("CONNECTION_FAILED");
    expect(message).toContain("GET http://127.0.0.1:1/api/v1/account: ");
    expect(message).not.toContain("fetch failed");
  });

  it.each([undefined, "127.0.0.1:4780", "ftp://host", 4780])("refuses the base URL %j in words", (baseUrl) => {
    expect(() => createClient({ baseUrl: baseUrl as string })).toThrow(
      `baseUrl must be an http or https URL, not ${JSON.stringify(baseUrl)}`,
    );
  });

  it.each([400, 401, 402, 403, 404, 409, 412, 422, 500])("does not follow %i", async (status) => {
    const { client, seen } = await answering([refusal(status, "CONFLICT")]);
    expect((await errorOf(client.wallets.debit(1, { amount: "1" }))).status).toBe(status);
    expect(seen).toHaveLength(1);
  });

  it("of a change that finds itself stored has achieved its goal, and returns what is stored", async () => {
    const change = { name: "N", alert_settings: { warning: { threshold: "5" } } };
    const stored = {
      id: "feat_1",
      type: "metered",
      ...change,
      alert_settings: { ...change.alert_settings, info: null },
    };
    const outdated = refusal(412, "PRECONDITION_FAILED");
    const own = await answering([cut, outdated, json(200, stored, { ETag: '"b"' })]);
    const saved = await own.client.features.update("feat_1", change as never, { ifMatch: '"a"' });
    expect(saved).toEqual(stored);
    expect(etagOf(saved)).toBe('"b"');
    expect(own.seen.map(({ method, url, headers }) => [method, url, headers["if-match"]])).toEqual([
      ["PATCH", "/api/v1/features/feat_1", '"a"'],
      ["PATCH", "/api/v1/features/feat_1", '"a"'],
      ["GET", "/api/v1/features/feat_1", undefined],
    ]);
  });

  it.each([
    ["another value", { name: "Theirs" }],
    ["not the member", { id: "feat_1" }],
    ["no members", [{ name: "N" }]],
  ])("of a change that finds %s is refused, because someone else was there", async (_title, stored) => {
    const { client } = await answering([cut, refusal(412, "PRECONDITION_FAILED"), json(200, stored)]);
    const refused = await errorOf(client.features.update("feat_1", { name: "N" }, { ifMatch: '"a"' }));
    expect(refused.code).toBe("PRECONDITION_FAILED");
  });

  it("is not what refuses a change at once", async () => {
    const { client, seen } = await answering([refusal(412, "PRECONDITION_FAILED"), json(200, { name: "N" })]);
    const refused = await errorOf(client.features.update("feat_1", { name: "N" }, { ifMatch: '"a"' }));
    expect(refused.code).toBe("PRECONDITION_FAILED");
    expect(seen).toHaveLength(1);
  });

  it("of a deletion that finds nothing left has achieved its goal", async () => {
    const gone = refusal(404, "NOT_FOUND");
    const repeated = await answering([cut, gone]);
    expect(await repeated.client.features.delete("feat_1")).toBeUndefined();
    const first = await answering([gone]);
    expect((await errorOf(first.client.features.delete("feat_1"))).code).toBe("NOT_FOUND");
  });
});

describe("time", () => {
  it("ends an attempt without a response, and the next one may be made", async () => {
    const { client, seen } = await answering([silence, json(200, { id: 1 })], { timeoutMs: 100 });
    expect(await client.account.get()).toEqual({ id: 1 });
    expect(seen).toHaveLength(2);
  });

  it("covers the response's body", async () => {
    const half: Answer = (_seen, response) => response.writeHead(200).write('{"id":');
    const { client } = await answering([half]);
    const error = await errorOf(client.account.get({ timeoutMs: 100, maxRetries: 0 }));
    expect(error).toMatchObject({ code: "TIMED_OUT", status: 0 });
  });

  it.each([0, -1, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY])("is not %d ms", async (timeoutMs) => {
    expect(() => createClient({ baseUrl: "http://unused", timeoutMs })).toThrow(TypeError);
    await expect(createClient({ baseUrl: "http://unused" }).account.get({ timeoutMs })).rejects.toThrow(TypeError);
  });
});

describe("a signal", () => {
  it("ends a request under way with its own reason", async () => {
    const { client, seen } = await answering([silence]);
    const controller = new AbortController();
    const reason = new Error("closing");
    const request = client.account.get({ signal: controller.signal });
    await expect.poll(() => seen.length).toBe(1);
    controller.abort(reason);
    await expect(request).rejects.toBe(reason);
  });

  it("ends the wait before a repetition", async () => {
    const { client, seen } = await answering([refusal(503, "SERVICE_UNAVAILABLE", { "Retry-After": "30" })]);
    const controller = new AbortController();
    const request = client.account.get({ signal: controller.signal });
    await expect.poll(() => seen.length).toBe(1);
    controller.abort(new Error("closing"));
    await expect(request).rejects.toThrow("closing");
  });

  it("that is aborted already starts nothing, and keeps no listener afterwards", async () => {
    const { client, seen } = await answering([json(200, {})]);
    await expect(client.account.get({ signal: AbortSignal.abort(new Error("closed")) })).rejects.toThrow("closed");
    expect(seen).toEqual([]);

    const { signal } = new AbortController();
    await client.account.get({ signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("an error", () => {
  it("has the code, the fields, and its id in the log", async () => {
    const details = [{ field: "amount", message: "must be positive" }];
    const body = { error: { name: "Validation Failure", code: "VALIDATION_FAILURE", message: "not valid", details } };
    const { client } = await answering([json(400, body, { "X-Request-Id": "req-1" })]);
    const error = await errorOf(client.wallets.debit(1, { amount: "-1" }));
    expect(error).toMatchObject({
      name: "PlimsollError",
      message: "not valid",
      code: "VALIDATION_FAILURE",
      status: 400,
      details,
      requestId: "req-1",
      retryAfterMs: null,
    });
  });

  it("of an empty wallet has a class of its own", async () => {
    const { client } = await answering([refusal(402, "INSUFFICIENT_FUNDS")]);
    await expect(client.wallets.debit(1, { amount: "1" })).rejects.toBeInstanceOf(InsufficientFundsError);
  });

  it.each([
    ["another server's page", 200, "<html>hello</html>"],
    ["another server's error", 418, '{"error":"teapot"}'],
    ["no JSON at all", 500, ""],
  ])("reports a response that is not the server's: %s", async (_title, status, text) => {
    const { client } = await answering([(_seen, response) => response.writeHead(status).end(text)]);
    expect(await errorOf(client.account.get())).toMatchObject({ code: "UNEXPECTED_ANSWER", status });
  });

  it("is a redirect, which is not followed", async () => {
    const { client, seen } = await answering([
      (_seen, response) => response.writeHead(302, { Location: "/elsewhere" }).end(),
    ]);
    expect(await errorOf(client.wallets.debit(1, { amount: "1" }))).toMatchObject({
      code: "UNEXPECTED_ANSWER",
      status: 302,
    });
    expect(seen).toHaveLength(1);
  });
});

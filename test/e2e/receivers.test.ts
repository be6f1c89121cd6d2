import { EVENT_TYPES, sampleMembers, type Delivery, type Transaction, type WebhookEndpoint } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type CreatedEndpoint } from "../support/e2e/api.ts";
import { eventually, steadily } from "../support/e2e/eventually.ts";
import { LEVELS, listen, QUICK_RETRIES, useServer } from "../support/e2e/fixtures.ts";
import { hang, reset, startReceiver, verifies, verifiesPlain, verifiesStandard } from "../support/e2e/receiver.ts";

const server = useServer({ env: QUICK_RETRIES });
const CREDITS = { event_types: ["wallet.credited"] };
/** Milliseconds in which a request that should not be sent would have arrived. */
const QUIET_MS = 300;

async function oneEvent(): Promise<void> {
  await server().api.createFundedWallet("1.00");
}

/** `count` credits of one wallet in one request. */
async function events(count: number): Promise<void> {
  const wallet = await server().api.createWallet();
  const item = { wallet_id: wallet.id, transaction_type: "CREDIT", amount: "1.00" };
  expectStatus(
    200,
    await server().api.post(
      "/transactions",
      Array.from({ length: count }, () => item),
    ),
  );
}

/** The endpoint's only delivery, once it has reached the state. */
function settled(endpoint: CreatedEndpoint, status: Delivery["status"], attempts?: number): Promise<Delivery> {
  return eventually(async () => {
    const [delivery] = await server().api.deliveries(endpoint.id);
    expect(delivery?.status).toBe(status);
    if (attempts !== undefined) expect(delivery?.attempt_count).toBe(attempts);
    return delivery;
  });
}

describe("a receiver that fails", () => {
  it("is down: refused connections are retried until it is back", async () => {
    const { receiver, endpoint } = await listen(server(), { ...CREDITS, max_attempts: 20 });
    await receiver.close();
    await oneEvent();
    const pending = await eventually(async () => {
      const [delivery] = await server().api.deliveries(endpoint.id);
      return (delivery?.attempt_count ?? 0) > 0 ? delivery : null;
    });
    expect(pending).toMatchObject({ status: "pending", completed_at: null });
    expect(pending.next_attempt_at).not.toBeNull();
    expect(pending.last_attempt?.error).toMatch(/refused/i);
    await receiver.listen();
    const [request] = await receiver.waitFor(1);
    const delivery = await settled(endpoint, "delivered");
    expect(delivery.event_id).toBe(request?.json.id);
    const attempts = await server().api.attempts(delivery.id);
    expect(attempts[0]).toMatchObject({ number: 1, status: null, response: "" });
    expect(attempts[0]?.error).toMatch(/refused/i);
    expect(attempts.at(-1)).toMatchObject({ status: 200, error: null });
    expect(attempts).toHaveLength(delivery.attempt_count);
    const { number: _number, response: _response, ...last } = attempts.at(-1) ?? {};
    expect(delivery.last_attempt).toEqual(last);
    const { body: alone } = await server().api.get<{ last_attempt: unknown }>(`/deliveries/${delivery.id}`);
    expect(alone.last_attempt).toEqual(last);
  });

  it("is slower than the timeout", async () => {
    const { receiver, endpoint } = await listen(server(), { ...CREDITS, timeout_ms: 200 });
    receiver.next({ delayMs: 2_000 });
    await oneEvent();
    const delivery = await settled(endpoint, "delivered", 2);
    const [first, second] = await server().api.attempts(delivery.id);
    expect(first).toMatchObject({ status: null });
    expect(first?.error).toMatch(/did not answer within 200 ms/);
    expect(first?.latency_ms).toBeGreaterThanOrEqual(190);
    expect(second).toMatchObject({ status: 200, error: null });
  });

  it("answers 500, then 200", async () => {
    const { receiver, endpoint } = await listen(server(), CREDITS);
    receiver.next({ status: 500, body: "out of order" });
    await oneEvent();
    const delivery = await settled(endpoint, "delivered", 2);
    const [first, second] = await server().api.attempts(delivery.id);
    expect(first).toMatchObject({ number: 1, status: 500, response: "out of order" });
    expect(second).toMatchObject({ number: 2, status: 200 });
    const [one, two] = receiver.requests;
    expect(two?.body).toBe(one?.body);
    expect(two?.headers["webhook-id"]).toBe(one?.headers["webhook-id"]);
    if (two) expect(verifies(two, endpoint.secret)).toBe(true);
  });

  it("answers 410: disabled at once, and another endpoint gets the event", async () => {
    const { receiver, endpoint } = await listen(server(), CREDITS, 410);
    const { receiver: other } = await listen(server(), { event_types: ["endpoint.disabled"] });
    await oneEvent();
    const [reported] = await other.waitFor(1);
    expect(reported?.json).toMatchObject({
      type: "endpoint.disabled",
      data: { endpoint_id: endpoint.id, url: endpoint.url, status: "disabled", disables_at: null },
    });
    expect(String(reported?.json.data?.["reason"])).toContain("410");
    const disabled = await server().api.endpoint(endpoint.id);
    expect(disabled.status).toBe("disabled");
    expect(disabled.disabled_reason).toContain("410");
    await settled(endpoint, "failed", 1);

    await oneEvent();
    await steadily(() => expect(receiver.requests).toHaveLength(1), QUIET_MS);
    expect((await server().api.deliveries(endpoint.id))[0]).toMatchObject({ status: "skipped", attempt_count: 0 });
  });

  it.each([301, 302, 307, 308])("redirects with %i: not followed, a failure", async (status) => {
    const target = await startReceiver();
    const { receiver, endpoint } = await listen(server(), { ...CREDITS, max_attempts: 1 });
    receiver.answer({ status, headers: { location: target.url } });
    await oneEvent();
    const delivery = await settled(endpoint, "failed", 1);
    expect(await server().api.attempts(delivery.id)).toMatchObject([{ status, error: null }]);
    expect(target.requests).toHaveLength(0);
    await target.close();
  });

  it("resets the connection, then answers", async () => {
    const { receiver, endpoint } = await listen(server(), CREDITS);
    receiver.next(reset);
    await oneEvent();
    const delivery = await settled(endpoint, "delivered", 2);
    const [first] = await server().api.attempts(delivery.id);
    expect(first?.status).toBeNull();
    expect(first?.error).toMatch(/reset/i);
  });

  it("keeps only the first bytes of a long response", async () => {
    const { receiver, endpoint } = await listen(server(), { ...CREDITS, max_attempts: 1 });
    receiver.answer({ status: 500, body: `begin ${"x".repeat(500_000)}` });
    await oneEvent();
    const delivery = await settled(endpoint, "failed", 1);
    const [attempt] = await server().api.attempts(delivery.id);
    expect(attempt?.response.startsWith("begin xxx")).toBe(true);
    expect(attempt?.response.length).toBeLessThanOrEqual(4_096);
    const detail = expectStatus(200, await server().api.get<object>(`/deliveries/${delivery.id}`));
    expect(detail).toMatchObject({ id: delivery.id, status: "failed", attempts: [{ status: 500 }] });
  });
});

describe("endpoints side by side", () => {
  it("one that hangs delays no other, not even on the same host", async () => {
    const shared = await startReceiver(({ path }) => (path === "/slow" ? hang : 200));
    const quick = await listen(server(), CREDITS);
    const make = (path: string) =>
      server().api.createEndpoint(shared.urlAt(path), { ...CREDITS, rate_limit_per_second: 1_000 });
    const [slow, fast] = [await make("/slow"), await make("/fast")];
    await events(60);
    const startedAt = performance.now();
    await Promise.all([shared.waitFor(60, ({ path }) => path === "/fast"), quick.receiver.waitFor(60)]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await events(1);
    await shared.waitFor(61, ({ path }) => path === "/fast");
    expect((await server().api.deliveries(slow.id)).every(({ status }) => status === "pending")).toBe(true);
    await Promise.all([server().api.deleteEndpoint(slow.id), server().api.deleteEndpoint(fast.id)]);
    await shared.close();
  });

  it("gets the subscribed types and no others", async () => {
    const [credits, both, all] = [
      await listen(server(), CREDITS),
      await listen(server(), { event_types: ["wallet.created", "wallet.credited"] }),
      await listen(server(), { event_types: ["*"] }),
    ];
    const wallet = await server().api.createFundedWallet("5.00", { alert_settings: LEVELS });
    await server().api.debit(wallet.id, "1.00");
    await server().api.updateWallet(wallet.id, { name: "Renamed" });
    const types = (receiver: typeof all.receiver) => receiver.requests.map(({ json }) => json.type).toSorted();
    // Alerts: empty at creation, which proposes a top-up; in warning with the credit.
    const expected = [
      "topup.created",
      "wallet.balance.alert",
      "wallet.balance.alert",
      "wallet.created",
      "wallet.credited",
      "wallet.debited",
      "wallet.updated",
    ];
    await eventually(() => {
      expect(types(all.receiver)).toEqual(expected);
      return true;
    });
    expect(types(credits.receiver)).toEqual(["wallet.credited"]);
    expect(types(both.receiver)).toEqual(["wallet.created", "wallet.credited"]);
  });

  it("a changed URL, filter and secret apply from the next event on", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), CREDITS);
    const wallet = await api.createFundedWallet("5.00");
    await receiver.waitFor(1);
    // Several times, because a change that arrives late would pass once by luck.
    for (let round = 0; round < 5; round += 1) {
      const [type, path] = [round % 2 === 0 ? "wallet.debited" : "wallet.credited", `/moved-${round}`];
      receiver.clear();
      await api.updateEndpoint(endpoint.id, { event_types: [type], url: receiver.urlAt(path) });
      const { secret } = expectStatus(
        200,
        await api.post<CreatedEndpoint>(`/webhook-endpoints/${endpoint.id}/rotate-secret`),
      );
      await api.credit(wallet.id, "1.00");
      await api.debit(wallet.id, "1.00");
      const [request] = await receiver.waitFor(1);
      expect(request).toMatchObject({ path, json: { type } });
      expect(request && verifies(request, secret), `round ${round}: signed with the new secret`).toBe(true);
    }
  });

  it("a deleted endpoint gets no more requests", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), CREDITS);
    const wallet = await api.createFundedWallet("5.00");
    await receiver.waitFor(1);
    await api.deleteEndpoint(endpoint.id);
    expect((await api.get(`/webhook-endpoints/${endpoint.id}`)).status).toBe(404);
    expect((await api.get(`/webhook-endpoints/${endpoint.id}/deliveries`)).status).toBe(404);
    await api.credit(wallet.id, "1.00");
    await steadily(() => expect(receiver.requests).toHaveLength(1), QUIET_MS);
  });
});

describe("secrets", () => {
  it("are shown at creation and rotation only", async () => {
    const { api } = server();
    const { endpoint } = await listen(server());
    const paths = [`/webhook-endpoints/${endpoint.id}`, "/webhook-endpoints?limit=1000"];
    for (const path of paths) expect((await api.get(path)).text).not.toContain(endpoint.secret.slice(6));
    expect((await api.patch(`/webhook-endpoints/${endpoint.id}`, { description: "x" })).text).not.toContain("whsec_");
    expect(server().logs).not.toContain(endpoint.secret.slice(6));
  });

  it("rotation signs with both for 24 hours: either secret verifies", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), CREDITS);
    const rotated = expectStatus(
      200,
      await api.post<CreatedEndpoint>(`/webhook-endpoints/${endpoint.id}/rotate-secret`),
    );
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(endpoint.secret);
    const expires = Date.parse(rotated.previous_secret_expires_at ?? "") - Date.now();
    expect(expires).toBeGreaterThan(23.9 * 3_600_000);
    expect(expires).toBeLessThanOrEqual(24 * 3_600_000);
    await oneEvent();
    const [request] = await receiver.waitFor(1);
    if (!request) throw new Error("no request");
    expect(String(request.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    for (const secret of [rotated.secret, endpoint.secret]) {
      expect(verifiesPlain(request, secret)).toBe(true);
      expect(verifiesStandard(request, secret)).toBe(true);
    }
  });
});

describe("replay", () => {
  it("sends one delivery again, with its original payload", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), CREDITS);
    await oneEvent();
    const delivery = await settled(endpoint, "delivered", 1);
    expect(expectStatus(200, await api.post(`/deliveries/${delivery.id}/replay`))).toEqual({ replayed: 1, next: null });
    const [first, second] = await receiver.waitFor(2);
    expect(second?.body).toBe(first?.body);
    const again = await settled(endpoint, "delivered", 2);
    expect(again.id).toBe(delivery.id);
    expect((await api.post(`/deliveries/${delivery.id}x/replay`)).status).toBe(404);
  });

  it("a replayed delivery has its full number of attempts again", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), { ...CREDITS, max_attempts: 2 }, 500);
    await oneEvent();
    const delivery = await settled(endpoint, "failed", 2);
    await api.post(`/deliveries/${delivery.id}/replay`);
    await settled(endpoint, "failed", 4);
    receiver.answer(200);
    await api.post(`/deliveries/${delivery.id}/replay`);
    await settled(endpoint, "delivered", 5);
    expect((await api.attempts(delivery.id)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });

  it("sends deliveries skipped while disabled, by status and time", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), CREDITS);
    await oneEvent();
    await settled(endpoint, "delivered", 1);
    await api.updateEndpoint(endpoint.id, { status: "disabled" });
    await events(5);
    const skipped = await api.deliveries(endpoint.id, "&status=skipped");
    expect(skipped).toHaveLength(5);
    expect((await api.post(`/webhook-endpoints/${endpoint.id}/replay`)).status).toBe(409);
    expect((await api.post(`/deliveries/${skipped[0]?.id}/replay`)).status).toBe(409);
    await api.updateEndpoint(endpoint.id, { status: "enabled" });
    await steadily(() => expect(receiver.requests).toHaveLength(1), QUIET_MS);

    const replay = (body: object) => api.post(`/webhook-endpoints/${endpoint.id}/replay`, body);
    const long = { since: "2020-01-01T00:00:00Z", until: "2020-01-02T00:00:00Z" };
    expect(expectStatus(200, await replay(long))).toEqual({ replayed: 0, next: null });
    expect(expectStatus(200, await replay({ status: ["failed"] }))).toEqual({ replayed: 0, next: null });
    expect(expectStatus(200, await replay({ since: skipped.at(-1)?.created_at }))).toEqual({ replayed: 5, next: null });
    const requests = await receiver.waitFor(6);
    expect(new Set(requests.map(({ json }) => json.id)).size).toBe(6);
    await eventually(async () => (await api.deliveries(endpoint.id, "&status=delivered")).length === 6);
    expect(expectStatus(200, await replay({}))).toEqual({ replayed: 0, next: null });
    expect(expectStatus(200, await replay({ status: ["delivered"] }))).toEqual({ replayed: 6, next: null });
    await receiver.waitFor(12);
  });

  it("the payload is frozen: a retry shows the balance that fired, not a later one", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), { event_types: ["wallet.balance.alert"] }, 500);
    const wallet = await api.createFundedWallet("50.00");
    await api.updateWallet(wallet.id, { alert_settings: LEVELS });
    await api.debit(wallet.id, "45.00");
    await receiver.waitFor(1);
    await api.debit(wallet.id, "1.00");
    await api.updateWallet(wallet.id, { name: "Renamed", alert_settings: { warning: { threshold: "12.00" } } });
    const [first, second, third] = await receiver.waitFor(3);
    expect(second?.body).toBe(first?.body);
    expect(third?.body).toBe(first?.body);
    receiver.answer(200);
    const delivery = await settled(endpoint, "failed", 3);
    await api.post(`/deliveries/${delivery.id}/replay`);
    const replayed = (await receiver.waitFor(4))[3];
    expect(replayed?.body).toBe(first?.body);
    expect(replayed?.json).toMatchObject({
      ongoing_balance: "5.00",
      wallet: { balance: "5.00", name: "Prepaid" },
      threshold: { threshold: "10.00" },
    });
    expect((await api.get(`/events/${delivery.event_id}`)).text).toBe(first?.body);
  });
});

describe("test sends", () => {
  it("of every type in the catalogue, subscribed or not, are signed samples", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), CREDITS);
    for (const type of EVENT_TYPES) {
      const sent = expectStatus(
        200,
        await api.post<{ event_id: string }>(`/webhook-endpoints/${endpoint.id}/test`, { type }),
      );
      const [request] = await receiver.waitFor(1, ({ json }) => json.type === type);
      if (!request) throw new Error("no request");
      expect(request.json).toMatchObject({ ...sampleMembers(type), id: sent.event_id, type });
      expect(request.headers["x-event-type"]).toBe(type);
      expect(verifies(request, endpoint.secret)).toBe(true);
    }
    const unasked = await api.post<{ event_id: string }>(`/webhook-endpoints/${endpoint.id}/test`);
    const { event_id } = expectStatus(200, unasked);
    const [sample] = await receiver.waitFor(1, ({ json }) => json.id === event_id);
    expect(sample?.json.type).toBe("wallet.debited");
    const unknown = await api.post(`/webhook-endpoints/${endpoint.id}/test`, { type: "wallet.exploded" });
    expect(errorOf(unknown)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "type" }] });
  });

  it("goes to that endpoint only", async () => {
    const { api } = server();
    const [one, two] = [await listen(server()), await listen(server())];
    await api.post(`/webhook-endpoints/${one.endpoint.id}/test`, { type: "wallet.credited" });
    await one.receiver.waitFor(1);
    await steadily(() => expect(two.receiver.requests).toHaveLength(0), QUIET_MS);
  });
});

describe("targets", () => {
  const guarded = useServer({ env: QUICK_RETRIES, allowPrivateTargets: false });

  it.each([
    "http://127.0.0.1:4000/hook",
    "http://localhost:4000/hook",
    "http://LOCALHOST./hook",
    "http://api.localhost/hook",
    "http://[::1]:4000/hook",
    "http://[::ffff:127.0.0.1]:4000/hook",
    "http://2130706433:4000/hook",
    "http://0x7f.1:4000/hook",
    "http://0177.0.0.1/hook",
    "http://0.0.0.0:4000/hook",
    "http://10.1.2.3/hook",
    "http://192.168.0.1/hook",
    "http://169.254.169.254/latest/meta-data",
    "http://[fe80::1]/hook",
    "http://[fd00::1]/hook",
  ])("%s is refused at once, without --allow-private-targets", async (url) => {
    const { api } = guarded();
    const created = await api.post("/webhook-endpoints", { url });
    const { id } = await api.createEndpoint("https://example.com/hook");
    const changed = await api.patch(`/webhook-endpoints/${id}`, { url });
    const provider = { kind: "octopus", name: "Octopus", base_url: url };
    const connected = await api.post("/providers", provider);
    for (const [answer, field] of [
      [created, "url"],
      [changed, "url"],
      [connected, "base_url"],
    ] as const) {
      expect(answer.status).toBe(400);
      const [detail] = errorOf(answer).details;
      expect(detail?.field).toBe(field);
      expect(detail?.message).toContain("must have a public address");
    }
  });

  it.each([
    ["ftp://example.com/", "url"],
    ["file:///etc/passwd", "url"],
    ["javascript:alert(1)", "url"],
    ["not a url", "url"],
    ["", "url"],
    ["https://user:secret@example.com/", "url"],
    [`https://example.com/${"x".repeat(3_000)}`, "url"],
  ])("%s is not a URL for an endpoint", async (url, field) => {
    const answer = await server().api.post("/webhook-endpoints", { url });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details.map((detail) => detail.field)).toEqual([field]);
  });

  it.each<[object, string]>([
    [{ event_types: [] }, "event_types"],
    [{ event_types: ["wallet.exploded"] }, "event_types.0"],
    [{ event_types: "*" }, "event_types"],
    [{ rate_limit_per_second: 0 }, "rate_limit_per_second"],
    [{ max_attempts: 0 }, "max_attempts"],
    [{ max_attempts: 2.5 }, "max_attempts"],
    [{ timeout_ms: -1 }, "timeout_ms"],
    [{ secret: "whsec_mine" }, "secret"],
  ])("%j is refused by name", async (fields, field) => {
    const answer = await server().api.post("/webhook-endpoints", { url: "https://example.com/", ...fields });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details.map((detail) => detail.field)).toEqual([field]);
  });
});

it("deliveries are listed newest first and by status", async () => {
  const { api } = server();
  const { endpoint } = await listen(server(), CREDITS);
  const wallet = await api.createWallet();
  const ids: number[] = [];
  for (let index = 0; index < 3; index += 1) ids.push((await api.credit(wallet.id, "1.00")).id);
  await eventually(async () => (await api.deliveries(endpoint.id, "&status=delivered")).length === 3);
  const deliveries = await api.deliveries(endpoint.id);
  const reported = await Promise.all(
    deliveries.map(
      async ({ event_id }) => (await api.get<{ data: { ledger_id: Transaction["id"] } }>(`/events/${event_id}`)).body,
    ),
  );
  expect(reported.map(({ data }) => data.ledger_id)).toEqual(ids.toReversed());
  for (const status of ["pending", "failed", "skipped"]) {
    expect(await api.deliveries(endpoint.id, `&status=${status}`)).toEqual([]);
  }
  expect((await api.get(`/webhook-endpoints/${endpoint.id}/deliveries?status=lost`)).status).toBe(400);
});

describe("include=recent", () => {
  const recentOf = async (id: string) =>
    expectStatus(200, await server().api.get<WebhookEndpoint>(`/webhook-endpoints/${id}?include=recent`)).recent;
  const NOTHING = { total: 0, delivered: 0, failed: 0, pending: 0, skipped: 0, complete: true, last_attempt: null };

  it("says what became of an endpoint's deliveries, alone and in the list", async () => {
    const { api } = server();
    const answers = [200, 200, 500];
    const { endpoint } = await listen(
      server(),
      { ...CREDITS, max_attempts: 1 },
      (_request, index) => answers[index] ?? 200,
    );
    const { endpoint: quiet } = await listen(server(), { event_types: ["topup.overdue"] });
    expect(await recentOf(endpoint.id)).toEqual(NOTHING);
    const wallet = await api.createWallet();
    for (const done of [1, 2, 3]) {
      await api.credit(wallet.id, "1.00");
      await eventually(async () => (await api.deliveries(endpoint.id, "&status=pending")).length === 0);
      expect((await recentOf(endpoint.id))?.total).toBe(done);
    }
    const [newest] = await api.deliveries(endpoint.id);
    const recent = { ...NOTHING, total: 3, delivered: 2, failed: 1, last_attempt: newest?.last_attempt };
    expect(recent.last_attempt).toMatchObject({ status: 500 });
    expect(await recentOf(endpoint.id)).toEqual(recent);
    await api.updateEndpoint(endpoint.id, { status: "disabled" });
    await api.credit(wallet.id, "1.00");
    const skipped = { ...recent, total: 4, skipped: 1 };
    expect(await recentOf(endpoint.id)).toEqual(skipped);
    const listed = expectStatus(200, await api.get<WebhookEndpoint[]>("/webhook-endpoints?include=recent&limit=1000"));
    const of = (id: string) => listed.find((each) => each.id === id)?.recent;
    expect([of(endpoint.id), of(quiet.id)]).toEqual([skipped, NOTHING]);
    // Without `include` it is not there, and what was deleted is not found.
    expect(await api.endpoint(endpoint.id)).not.toHaveProperty("recent");
    await api.deleteEndpoint(endpoint.id);
    expect((await api.get(`/webhook-endpoints/${endpoint.id}?include=recent`)).status).toBe(404);
    for (const path of ["/webhook-endpoints", `/webhook-endpoints/${quiet.id}`]) {
      expect((await api.get(`${path}?include=counts`)).status).toBe(400);
    }
  });

  it("counts the newest 100 of each in the list and 1,000 of one, and says when there are more", async () => {
    const { api } = server();
    const { endpoint } = await listen(server(), CREDITS);
    await api.updateEndpoint(endpoint.id, { status: "disabled" });
    const inList = async () => {
      const answer = await api.get<WebhookEndpoint[]>("/webhook-endpoints?include=recent&limit=1000");
      return expectStatus(200, answer).find(({ id }) => id === endpoint.id)?.recent;
    };
    const one = () => recentOf(endpoint.id);
    // A commit may leave some of its deliveries to the next.
    for (const [count, read, expected] of [
      [100, inList, { total: 100, skipped: 100, complete: true }],
      [1, inList, { total: 100, skipped: 100, complete: false }],
      [899, one, { total: 1_000, skipped: 1_000, complete: true }],
      [1, one, { total: 1_000, skipped: 1_000, complete: false }],
    ] as const) {
      await events(count);
      await eventually(async () => expect(await read()).toMatchObject(expected));
    }
  });
});

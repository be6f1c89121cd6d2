import { readdir, readFile } from "node:fs/promises";
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Provider } from "@plimsoll/contract";
import { describe, expect, it, onTestFinished } from "vitest";
import { errorOf } from "../support/e2e/api.ts";
import { checkAnswerTo } from "../support/e2e/checked-answers.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { connectOctopus, declareMirror, useServer, type Connected } from "../support/e2e/fixtures.ts";
import {
  hookHeaders,
  movementEvent,
  sendHook,
  sendRawHook,
  signature,
  type HookTarget,
} from "../support/e2e/octopus.ts";
import { startServer } from "../support/e2e/server.ts";

const server = useServer();

async function connected(): Promise<Connected & { readonly walletId: number }> {
  const connection = await connectOctopus(server());
  const { id } = await declareMirror(server(), connection.provider);
  return { ...connection, walletId: id };
}

/** An event's text with an amount exactly as given, with all digits. */
function eventText(amount: string, fields: Readonly<Record<string, unknown>> = {}): string {
  const event = movementEvent("wallet.credited", 1, "AMOUNT");
  return JSON.stringify({ ...event, data: { ...event.data, ...fields } }).replace('"AMOUNT"', amount);
}

describe("a hook that is not the provider's", () => {
  it.each<[string, Record<string, string>]>([
    ["no signature", { "x-signature": "" }],
    ["another secret's", { "x-signature": signature("another", "{}") }],
    ["too short", { "x-signature": "ab".repeat(16) }],
    ["too long", { "x-signature": "ab".repeat(33) }],
    ["not hexadecimal", { "x-signature": "z".repeat(64) }],
    ["the secret itself", { "x-signature": "octopus-shared-secret" }],
  ])("with %s: 401, nothing written, nothing kept", async (_title, headers) => {
    const { provider, target, walletId } = await connected();
    const answer = await sendHook(target, movementEvent("wallet.debited", 1, "1.00"), headers);
    expect(answer.status).toBe(401);
    expect(errorOf(answer).code).toBe("UNAUTHORIZED");
    expect((await server().api.wallet(walletId)).sequence).toBe(1);
    expect(await server().api.rejectedHooks(provider.id)).toEqual([]);
  });

  it("signed over another body, or only with the token header: 401", async () => {
    const { target, walletId } = await connected();
    const event = movementEvent("wallet.debited", 1, "1.00");
    const signed = signature(target.secret, JSON.stringify(event));
    const changed = { ...event, data: { ...event.data, amount: "2.00" } };
    expect((await sendHook(target, changed, { "x-signature": signed })).status).toBe(401);
    // The same JSON in another layout: the raw bytes are signed.
    expect((await sendRawHook(target, JSON.stringify(event, null, 2), { "x-signature": signed })).status).toBe(401);
    expect(
      (await sendHook(target, event, { "x-signature": "", "x-octopus-webhook-token": target.secret })).status,
    ).toBe(401);
    expect((await server().api.wallet(walletId)).sequence).toBe(1);
  });

  it("a provider without a webhook secret accepts none", async () => {
    const { api } = server();
    const { body: provider } = await api.post<{ hook_url: string }>("/providers", {
      kind: "octopus",
      name: "Poll only",
    });
    for (const secret of ["", "null", "undefined"]) {
      const target: HookTarget = { url: server().url, hookUrl: provider.hook_url, secret };
      expect((await sendHook(target, movementEvent("wallet.debited", 1, "1.00"))).status).toBe(401);
    }
  });

  it("an unknown provider or another method: 404", async () => {
    const { target } = await connected();
    const event = movementEvent("wallet.debited", 1, "1.00");
    for (const hookUrl of [
      "/hooks/prov_00000000000000000000000000",
      "/hooks/",
      "/hooks/1",
      "/hooks/prov_x%00",
      `${target.hookUrl}/x`,
    ]) {
      const answer = await sendHook({ ...target, hookUrl }, event);
      expect(answer.status).toBe(404);
      expect(errorOf(answer).code).toBe("NOT_FOUND");
    }
    for (const method of ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"]) {
      const response = await fetch(`${target.url}${target.hookUrl}`, { method });
      expect(response.status).toBe(404);
      await response.arrayBuffer();
    }
  });
});

describe("a malformed hook", () => {
  it.each<[string, string]>([
    ["no JSON", '{"id": "evt_1", '],
    ["empty", ""],
    ["an array", "[]"],
    ["null", "null"],
    ["text", '"evt_1"'],
    ["no id", '{"type":"wallet.debited","created_at":"2026-05-15T14:30:00Z","data":{}}'],
    ["an id that is no text", '{"id":7,"type":"wallet.debited","created_at":"2026-05-15T14:30:00Z","data":{}}'],
    ["a long id", `{"id":"${"x".repeat(10_000)}","type":"wallet.debited","data":{}}`],
    ["no type", '{"id":"evt_1","data":{}}'],
    ["no data", '{"id":"evt_1","type":"wallet.debited","created_at":"2026-05-15T14:30:00Z"}'],
    ["data of another kind", '{"id":"evt_1","type":"wallet.debited","created_at":"2026-05-15T14:30:00Z","data":[]}'],
    ["no created_at", eventText('"1.00"').replace(/"created_at":"[^"]+",/, "")],
    ["a created_at that is no time", eventText('"1.00"').replace(/"created_at":"[^"]+"/, '"created_at":"soon"')],
    ["no amount", eventText("null")],
    ["an amount that is no decimal", eventText('"a lot"')],
    [
      "a created_at that is a number in a text",
      eventText('"1.00"').replace(/"created_at":"[^"]+"/, '"created_at":"1"'),
    ],
    ["a created_at in words", eventText('"1.00"').replace(/"created_at":"[^"]+"/, '"created_at":"May 15"')],
    ["a date alone", eventText('"1.00"').replace(/"created_at":"[^"]+"/, '"created_at":"2026-05-15"')],
    ["30 February", eventText('"1.00"').replace(/"created_at":"[^"]+"/, '"created_at":"2026-02-30T10:00:00Z"')],
    ["RFC 1123", eventText('"1.00"').replace(/"created_at":"[^"]+"/, '"created_at":"Fri, 15 May 2026 10:00:00 GMT"')],
    ["a member twice", eventText('"1.00"').replace('"amount"', '"amount":"9.00","amount"')],
    ["a member twice at the top", eventText('"1.00"').replace("{", '{"type":"wallet.debited",')],
    ["a member twice deep down", eventText('"1.00"', { more: [{ a: 1 }] }).replace('"a":1', '"a":1,"a":1')],
    ["a negative amount", eventText('"-1.00"')],
    ["zero", eventText("0")],
    ["too fine an amount", eventText("0.001")],
    ["too great an amount", eventText('"99999999999999999999"')],
    ["an amount beyond the balance's range", eventText('"92233720368547758.07"')],
    ["no currency", eventText('"1.00"', { currency: null })],
    ["another currency than the wallet's", eventText('"1.00"', { currency: "EUR" })],
    ["no wallet_id", eventText('"1.00"', { wallet_id: null })],
    [
      "deep nesting",
      `{"id":"evt_1","type":"wallet.debited","created_at":"2026-05-15T14:30:00Z","data":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}`,
    ],
    ["deep arrays", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
  ])("%s: 400, kept for inspection, nothing moved", async (_title, body) => {
    const { provider, target, walletId } = await connected();
    const answer = await sendRawHook(target, body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).code).toBe("VALIDATION_FAILURE");
    expect(errorOf(answer).details).toHaveLength(1);
    const kept = await server().api.rejectedHooks(provider.id);
    expect(kept).toMatchObject([{ provider_id: provider.id, reason: "malformed", event_id: null }]);
    expect(kept[0]?.detail).toBeTruthy();
    // A provider repeats its hook; it is kept once.
    expect((await sendRawHook(target, body)).status).toBe(400);
    expect(await server().api.rejectedHooks(provider.id)).toHaveLength(1);
    expect(await server().api.wallet(walletId)).toMatchObject({ balance: "1000.00", sequence: 1 });
  });

  it("header and body must name the same event", async () => {
    const { provider, target, walletId } = await connected();
    const event = movementEvent("wallet.debited", 1, "1.00");
    for (const headers of [{ "x-event-id": "evt_other" }, { "x-event-type": "wallet.credited" }]) {
      const answer = await sendHook(target, event, headers);
      expect(answer.status).toBe(400);
      expect(errorOf(answer).code).toBe("VALIDATION_FAILURE");
    }
    expect((await server().api.rejectedHooks(provider.id)).length).toBeGreaterThan(0);
    expect((await server().api.wallet(walletId)).sequence).toBe(1);
    // A refusal does not use up the id: the right request still counts.
    expect((await sendHook(target, event)).body).toEqual({ received: true, duplicate: false });
    expect((await server().api.wallet(walletId)).balance).toBe("999.00");
  });

  it("is kept without secrets and personal data", async () => {
    const { provider, target } = await connected();
    const secrets = {
      webhook_token: "tok-11aa22bb",
      password: "hunter2-hunter2",
      vouchers: [{ card_number: "4111111111111111", pin: "9921-pin", code: "VOUCHER-CODE-1", amount: 5 }],
      note: "paid with 4111 1111 1111 1111 by jane.doe@example.com, Bearer abc.def.ghi",
      customer: { first_name: "Jane-First", phone: "+4915112345678", address: "Elm Street 13b" },
    };
    await sendRawHook(target, JSON.stringify({ id: "evt_1", type: "wallet.debited", data: secrets }));
    const text = JSON.stringify(await server().api.rejectedHooks(provider.id));
    for (const secret of [
      "tok-11aa22bb",
      "hunter2",
      "4111",
      "9921-pin",
      "VOUCHER-CODE-1",
      "jane.doe",
      "abc.def.ghi",
      "Jane-First",
      "4915112345678",
      "Elm Street",
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain("wallet.debited");
  });

  it("a card number that is a JSON number is not kept", async () => {
    const { provider, target } = await connected();
    await sendRawHook(
      target,
      '{"id":"evt_1","type":"wallet.debited","data":{"note":4111111111111111,"list":[5500005555555559]}}',
    );
    const [kept] = await server().api.rejectedHooks(provider.id);
    expect(kept?.body).not.toContain("4111111111111111");
    expect(kept?.body).not.toContain("5500005555555559");
  });

  it("a body that is not whole JSON is kept without secrets too", async () => {
    const { provider, target } = await connected();
    const body =
      '{"id":"evt_1","type":"order.delivered","data":{"vouchers":[{"code":"VOUCHER-CODE-2","pin":"4812"}],"token":"tok-33cc","customer":{"phone":"+49 151 2345678"}';
    await sendRawHook(target, body);
    const [kept] = await server().api.rejectedHooks(provider.id);
    expect(kept).toMatchObject({ reason: "malformed" });
    for (const secret of ["VOUCHER-CODE-2", "4812", "tok-33cc", "2345678"]) expect(kept?.body).not.toContain(secret);
    expect(kept?.body).toContain("order.delivered");
  });

  it.each([300_000, 5_000_000])("a body of %i bytes: 400", async (size) => {
    const { target, walletId } = await connected();
    const answer = await sendRawHook(target, eventText('"1.00"', { remarks: "x".repeat(size) }));
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "body" }] });
    expect((await server().api.wallet(walletId)).sequence).toBe(1);
  });
});

describe("unreadable additional data never loses a movement", () => {
  it.each<[string, string, object]>([
    ["half a surrogate pair", eventText('"1.00"').replace("MY_ORDER", "\\ud800MY_ORDER"), { amount: "1.00" }],
    ["a NUL", eventText('"1.00"', { remarks: "a\u0000b" }), { remarks: "a\uFFFDb" }],
    ["a numeric reference", eventText('"1.00"', { reference_number: 4711 }), { reference_number: "4711" }],
    ["remarks that are no text", eventText('"1.00"', { remarks: { a: 1 } }), { remarks: "" }],
    ["a ledger_id that is none", eventText('"1.00"', { ledger_id: {} }), { amount: "1.00" }],
    ["a byte order mark", `\uFEFF${eventText('"1.00"')}`, { amount: "1.00" }],
    ["more zeros than the scale", eventText('"1.000"'), { amount: "1.00" }],
    ["an exponent", eventText("1E+0"), { amount: "1.00" }],
    ["an exponent in a text", eventText('"1e2"'), { amount: "100.00" }],
    ["long remarks cut within a pair", eventText('"1.00"', { remarks: `${"x".repeat(999)}🎁` }), { amount: "1.00" }],
  ])("%s", async (_title, body, transaction) => {
    const { target, walletId } = await connected();
    expect((await sendRawHook(target, body)).body).toEqual({ received: true, duplicate: false });
    const [posted] = await server().api.transactions(walletId);
    expect({ ...posted, remarks: posted?.remarks ?? "" }).toMatchObject(transaction);
  });

  it("an event id that is not ASCII agrees with its header, which is UTF-8", async () => {
    const { target, walletId } = await connected();
    const event = { ...movementEvent("wallet.credited", 1, "1.00"), id: "evt_für_🎁" };
    const header = (id: string) => ({ "x-event-id": Buffer.from(id, "utf8").toString("latin1") });
    expect((await sendHook(target, event, header("evt_fur"))).status).toBe(400);
    expect((await sendHook(target, event, header(event.id))).body).toEqual({ received: true, duplicate: false });
    expect((await server().api.wallet(walletId)).balance).toBe("1001.00");
  });
});

describe("times", () => {
  it("without a zone are UTC wherever the server stands, and a leap second is one", async () => {
    const own = await startServer({ env: { TZ: "Asia/Kolkata" } });
    const { provider, target } = await connectOctopus(own);
    const { id } = await declareMirror(own, provider);
    const local = { ...movementEvent("wallet.debited", 1, "1.00"), created_at: new Date().toISOString().slice(0, -1) };
    expect((await sendHook(target, local)).body).toEqual({ received: true, duplicate: false });
    expect(await own.api.wallet(id)).toMatchObject({ balance: "999.00" });
    // Applied, and not recorded as part of the opening balance.
    const late = await own.api.get(`/providers/${provider.id}/rejected-hooks?reason=late`);
    expect(late.body).toEqual([]);
    const leap = { ...movementEvent("wallet.debited", 1, "1.00"), created_at: "2016-12-31T23:59:60Z" };
    expect((await sendHook(target, leap)).status).toBe(200);
    await own.kill();
  });
});

describe("a webhook secret that is replaced", () => {
  it("is valid at once, and the previous one only for its grace period", async () => {
    const { api } = server();
    const { provider, target, walletId } = await connected();
    const replace = async (secret: string, grace?: number) => {
      const answer = await api.patch<Provider>(`/providers/${provider.id}`, {
        webhook_secret: secret,
        ...(grace === undefined ? {} : { webhook_secret_grace_seconds: grace }),
      });
      expect(answer.status).toBe(200);
      return answer.body;
    };
    const statuses = (...secrets: string[]) =>
      Promise.all(
        secrets.map(async (secret) => {
          const hook = await sendHook({ ...target, secret }, movementEvent("wallet.credited", 1, "1.00"));
          return hook.status;
        }),
      );
    expect(await statuses(target.secret, "two")).toEqual([200, 401]);
    expect(await replace("two")).toMatchObject({ previous_webhook_secret_until: null });
    expect(await statuses(target.secret, "two")).toEqual([401, 200]);
    const { previous_webhook_secret_until: until } = await replace("three", 3_600);
    expect(Date.parse(until ?? "") - Date.now()).toBeGreaterThan(3_500_000);
    expect(await statuses(target.secret, "two", "three")).toEqual([401, 200, 200]);
    await replace("four", 1);
    expect(await statuses("two", "three", "four")).toEqual([401, 200, 200]);
    await eventually(async () => (await statuses("three"))[0] === 401);
    expect((await api.wallet(walletId)).balance).not.toBe("1000.00");
    for (const body of [
      { webhook_secret_grace_seconds: 5 },
      { webhook_secret: null, webhook_secret_grace_seconds: 5 },
    ]) {
      const refused = await api.patch(`/providers/${provider.id}`, body);
      expect(errorOf(refused).details).toMatchObject([{ field: "webhook_secret_grace_seconds" }]);
    }
  });
});

describeEngines("hooks that are refused", (engine) => {
  const own = useServer({ engine });
  const eventsOf = async (type: string) => {
    const { body } = await own().api.get<{ type: string; data?: object }[]>("/events?limit=1000");
    return body.filter((event) => event.type === type);
  };

  it("are counted and shown on the provider, announced once, and so is the one that is accepted again", async () => {
    const { api } = own();
    const { provider, target } = await connectOctopus(own());
    await declareMirror(own(), provider);
    const shown = async () => (await api.get<Provider>(`/providers/${provider.id}`)).body.hooks;
    expect(await shown()).toEqual({
      last_received_at: null,
      last_refused_at: null,
      refused_count: 0,
      refused_reason: null,
    });
    const wrong = { ...target, secret: "another" };
    for (let sent = 0; sent < 5; sent += 1) {
      expect((await sendHook(wrong, movementEvent("wallet.debited", 1, "1.00"))).status).toBe(401);
    }
    expect(await shown()).toMatchObject({
      last_received_at: null,
      last_refused_at: expect.any(String) as string,
      refused_count: 5,
      refused_reason: "the signature is not this provider's",
    });
    await eventually(async () => (await eventsOf("provider.failing")).length === 1);
    expect(await eventsOf("provider.failing")).toMatchObject([
      { data: { provider_id: provider.id, source: "hooks", reason: "the signature is not this provider's" } },
    ]);
    expect((await sendHook(target, movementEvent("wallet.debited", 1, "1.00"))).status).toBe(200);
    expect((await shown()).last_received_at).not.toBeNull();
    await eventually(async () => (await eventsOf("provider.recovered")).length === 1);
    expect((await sendHook(wrong, movementEvent("wallet.debited", 1, "1.00"), { "x-signature": "" })).status).toBe(401);
    expect(await shown()).toMatchObject({ refused_count: 6, refused_reason: "the signature is missing" });
    const { stdout } = await own().cli("doctor", provider.id);
    expect(stdout).toMatch(/last hook/);
    expect(stdout).toMatch(/refused hooks/);
  });
});

describe("the caller is authenticated before the body is read", () => {
  const almost = 262_143;
  /** A request that announces one byte more than it sends. */
  function half(url: string, headers: Readonly<Record<string, string>> = {}): ClientRequest {
    const request = httpRequest(url, {
      method: "POST",
      agent: false,
      headers: { "content-type": "application/json", "content-length": String(almost + 1), ...headers },
    });
    request.on("error", () => undefined);
    request.write(Buffer.alloc(almost, "x"));
    onTestFinished(() => void request.destroy());
    return request;
  }

  it("a request that matches no provider gets its response at once", async () => {
    const { target } = await connected();
    const { body: gateway } = await server().api.post<{ gateway_url: string }>("/gateway-connections", {
      kind: "sudo",
      name: "Issuer",
      authorization: "Bearer issuer",
    });
    const asked: [string, Record<string, string>, number][] = [
      [`${target.url}/hooks/prov_00000000000000000000000000`, {}, 404],
      [`${target.url}/hooks/x`, {}, 404],
      [`${target.url}${target.hookUrl}`, {}, 401],
      [`${target.url}/gateway/x`, {}, 404],
      [`${target.url}/gateway/gw_00000000000000000000000000`, {}, 401],
      [`${target.url}${gateway.gateway_url}`, { authorization: "Bearer other" }, 401],
    ];
    for (const [url, headers, status] of asked) {
      expect([url, (await answerOf(half(url, headers))).status]).toEqual([url, status]);
    }
  });

  it("bodies being received share a bound, which honest hooks do not reach", async () => {
    const { target, walletId } = await connected();
    const signed = { "x-signature": "ab".repeat(32) };
    const before = await memoryOf(server().pid);
    const requests = Array.from({ length: 300 }, () => half(`${target.url}${target.hookUrl}`, signed));
    const answers: number[] = [];
    for (const request of requests) request.once("response", (response) => void answers.push(response.statusCode ?? 0));
    await eventually(() => answers.length > 100, 30_000);
    expect(new Set(answers)).toEqual(new Set([503]));
    expect((await sendHook(target, movementEvent("wallet.credited", 1, "1.00"))).status).toBe(200);
    expect((await server().api.wallet(walletId)).balance).toBe("1001.00");
    expect((await memoryOf(server().pid)) - before).toBeLessThan(150 * 1_048_576);
  });
});

/** Resident bytes of a process. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
}

describe("what is read", () => {
  it("number amounts keep every digit", async () => {
    const { target, walletId } = await connected();
    for (const amount of ["0.1", "0.1", "0.1", "12345678901234.56", "5", "7.0"]) {
      const answer = await sendRawHook(target, eventText(amount));
      expect(answer.body).toEqual({ received: true, duplicate: false });
    }
    expect((await server().api.wallet(walletId)).balance).toBe("12345678902246.86");
    const amounts = (await server().api.transactions(walletId)).map(({ amount }) => amount);
    expect(amounts.slice(0, 6)).toEqual(["7.00", "5.00", "12345678901234.56", "0.10", "0.10", "0.10"]);
  });

  it("wallet ids beyond a double's precision are distinguished", async () => {
    const { provider, target } = await connected();
    const [one, two] = [
      await declareMirror(server(), provider, { external_id: "9007199254740993", balance: "0" }),
      await declareMirror(server(), provider, { external_id: "9007199254740992", balance: "0" }),
    ];
    await sendRawHook(target, eventText('"1.00"').replace('"wallet_id":1', '"wallet_id":9007199254740993'));
    expect((await server().api.wallet(one.id)).balance).toBe("1.00");
    expect((await server().api.wallet(two.id)).balance).toBe("0.00");
  });

  it("text is read byte for byte, whatever the layout", async () => {
    const { target, walletId } = await connected();
    const remarks = "Aufgeladen: 5 € für „Zoë“ 🎁 \\u0041 tab\\t";
    const body = `\n ${eventText('"1.00"').replace(/"remarks":"[^"]*"/, `"remarks" : "${remarks}"`)}\r\n`;
    expect((await sendRawHook(target, body)).body).toEqual({ received: true, duplicate: false });
    const [transaction] = await server().api.transactions(walletId);
    expect(transaction?.remarks).toBe("Aufgeladen: 5 € für „Zoë“ 🎁 A tab\t");
  });

  it("an honest retry with an old timestamp is accepted", async () => {
    const { target } = await connected();
    const hourAgo = String(Math.floor(Date.now() / 1_000) - 3_600);
    const answer = await sendHook(target, movementEvent("wallet.credited", 1, "1.00"), { "x-timestamp": hourAgo });
    expect(answer.body).toEqual({ received: true, duplicate: false });
  });

  it("unknown event types and new fields are accepted; ids are deduplicated across types", async () => {
    const { api } = server();
    const { target, walletId } = await connected();
    const event = { ...movementEvent("wallet.credited", 1, "1.00"), type: "order.delivered" };
    expect((await sendHook(target, event)).body).toEqual({ received: true, duplicate: false });
    expect((await sendHook(target, event)).body).toEqual({ received: true, duplicate: true });
    expect((await sendHook(target, { ...event, type: "wallet.credited" })).body).toEqual({
      received: true,
      duplicate: true,
    });
    expect((await api.wallet(walletId)).sequence).toBe(1);
    const extended = movementEvent("wallet.credited", 1, "1.00", { channel: "swift", nested: { new: true } });
    expect((await sendHook(target, extended)).body).toEqual({ received: true, duplicate: false });
    expect((await api.wallet(walletId)).balance).toBe("1001.00");
  });

  it("one id at two providers is two events", async () => {
    const [one, two] = [await connected(), await connected()];
    const event = movementEvent("wallet.credited", 1, "1.00");
    expect((await sendHook(one.target, event)).body.duplicate).toBe(false);
    expect((await sendHook(two.target, event)).body.duplicate).toBe(false);
  });

  it("what the provider took goes below zero: the money has moved already", async () => {
    const { target, walletId } = await connected();
    expect((await sendHook(target, movementEvent("wallet.debited", 1, "1500.00"))).status).toBe(200);
    expect(await server().api.wallet(walletId)).toMatchObject({ balance: "-500.00", amount: -500 });
    const refused = await server().api.post(`/wallets/${walletId}/credits`, { amount: "1.00" });
    expect([refused.status, errorOf(refused).code]).toEqual([409, "CONFLICT"]);
  });
});

describeEngines("events for a wallet not yet known", (engine) => {
  const own = useServer({ engine });

  it("wait, are deduplicated, and are applied when it is declared", async () => {
    const { api } = own();
    const { provider, target } = await connectOctopus(own());
    const events = [
      movementEvent("wallet.credited", 77, "10.00"),
      movementEvent("wallet.debited", 77, "4.00"),
      movementEvent("wallet.debited", 77, "1.00"),
    ];
    for (const event of events)
      expect((await sendHook(target, event)).body).toEqual({ received: true, duplicate: false });
    for (const event of events)
      expect((await sendHook(target, event)).body).toEqual({ received: true, duplicate: true });
    const mirror = await declareMirror(own(), provider, { external_id: "77", balance: "100.00" });
    expect(await api.wallet(mirror.id)).toMatchObject({ balance: "105.00", sequence: 4 });
    const transactions = (await api.transactions(mirror.id)).toReversed();
    expect(transactions.map(({ balance_after }) => balance_after)).toEqual(["100.00", "110.00", "106.00", "105.00"]);
    for (const event of events)
      expect((await sendHook(target, event)).body).toEqual({ received: true, duplicate: true });
    expect((await api.wallet(mirror.id)).balance).toBe("105.00");
    expect(
      (await api.post("/wallets", { name: "Twice", currency: "USD", provider_id: provider.id, external_id: "77" }))
        .status,
    ).toBe(409);
  });

  it("one that does not fit the wallet is kept for inspection", async () => {
    const { api } = own();
    const { provider, target } = await connectOctopus(own());
    const event = movementEvent("wallet.credited", 78, "10.00", { currency: "EUR" });
    await sendHook(target, event);
    const mirror = await declareMirror(own(), provider, { external_id: "78", balance: "100.00" });
    expect(mirror.balance).toBe("100.00");
    expect(await api.rejectedHooks(provider.id)).toMatchObject([{ event_id: event.id, event_type: "wallet.credited" }]);
  });
});

describe("secrets", () => {
  it("never reach the logs, the API or, unencrypted, the disk", async () => {
    const own = await startServer({ env: { PLIMSOLL_LOG_LEVEL: "trace" } });
    const secrets = ["very-secret-hook-value", "very-secret-api-key", "very-secret-api-secret"] as const;
    const [secret, api_key, api_secret] = secrets;
    const created = await own.api.post<{ id: string; hook_url: string }>("/providers", {
      kind: "octopus",
      name: "Octopus",
      webhook_secret: secret,
      credentials: { api_key, api_secret },
    });
    expect(created.body).toMatchObject({ has_credentials: true, has_webhook_secret: true });
    const target: HookTarget = { url: own.url, hookUrl: created.body.hook_url, secret };
    await own.api.createWallet({ provider_id: created.body.id, external_id: "1" });
    await sendHook(target, movementEvent("wallet.credited", 1, "1.00"));
    await sendHook(target, { ...movementEvent("wallet.credited", 1, "1.00"), type: "order.failed" });
    await sendHook(target, movementEvent("wallet.credited", 1, "1.00"), { "x-signature": "00" });
    await sendRawHook(target, JSON.stringify({ id: "x", type: "wallet.debited", data: { secret } }));
    await sendRawHook(target, "nonsense");
    const paths = [
      "/providers",
      `/providers/${created.body.id}`,
      `/providers/${created.body.id}/rejected-hooks`,
      "/events",
      "/wallets",
      "/transactions",
    ];
    const texts = await Promise.all(paths.map(async (path) => (await own.api.get(path)).text));
    const metrics = await (await fetch(`${own.url}/metrics`)).text();
    await own.stop();
    const files = await Promise.all(
      (await readdir(own.data.dataDir)).map((name) => readFile(join(own.data.dataDir, name), "latin1")),
    );
    const everything = [created.text, ...texts, metrics, own.logs, own.stdout, ...files].join("\n");
    for (const value of [...secrets, own.data.adminKey]) expect(everything.includes(value)).toBe(false);
  });
});

describe("connections", () => {
  it("chunked bodies, cut anywhere, are joined", async () => {
    const { target, walletId } = await connected();
    const body = Buffer.from(JSON.stringify(movementEvent("wallet.credited", 1, "1.00", { remarks: "für 🎁" })));
    for (const cuts of [[1], [10, 11, 12], Array.from({ length: body.length - 1 }, (_, index) => index + 1)]) {
      const request = open(target, body.toString(), { "transfer-encoding": "chunked" });
      let start = 0;
      for (const cut of [...cuts, body.length]) {
        request.write(body.subarray(start, cut));
        start = cut;
      }
      request.end();
      const { status, text } = await answerOf(request);
      expect(status).toBe(200);
      expect(text).toContain('"received":true');
    }
    expect((await server().api.wallet(walletId)).balance).toBe("1001.00");
  });

  it("a sender that disconnects half-way changes nothing and harms no other", async () => {
    const { target, walletId } = await connected();
    const body = eventText('"1.00"');
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const request = open(target, body, { "content-length": String(Buffer.byteLength(body)) });
        request.on("error", () => undefined);
        request.write(body.slice(0, 20));
        await new Promise((resolve) => request.once("socket", (socket) => socket.once("connect", resolve)));
        request.destroy();
      }),
    );
    expect((await sendHook(target, movementEvent("wallet.credited", 1, "1.00"))).status).toBe(200);
    expect(await server().api.wallet(walletId)).toMatchObject({ balance: "1001.00", sequence: 2 });
  });

  it("250 hooks on one kept-alive connection", async () => {
    const { target, walletId } = await connected();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let reused = 0;
    for (let index = 0; index < 250; index += 1) {
      const body = eventText('"0.01"');
      const request = open(target, body, { "content-length": String(Buffer.byteLength(body)) }, agent);
      request.end(body);
      const { status } = await answerOf(request);
      if (status !== 200) throw new Error(`hook ${index} was answered with ${status}`);
      if (request.reusedSocket) reused += 1;
    }
    agent.destroy();
    expect(reused).toBe(249);
    expect(await server().api.wallet(walletId)).toMatchObject({ balance: "1002.50", sequence: 251 });
  });

  it("an error response leaves the connection usable", async () => {
    const { target } = await connected();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const bodies = ["nonsense", eventText('"1.00"'), "[]", eventText('"1.00"')];
    const answers: [number, boolean][] = [];
    for (const body of bodies) {
      const request = open(target, body, { "content-length": String(Buffer.byteLength(body)) }, agent);
      request.end(body);
      const { status } = await answerOf(request);
      answers.push([status, request.reusedSocket]);
    }
    agent.destroy();
    expect(answers).toEqual([
      [400, false],
      [200, true],
      [400, true],
      [200, true],
    ]);
  });
});

function open(
  target: HookTarget,
  body: string,
  headers: Readonly<Record<string, string>>,
  agent?: Agent,
): ClientRequest {
  return httpRequest(`${target.url}${target.hookUrl}`, {
    method: "POST",
    headers: { ...hookHeaders(target.secret, body), ...headers },
    ...(agent === undefined ? { agent: false } : { agent }),
  });
}

async function answerOf(request: ClientRequest): Promise<{ readonly status: number; readonly text: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  checkAnswerTo(request, response, text);
  return { status: response.statusCode ?? 0, text };
}

it("a hook that came days late is the line of the provider's statement for its own day", async () => {
  const { target, walletId } = await connected();
  const created_at = new Date(Date.now() - 3 * 86_400_000).toISOString();
  const late = { ...movementEvent("wallet.debited", 1, "12.34"), created_at };
  expect((await sendHook(target, late)).status).toBe(200);
  const answer = await server().api.post(`/wallets/${walletId}/statement-comparison`, {
    csv: `amount,time\n-12.34,${created_at}\n-99.00,${created_at}\n`,
    columns: { amount: "amount", time: "time" },
  });
  expect(answer.body).toMatchObject({
    matched: [{ line: 2, by: "time" }],
    missing_here: [{ line: 3 }],
    missing_there: [],
  });
});

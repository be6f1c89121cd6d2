import { createHmac } from "node:crypto";
import type { Command, Outcome, Provider } from "@plimsoll/core";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { ask, type BareAnswer } from "../../../../../test/support/bare-request.ts";
import { CommandFailed, QueueFull, type Committer } from "../../store/commit/committer.ts";
import { StoreUnavailable } from "../../store/port/unavailable.ts";
import { BodyReader } from "../../net/read-body.ts";
import { storedKey } from "../../util/stored-key.ts";
import { createHookHandler } from "./hooks.ts";
import { providerCache } from "./provider-cache.ts";

const ID = "prov_01jv9x2m40r5k3q8zd7w000001";
const SECRET = "shared-secret";
const NOW = Date.UTC(2026, 4, 15, 14, 30);
const DAY_SECONDS = 86_400;
/** More than the rows that are cached. */
const JUNK = 1_001;

const EVENT = {
  id: "evt_1",
  type: "wallet.debited",
  created_at: "2026-05-15T14:29:59Z",
  data: { wallet_id: 7, ledger_id: 1, amount: "12.50", currency: "USD", reference_number: "ORDER-1", remarks: "" },
};

type Carry = (command: Command) => Outcome;

/** Hooks of one provider, by a clock that a test moves. `carry` is the store's outcome of a command. */
function intake(carry: Carry = () => ({ ok: true, value: "applied" })) {
  const state = { now: NOW, stopping: false };
  const commands: Command[] = [];
  const counted: string[] = [];
  const waiting: string[] = [];
  const record: string[] = [];
  const lines: { readonly level: number }[] = [];
  /** Providers that were read from the store. */
  const read: string[] = [];
  const row = {
    accountId: 3,
    id: ID,
    kind: "octopus",
    webhookSecret: "sealed",
    previousWebhookSecret: null,
  } as Provider;
  const handle = createHookHandler({
    committer: {
      submit: async (command: Command) => {
        commands.push(command);
        return carry(command);
      },
    } as unknown as Committer,
    providers: providerCache(
      {
        hookProvider: async (id) => {
          read.push(id);
          return id === ID ? row : null;
        },
      },
      () => SECRET,
    ),
    bodies: new BodyReader(),
    record: { received: () => void record.push("received"), refused: (_provider, reason) => void record.push(reason) },
    logger: pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    now: () => state.now,
    stopping: () => state.stopping,
    onWaiting: (id) => void waiting.push(id),
    count: (outcome) => void counted.push(outcome),
  });
  const send = (event: unknown = EVENT, headers: Readonly<Record<string, string>> = {}, url = `/hooks/${ID}`) => {
    const body = typeof event === "string" ? event : JSON.stringify(event);
    const signature = createHmac("sha256", SECRET).update(body).digest("hex");
    return ask(handle, { url, body, headers: { "x-signature": signature, ...headers } });
  };
  return { state, commands, counted, waiting, record, lines, read, handle, send };
}

/** The error's code, and its field. */
function refusal({ status, text }: BareAnswer) {
  const { error } = JSON.parse(text) as { error: { code: string; details: { field: string }[] } };
  return { status, code: error.code, field: error.details[0]?.field };
}

function thrower(error: Error): Carry {
  return () => {
    throw error;
  };
}

describe("a signed movement", () => {
  it("gets its response after it is stored, with its outcome", async () => {
    const { send, commands, counted } = intake();
    const answer = await send();
    expect(answer).toMatchObject({ status: 200, text: '{"received":true,"duplicate":false}' });
    expect(commands).toEqual([
      {
        type: "provider_event",
        accountId: 3,
        providerId: ID,
        eventId: "evt_1",
        key: storedKey(ID, "evt_1"),
        occurredAt: Date.UTC(2026, 4, 15, 14, 29, 59),
        movement: expect.objectContaining({ externalWalletId: "7", direction: "DEBIT", amount: "12.5" }),
      },
    ]);
    expect(counted).toEqual(["applied"]);
  });

  it("that came before is a duplicate", async () => {
    const { send, counted } = intake(() => ({ ok: true, value: "duplicate" }));
    expect((await send()).text).toBe('{"received":true,"duplicate":true}');
    expect(counted).toEqual(["duplicate"]);
  });

  it("that only a poll can settle requests one of its provider", async () => {
    const { send, waiting } = intake(() => ({ ok: true, value: "waiting" }));
    expect((await send()).status).toBe(200);
    expect(waiting).toEqual([ID]);
  });
});

describe("X-Timestamp", () => {
  const at = (seconds: number) => ({ "x-timestamp": String(NOW / 1_000 + seconds) });

  it.each([0, -30 * DAY_SECONDS, 30 * DAY_SECONDS])("%i seconds from now is accepted", async (seconds) => {
    const { send } = intake();
    expect((await send(EVENT, at(seconds))).status).toBe(200);
  });

  it.each([-30 * DAY_SECONDS - 1, 30 * DAY_SECONDS + 1])("%i seconds from now is refused", async (seconds) => {
    const { send, commands } = intake();
    expect(refusal(await send(EVENT, at(seconds)))).toEqual({
      status: 400,
      code: "VALIDATION_FAILURE",
      field: "X-Timestamp",
    });
    expect(commands.map(({ type }) => type)).toEqual(["keep_hook"]);
  });

  it("is judged by the clock of the moment", async () => {
    const { send, state } = intake();
    expect((await send(EVENT, at(-30 * DAY_SECONDS))).status).toBe(200);
    state.now += 1_000;
    expect((await send(EVENT, at(-30 * DAY_SECONDS))).status).toBe(400);
  });

  it.each(["soon", "1.5", "-1"])("%s is refused", async (value) => {
    expect(refusal(await intake().send(EVENT, { "x-timestamp": value })).field).toBe("X-Timestamp");
  });
});

describe("a hook that is not the provider's", () => {
  it("is refused for a signature that is missing, wrong or of another body, and nothing is stored", async () => {
    const { send, commands, counted } = intake();
    const other = createHmac("sha256", SECRET).update("{}").digest("hex");
    for (const signature of ["", "0".repeat(64), other]) {
      expect(refusal(await send(EVENT, { "x-signature": signature }))).toMatchObject({ status: 401 });
    }
    expect(commands).toEqual([]);
    expect(counted).toEqual(["unauthorized", "unauthorized", "unauthorized"]);
  });

  it("names no provider: 404", async () => {
    const { send, handle } = intake();
    for (const url of ["/hooks/prov_none", "/hooks/", "/hooks/wal_1", `/hooks/${ID}/more`]) {
      expect(refusal(await send(EVENT, {}, url)).status).toBe(404);
    }
    expect(refusal(await ask(handle, { method: "GET", url: `/hooks/${ID}` })).status).toBe(404);
  });
});

it("a provider's hooks need no read of it, whatever unknown ids are sent meanwhile", async () => {
  const { send, read } = intake();
  expect((await send()).status).toBe(200);
  for (let junk = 0; junk < JUNK; junk += 1) {
    expect((await send(EVENT, {}, `/hooks/prov_junk${junk}`)).status).toBe(404);
  }
  expect(read).toHaveLength(1 + JUNK);
  expect((await send()).status).toBe(200);
  expect(read).toHaveLength(1 + JUNK);
});

describe("a signed body that cannot be used", () => {
  it("is kept redacted under its own digest, and refused by its field", async () => {
    const { send, commands, counted } = intake();
    const event = { ...EVENT, data: { ...EVENT.data, wallet_id: {} } };
    expect(refusal(await send(event))).toEqual({ status: 400, code: "VALIDATION_FAILURE", field: "data.wallet_id" });
    await send(event);
    expect(commands).toMatchObject([
      { type: "keep_hook", accountId: 3, reason: "malformed", eventId: null },
      { type: "keep_hook" },
    ]);
    const keys = commands.map((command) => (command as { key?: string }).key);
    expect(new Set(keys).size).toBe(1);
    expect(counted).toEqual(["malformed", "malformed"]);
  });

  it("that the core refuses is malformed too", async () => {
    const details = [{ field: "data.amount", message: "data.amount is finer than the wallet" }];
    const { send, commands } = intake(({ type }) =>
      type === "provider_event"
        ? { ok: false, rejection: { reason: "invalid", details } }
        : { ok: true, value: "kept" },
    );
    expect(refusal(await send()).field).toBe("data.amount");
    expect(commands.map(({ type }) => type)).toEqual(["provider_event", "keep_hook"]);
  });

  it("is too large: refused before the store is read", async () => {
    const { send, commands } = intake();
    expect(refusal(await send(`"${"x".repeat(256 * 1_024)}"`))).toMatchObject({ status: 400, field: "body" });
    expect(commands).toEqual([]);
  });
});

describe("when it cannot be stored", () => {
  it.each([
    [new QueueFull(), 429, "TOO_MANY_REQUESTS", "1"],
    [new StoreUnavailable("away"), 503, "SERVICE_UNAVAILABLE", "1"],
    [new CommandFailed("a bug"), 500, "INTERNAL_SERVER_ERROR", undefined],
    [new TypeError("a bug"), 500, "INTERNAL_SERVER_ERROR", undefined],
  ])("%s gets a status after which the provider sends it again", async (error, status, code, retryAfter) => {
    const { send } = intake(thrower(error));
    const answer = await send();
    expect(refusal(answer)).toMatchObject({ status, code });
    expect(answer.headers["retry-after"]).toBe(retryAfter);
  });

  it("a bug is logged, an outage is counted", async () => {
    const bug = intake(thrower(new CommandFailed("a bug")));
    await bug.send();
    expect([bug.counted, bug.lines.map(({ level }) => level)]).toEqual([["failed"], [50]]);
    const outage = intake(thrower(new StoreUnavailable("away")));
    await outage.send();
    expect([outage.counted, outage.lines]).toEqual([["unavailable"], []]);
  });
});

describe("every response", () => {
  it("has the request's id, or a new one", async () => {
    const { send } = intake();
    expect((await send(EVENT, { "x-request-id": "theirs-1" })).headers["x-request-id"]).toBe("theirs-1");
    expect((await send(EVENT, {}, "/hooks/prov_none")).headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    const ids = await Promise.all([send(), send(EVENT, { "x-request-id": "not\u0000sane" })]);
    expect(new Set(ids.map(({ headers }) => headers["x-request-id"])).size).toBe(2);
  });

  it("ends its connection while the server stops, and only then", async () => {
    const { send, state } = intake();
    expect((await send()).headers["connection"]).toBeUndefined();
    state.stopping = true;
    expect(await send()).toMatchObject({ status: 200, headers: { connection: "close" } });
  });
});

import type { Command, GatewayConnection, Outcome } from "@plimsoll/core";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ask } from "../../../../../test/support/bare-request.ts";
import { QueueFull, type Committer } from "../../store/commit/committer.ts";
import type { CardBalance } from "../../store/port/cards.ts";
import { StoreUnavailable } from "../../store/port/unavailable.ts";
import { BodyReader } from "../../net/read-body.ts";
import { connectionCache } from "./connections.ts";
import { createGateway } from "./gateway.ts";

const ID = "gw_01jv9x2m40r5k3q8zd7w000001";
const AUTHORIZATION = "Bearer issuer";
const NOW = Date.UTC(2026, 4, 15, 14, 30);
/** An issuer waits for four seconds; the response is sent well before. */
const BUDGET_MS = 900;
/** More than the rows that are cached. */
const JUNK = 1_001;

const CARD: CardBalance = {
  card: { status: "active", expires: null },
  wallet: {
    balance: 123_499n,
    held: 0n,
    assetScale: 2,
    status: "active",
    stale: false,
    syncedAt: null,
    cadenceMs: 0,
    waitingLow: 0n,
  },
  account: { settings: "{}" },
};

// The budget runs on the test's own clock.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

interface Setup {
  readonly carry?: (command: Command) => Outcome | Promise<Outcome>;
  readonly balance?: () => Promise<CardBalance | null>;
  readonly connection?: Partial<GatewayConnection>;
  readonly connectionById?: (id: string) => Promise<GatewayConnection | null>;
}

function gateway({ carry, balance, connection, connectionById }: Setup = {}) {
  const state = { now: NOW, stopping: false };
  const commands: Command[] = [];
  const counted: string[] = [];
  const lines: string[] = [];
  const enquiries: string[] = [];
  const row = { accountId: 3, id: ID, kind: "sudo", status: "active", secret: "sealed", ...connection };
  const connections = connectionCache(
    { gatewayConnectionById: connectionById ?? (async (id) => (id === ID ? (row as GatewayConnection) : null)) },
    () => AUTHORIZATION,
  );
  const handle = createGateway({
    committer: {
      submit: (async (command: Command) => {
        commands.push(command);
        return carry ? carry(command) : { ok: true, value: { responseCode: "00" } };
      }) as Committer["submit"],
    },
    reads: {
      cardBalance: async (_account, cardId) => {
        enquiries.push(cardId);
        return balance ? balance() : CARD;
      },
    },
    connections,
    bodies: new BodyReader(),
    logger: pino({}, { write: (line: string) => void lines.push(line) }),
    now: () => state.now,
    stopping: () => state.stopping,
    count: (type, code) => void counted.push(`${type} ${code}`),
  });
  const send = (message: unknown, authorization: string | null = AUTHORIZATION, id = ID) => {
    const body = typeof message === "string" ? message : JSON.stringify(message);
    return ask(handle, { url: `/gateway/${id}`, body, headers: authorization === null ? {} : { authorization } });
  };
  const code = async (message: unknown) => {
    const { status, text } = await send(message);
    expect(status).toBe(200);
    const answer = JSON.parse(text) as { responseCode: string; data: { responseCode: string; balance?: number } };
    expect(answer.data.responseCode).toBe(answer.responseCode);
    return answer.responseCode;
  };
  return { state, commands, counted, lines, enquiries, send, code, forget: (id: string) => connections.forget(id) };
}

const BALANCE = { type: "card.balance", _id: "enquiry-1", data: { object: { _id: "card-1" } } };
const AUTHORIZE = {
  type: "authorization.request",
  _id: "evt-1",
  data: { object: { _id: "auth-1", card: "card-1", pendingRequest: { amount: 12.5, currency: "USD" } } },
};

const never = () => new Promise<never>(() => undefined);

describe("a balance enquiry", () => {
  it.each([
    [123_499n, 0n, "1234"],
    [123_499n, 23_500n, "999"],
    [99n, 0n, "0"],
    [-1n, 0n, "-1"],
    [-100n, 0n, "-1"],
    [9_223_372_036_854_775_807n, 0n, "92233720368547758"],
  ])("of %i less %i held is %s: whole units, rounded down", async (balance, held, printed) => {
    const { send } = gateway({ balance: async () => ({ ...CARD, wallet: { ...CARD.wallet, balance, held } }) });
    expect((await send(BALANCE)).text).toBe(
      `{"statusCode":200,"responseCode":"00","data":{"responseCode":"00","balance":${printed}}}`,
    );
  });

  it("is answered from the store every time", async () => {
    const { code, enquiries } = gateway();
    await code(BALANCE);
    await code(BALANCE);
    expect(enquiries).toEqual(["card-1", "card-1"]);
  });

  it("of a card that may not be used gives the reason", async () => {
    const card = (fields: Partial<CardBalance["card"]>) => ({
      balance: async () => ({ ...CARD, card: { ...CARD.card, ...fields } }),
    });
    const wallet = (fields: Partial<CardBalance["wallet"]>) => ({
      balance: async () => ({ ...CARD, wallet: { ...CARD.wallet, ...fields } }),
    });
    expect(await gateway({ balance: async () => null }).code(BALANCE)).toBe("14");
    expect(await gateway(card({ status: "frozen" })).code(BALANCE)).toBe("62");
    expect(await gateway(wallet({ status: "frozen" })).code(BALANCE)).toBe("62");
    expect(await gateway(wallet({ stale: true })).code(BALANCE)).toBe("91");
    expect(await gateway({ connection: { status: "paused" } }).code(BALANCE)).toBe("91");
  });

  it("of a card that expires goes by the clock of the moment", async () => {
    const { code, state } = gateway({
      balance: async () => ({ ...CARD, card: { status: "active", expires: "2026-05" } }),
    });
    state.now = Date.UTC(2026, 5, 1) - 1;
    expect(await code(BALANCE)).toBe("00");
    state.now += 1;
    expect(await code(BALANCE)).toBe("54");
  });

  it.each([
    [new StoreUnavailable("away"), "91"],
    [new TypeError("a bug"), "96"],
  ])("that meets %s reports it", async (error, expected) => {
    const balance = async () => {
      throw error;
    };
    expect(await gateway({ balance }).code(BALANCE)).toBe(expected);
  });
});

describe("an answer takes no longer than its budget", () => {
  it("when the balance is not read in time", async () => {
    const { code, counted } = gateway({ balance: never });
    const answer = code(BALANCE);
    await vi.advanceTimersByTimeAsync(BUDGET_MS - 1);
    expect(counted).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toBe("91");
    expect(counted).toEqual(["card.balance 91"]);
  });

  it("when the connection is not read in time", async () => {
    const { code } = gateway({ connectionById: never });
    const answer = code(BALANCE);
    await vi.advanceTimersByTimeAsync(BUDGET_MS);
    expect(await answer).toBe("91");
  });

  it("when an authorization is not stored in time: it is reversed afterwards", async () => {
    let stored: (outcome: Outcome) => void = () => undefined;
    const { code, commands } = gateway({
      carry: ({ type }) =>
        type === "gateway_event"
          ? new Promise<Outcome>((resolve) => (stored = resolve))
          : { ok: true, value: { responseCode: "00" } },
    });
    const answer = code(AUTHORIZE);
    await vi.advanceTimersByTimeAsync(BUDGET_MS);
    expect(await answer).toBe("91");
    expect(commands.map(({ type }) => type)).toEqual(["gateway_event"]);
    stored({ ok: true, value: { responseCode: "00" } });
    await vi.advanceTimersByTimeAsync(0);
    expect(commands[1]).toMatchObject({ type: "reverse_authorization", eventId: "evt-1", authorizationId: "auth-1" });
  });
});

describe("an authorization", () => {
  it.each(["00", "51", "62"])("is answered with what the core decided: %s", async (responseCode) => {
    const { code, commands } = gateway({ carry: () => ({ ok: true, value: { responseCode } }) });
    expect(await code(AUTHORIZE)).toBe(responseCode);
    expect(commands).toMatchObject([
      { type: "gateway_event", accountId: 3, eventId: "evt-1", cardId: "card-1", notice: { amount: "12.5" } },
    ]);
  });

  it("that finds the queue full may be repeated", async () => {
    const { code } = gateway({ carry: () => Promise.reject(new QueueFull()) });
    expect(await code(AUTHORIZE)).toBe("91");
  });
});

describe("the caller", () => {
  it("must have the connection's value; a wrong one and an unknown connection look the same", async () => {
    const { send, enquiries, commands } = gateway();
    const answers = await Promise.all([
      send(BALANCE, "Bearer other"),
      send(BALANCE, null),
      send(BALANCE, ""),
      send(BALANCE, AUTHORIZATION, "gw_other"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect([enquiries, commands]).toEqual([[], []]);
  });

  it("needs no read of its connection, whatever unknown ids are sent meanwhile", async () => {
    const read: string[] = [];
    const row = { accountId: 3, id: ID, status: "active", secret: "sealed" } as GatewayConnection;
    const { send, code } = gateway({
      connectionById: async (id) => {
        read.push(id);
        return id === ID ? row : null;
      },
    });
    expect(await code(BALANCE)).toBe("00");
    for (let junk = 0; junk < JUNK; junk += 1) {
      expect((await send(BALANCE, AUTHORIZATION, `gw_junk${junk}`)).status).toBe(401);
    }
    expect(read).toHaveLength(1 + JUNK);
    expect(await code(BALANCE)).toBe("00");
    expect(read).toHaveLength(1 + JUNK);
  });

  it("is checked against the store again once the remembered connection is forgotten", async () => {
    let reads = 0;
    const row = { accountId: 3, id: ID, status: "active", secret: "sealed" } as GatewayConnection;
    const { code, forget } = gateway({
      connectionById: async () => {
        reads += 1;
        return row;
      },
    });
    await code(BALANCE);
    await code(BALANCE);
    expect(reads).toBe(1);
    forget(ID);
    await code(BALANCE);
    expect(reads).toBe(2);
  });
});

describe("a message that cannot be read", () => {
  it.each([
    "",
    "nonsense",
    "[]",
    "{}",
    '{"type":"card.unheard_of","_id":"evt-2","data":{"object":{}}}',
    "x".repeat(300_000),
  ])("is a malfunction, and only its type is logged", async (body) => {
    const { code, commands, lines } = gateway();
    expect(await code(body)).toBe("96");
    expect(commands).toEqual([]);
    expect(lines.join("")).not.toContain("xxxx");
    expect(lines.join("")).not.toContain("nonsense");
  });
});

it("every response has the request's id, or a new one", async () => {
  const { send } = gateway();
  expect((await send(BALANCE)).headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect((await send(BALANCE, "wrong")).headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

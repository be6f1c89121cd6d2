import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { ChannelKind } from "@plimsoll/core";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anywhere } from "../../../../test/support/outbound.ts";
import type { ChannelSender } from "./channel-sender.ts";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "./dispatcher.ts";
import type { Attempt, AttemptResult, DueCursor, EndpointTarget, Outbox } from "./outbox.ts";
import type { PendingDelivery } from "../store/port/deliveries.ts";
import { createSender, type Sender, type SendOutcome } from "./signed-webhook/sender.ts";
import { collectGarbage } from "../util/collect-garbage.ts";
import { type SetTimer, systemTimer } from "../util/timer.ts";

const ACCOUNT = 7;
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

interface Row {
  delivery: PendingDelivery;
  status: "pending" | "delivered" | "failed";
  attempts: Attempt[];
}

/** A store's books: three attempts, a fixed pause between them, failures on demand. */
class MapOutbox implements Outbox {
  readonly endpoints = new Map<string, EndpointTarget>();
  readonly rows = new Map<string, Row>();
  retryMs = 100;
  disableOn: number | null = null;
  down = { targets: false, due: false, record: false };
  calls = { targets: 0, behind: 0, due: 0, record: 0 };
  /** When set, a read has taken its rows but does not return them before this resolves. */
  holdDue: Promise<void> | null = null;

  endpoint(endpointId: string, url: string, more: Partial<EndpointTarget> = {}): void {
    const target = {
      accountId: ACCOUNT,
      endpointId,
      url,
      secrets: [SECRET],
      rateLimitPerSecond: 10_000,
      channel: null,
    };
    this.endpoints.set(endpointId, { ...target, timeoutMs: 2_000, enabled: true, version: 1, ...more });
  }

  commit(endpointId: string, count = 1, dueAt = Date.now()): PendingDelivery[] {
    const before = this.of(endpointId).length;
    return Array.from({ length: count }, (_, index) => {
      const sequence = before + index + 1;
      const eventId = `evt_${endpointId}_${sequence}`;
      const body = `{"id":"${eventId}", "n":1.50}`;
      const delivery = {
        accountId: ACCOUNT,
        endpointId,
        sequence,
        eventId,
        eventType: "test.event",
        body,
        dueAt,
        targetVersion: 1,
      };
      this.rows.set(`${endpointId}/${sequence}`, { delivery, status: "pending", attempts: [] });
      return delivery;
    });
  }

  of(endpointId: string): Row[] {
    return [...this.rows.values()].filter((row) => row.delivery.endpointId === endpointId);
  }

  count(endpointId: string, status: Row["status"]): number {
    return this.of(endpointId).filter((row) => row.status === status).length;
  }

  attempt(endpointId: string, sequence = 1, number = 1): Attempt | undefined {
    return this.rows.get(`${endpointId}/${sequence}`)?.attempts[number - 1];
  }

  /** Endpoints for which deliveries are to be made, with their numbers. */
  readonly waiting = new Map<string, number>();

  async accountsBehind(): Promise<readonly number[]> {
    this.calls.behind += 1;
    return this.waiting.size > 0 ? [ACCOUNT] : [];
  }

  async endpointsBehind(): Promise<readonly string[]> {
    return [...this.waiting.keys()];
  }

  async fanOut(_accountId: number, endpointId: string): Promise<number> {
    if (this.down.record) throw new Error("store down");
    const count = this.waiting.get(endpointId) ?? 0;
    this.waiting.delete(endpointId);
    this.commit(endpointId, count);
    return count;
  }

  async targets(): Promise<readonly EndpointTarget[]> {
    this.calls.targets += 1;
    if (this.down.targets) throw new Error("store down");
    return [...this.endpoints.values()];
  }

  async due(
    accountId: number,
    endpointId: string,
    after: DueCursor | null,
    now: number,
    limit: number,
  ): Promise<readonly PendingDelivery[]> {
    this.calls.due += 1;
    if (this.down.due) throw new Error("store down");
    const found = this.of(endpointId)
      .filter((row) => row.status === "pending" && row.delivery.accountId === accountId)
      .map((row) => row.delivery)
      .filter((delivery) => delivery.dueAt <= now && (after === null || order(delivery, after) > 0))
      .toSorted(order)
      .slice(0, limit);
    await this.holdDue;
    return found;
  }

  async nextDueAt(_accountId: number, endpointId: string, now: number): Promise<number | null> {
    const later = this.of(endpointId).filter((row) => row.status === "pending" && row.delivery.dueAt > now);
    return later.length === 0 ? null : Math.min(...later.map((row) => row.delivery.dueAt));
  }

  async record(_accountId: number, attempts: readonly Attempt[]): Promise<readonly AttemptResult[]> {
    this.calls.record += 1;
    if (this.down.record) throw new Error("store down");
    return attempts.map((attempt) => this.recorded(attempt));
  }

  private recorded(attempt: Attempt): AttemptResult {
    const row = this.rows.get(`${attempt.endpointId}/${attempt.sequence}`);
    if (row === undefined) throw new Error("no such delivery");
    row.attempts.push(attempt);
    const { status } = attempt.outcome;
    const delivered = status !== null && status >= 200 && status < 300;
    row.status = delivered ? "delivered" : row.attempts.length === 3 ? "failed" : "pending";
    const endpoint = this.endpoints.get(attempt.endpointId);
    if (endpoint !== undefined && status !== null && status === this.disableOn) {
      this.endpoints.set(attempt.endpointId, { ...endpoint, enabled: false });
    }
    const endpointEnabled = this.endpoints.get(attempt.endpointId)?.enabled ?? false;
    if (row.status !== "pending") return { retryAt: null, endpointEnabled };
    row.delivery = { ...row.delivery, dueAt: Date.now() + this.retryMs };
    return { retryAt: row.delivery.dueAt, endpointEnabled };
  }
}

/** Many endpoints, each with many due deliveries, which are made when they are read. */
class LongOutbox extends MapOutbox {
  readonly #made: WeakRef<PendingDelivery>[] = [];
  readonly #each: number;

  constructor(endpoints: number, each: number) {
    super();
    this.#each = each;
    for (let number = 1; number <= endpoints; number++) this.endpoint(`ep_${number}`, "http://receiver.test/");
  }

  override async due(
    _accountId: number,
    endpointId: string,
    after: DueCursor | null,
    _now: number,
    limit: number,
  ): Promise<readonly PendingDelivery[]> {
    this.calls.due += 1;
    const first = (after?.sequence ?? 0) + 1;
    return this.page(endpointId, first, Math.min(limit, this.#each - first + 1));
  }

  /** As many due deliveries, from the first. */
  page(endpointId: string, first: number, count: number): PendingDelivery[] {
    const page = Array.from({ length: count }, (_, index) => {
      const sequence = first + index;
      const event = { eventId: `evt_${sequence}`, eventType: "test.event", body: "{}" };
      return { accountId: ACCOUNT, endpointId, sequence, dueAt: 0, targetVersion: 1, ...event };
    });
    this.#made.push(...page.map((delivery) => new WeakRef(delivery)));
    return page;
  }

  /** The number of those that are still in memory. */
  inMemory(): number {
    collectGarbage();
    return this.#made.filter((delivery) => delivery.deref() !== undefined).length;
  }
}

function order(one: DueCursor, other: DueCursor): number {
  return one.dueAt - other.dueAt || one.sequence - other.sequence;
}

interface Received {
  at: number;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

const closers: (() => Promise<unknown> | void)[] = [];
const logged: { level: number; msg: string }[] = [];
let outbox: MapOutbox;
let sender: Sender;

// The first request of a process also loads and compiles its code, which no test here measures.
beforeAll(async () => {
  const { url } = await receiver();
  const { outbound, owner } = anywhere();
  await createSender(outbound).send({ url, headers: {}, body: "", owner, timeoutMs: 5_000 });
  outbound.close();
});

beforeEach(() => {
  outbox = new MapOutbox();
  logged.length = 0;
  const { outbound } = anywhere();
  sender = createSender(outbound);
  closers.push(() => outbound.close());
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A receiver and its requests. */
async function receiver(
  handle: (response: ServerResponse, received: Received, index: number) => void = (response) => response.end("ok"),
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { at, url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() };
      handle(response, one, received.push(one) - 1);
    });
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("error", () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

function dispatcher(more: Partial<DispatcherOptions> = {}): Dispatcher {
  const logger = pino({ level: "info" }, { write: (line) => logged.push(JSON.parse(line) as (typeof logged)[number]) });
  const made = createDispatcher({
    outbox,
    sender,
    channels: { send: () => Promise.reject(new Error("this test sends to no channel")) },
    logger,
    now: () => Date.now(),
    random: () => 0.5,
    takenOver: false,
    ...more,
  });
  closers.push(() => made.stop(0));
  return made;
}

/** A dispatcher that has read the table once and is idle. */
async function ready(more: Partial<DispatcherOptions> = {}): Promise<Dispatcher> {
  const made = dispatcher(more);
  made.start();
  await until(() => outbox.calls.due >= outbox.endpoints.size);
  await turn();
  return made;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function until(condition: () => boolean, timeout = 4_000): Promise<void> {
  await expect.poll(condition, { interval: 2, timeout }).toBe(true);
}

/** A sender that responds when the test says so, with its requests in order. */
function manualSender(): { sender: Sender; sent: string[]; answer: (outcome?: Partial<SendOutcome>) => void } {
  const sent: string[] = [];
  const waiting: ((outcome: SendOutcome) => void)[] = [];
  const base: SendOutcome = {
    status: 200,
    latencyMs: 1,
    error: null,
    errorMessage: null,
    retryAfterMs: null,
    responseSnippet: "",
    verdict: "delivered",
  };
  return {
    sent,
    answer: (outcome = {}) => waiting.shift()?.({ ...base, ...outcome }),
    sender: {
      send: (request, signal) =>
        new Promise((resolve) => {
          sent.push(request.headers["X-Event-ID"] ?? "");
          waiting.push(resolve);
          signal?.addEventListener("abort", () => resolve({ ...base, status: null, error: "aborted" }));
        }),
    },
  };
}

/** A sender that responds with 200 in the next turn of the event loop, with its requests in order. */
function quickSender(): { sender: Sender; sent: string[] } {
  const manual = manualSender();
  const send: Sender["send"] = (request) => {
    setImmediate(() => manual.answer());
    return manual.sender.send(request);
  };
  return { sent: manual.sent, sender: { ...manual.sender, send } };
}

/** Leaves out the read that happens every second, so that it cannot hide a missed delivery. */
const withoutTick: SetTimer = (callback, delayMs) => (delayMs === 1_000 ? () => {} : systemTimer(callback, delayMs));

function errors(): string[] {
  return logged.filter(({ level }) => level >= 50).map(({ msg }) => msg);
}

describe("a channel", () => {
  /** Sends threads a, b, a and b, and returns what is under way each time that the oldest request is answered. */
  async function underWay(kind: ChannelKind): Promise<string[][]> {
    const manual = manualSender();
    const send: ChannelSender["send"] = ({ id, ...message }, signal) =>
      manual.sender.send({ url: "", headers: { "X-Event-ID": id }, body: message.payload, ...message }, signal);
    outbox.endpoint("chan_1", "", { channel: { kind, config: {} } });
    const running = await ready({ channels: { send }, setTimer: withoutTick });
    const messages = outbox.commit("chan_1", 4).map((delivery, index) => ({
      ...delivery,
      eventId: `${index % 2 === 0 ? "a" : "b"}${delivery.sequence}`,
      body: JSON.stringify({ notices: [{ thread: index % 2 === 0 ? "a" : "b" }] }),
    }));
    running.offer(messages);
    const seen: string[][] = [];
    for (let answered = 0; answered < messages.length; answered += 1) {
      await turn();
      seen.push(manual.sent.slice(answered));
      manual.answer();
      await until(() => outbox.count("chan_1", "delivered") === answered + 1);
    }
    return seen;
  }

  it("sends one message at a time", async () => {
    expect(await underWay("slack")).toEqual([["a1"], ["b2"], ["a3"], ["b4"]]);
  });

  it("sends what is about different incidents at the same time to PagerDuty, and what is about one in order", async () => {
    expect(await underWay("pagerduty")).toEqual([["a1", "b2"], ["b2", "a3"], ["a3", "b4"], ["b4"]]);
  });
});

describe("an offer", () => {
  it("is sent at once, signed, byte for byte, without reading the table", async () => {
    const { url, received } = await receiver();
    outbox.endpoint("ep_1", url);
    const running = await ready();
    const reads = outbox.calls.due;
    const [delivery] = outbox.commit("ep_1");
    const offeredAt = performance.now();
    running.offer([delivery!]);
    await until(() => outbox.count("ep_1", "delivered") === 1);
    expect(received[0]!.at - offeredAt).toBeLessThan(250);
    expect(outbox.calls.due).toBe(reads);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      body: delivery!.body,
      headers: { "x-event-id": "evt_ep_1_1", "x-event-type": "test.event", "x-webhook-id": "ep_1" },
    });
    expect(Math.abs(Number(received[0]!.headers["x-timestamp"]) - Date.now() / 1_000)).toBeLessThan(2);
    expect(outbox.attempt("ep_1")).toMatchObject({ jitter: 0.5, outcome: { status: 200, responseSnippet: "ok" } });
  });

  it("for an unknown endpoint makes it known", async () => {
    const { url, received } = await receiver();
    const running = await ready({ setTimer: withoutTick });
    await until(() => outbox.calls.targets === 1);
    outbox.endpoint("ep_new", url);
    running.offer(outbox.commit("ep_new"));
    await until(() => outbox.count("ep_new", "delivered") === 1);
    expect(received).toHaveLength(1);
  });

  it("made twice, or found in the table as well, is sent once", async () => {
    const manual = manualSender();
    outbox.endpoint("ep_1", "http://receiver.test/");
    const running = await ready({ sender: manual.sender });
    const deliveries = outbox.commit("ep_1");
    running.offer(deliveries);
    running.offer(deliveries);
    const reads = outbox.calls.due;
    running.wake();
    await until(() => outbox.calls.due > reads);
    await turn();
    manual.answer();
    await until(() => outbox.count("ep_1", "delivered") === 1);
    running.offer(deliveries);
    await until(() => outbox.calls.due > reads + 1);
    await turn();
    expect(manual.sent).toEqual(["evt_ep_1_1"]);
  });

  it("is not sent again by a read of the table that began before it was recorded", async () => {
    const manual = manualSender();
    outbox.endpoint("ep_1", "http://receiver.test/");
    const running = await ready({ sender: manual.sender });
    running.offer(outbox.commit("ep_1"));
    let release = (): void => {};
    outbox.holdDue = new Promise((resolve) => (release = resolve));
    const reads = outbox.calls.due;
    running.wake();
    await until(() => outbox.calls.due > reads);
    manual.answer();
    await until(() => outbox.count("ep_1", "delivered") === 1);
    await turn();
    outbox.holdDue = null;
    release();
    await turn();
    await turn();
    expect(manual.sent).toEqual(["evt_ep_1_1"]);
  });
});

describe("the limits", () => {
  /** Offers this many deliveries for one endpoint, whose receiver the test answers for. */
  async function offered(count: number): Promise<ReturnType<typeof manualSender>> {
    const manual = manualSender();
    outbox.endpoint("ep_1", "http://receiver.test/");
    const running = await ready({ sender: manual.sender });
    running.offer(outbox.commit("ep_1", count));
    return manual;
  }

  it("keep the rate in every window of a second, and use it up", async () => {
    const { url, received } = await receiver();
    outbox.endpoint("ep_1", url, { rateLimitPerSecond: 20 });
    const running = await ready();
    running.offer(outbox.commit("ep_1", 60));
    await until(() => received.length === 60);
    const times = received.map(({ at }) => at).toSorted((a, b) => a - b);
    for (const [index, time] of times.slice(20).entries()) {
      expect(time - times[index]!).toBeGreaterThanOrEqual(RATE_TOLERANCE_MS);
    }
    expect(times.at(-1)! - times[0]!).toBeLessThan(2_700);
  });

  it("wake an endpoint for several requests", async () => {
    const { url, received } = await receiver();
    outbox.endpoint("ep_1", url, { rateLimitPerSecond: 300 });
    const delays: number[] = [];
    const running = await ready({
      setTimer: (callback, delayMs) => {
        delays.push(delayMs);
        return systemTimer(callback, delayMs);
      },
    });
    running.offer(outbox.commit("ep_1", 500));
    await until(() => received.length === 500);
    expect(delays.filter((delay) => delay < 4.9)).toEqual([]);
  });

  it("change with the endpoint", async () => {
    const { url, received } = await receiver();
    outbox.endpoint("ep_1", url, { rateLimitPerSecond: 1 });
    const running = await ready();
    running.offer(outbox.commit("ep_1", 30));
    await until(() => received.length === 1);
    outbox.endpoint("ep_1", url, { rateLimitPerSecond: 100 });
    running.changed(ACCOUNT, "ep_1");
    await expect.poll(() => received.length, { interval: 2, timeout: 900 }).toBe(30);
  });

  it("start used up when another process may have been sending", async () => {
    const { url, received } = await receiver();
    outbox.endpoint("ep_1", url, { rateLimitPerSecond: 5 });
    const startedAt = performance.now();
    const running = await ready({ takenOver: true });
    running.offer(outbox.commit("ep_1", 2));
    await until(() => received.length === 2);
    expect(received[0]!.at - startedAt).toBeGreaterThanOrEqual(RATE_TOLERANCE_MS);
  });

  it("let sixteen requests to an endpoint be under way", async () => {
    const manual = await offered(40);
    await until(() => manual.sent.length === 16);
    await turn();
    expect(manual.sent).toHaveLength(16);
    manual.answer();
    await until(() => manual.sent.length === 17);
    await turn();
    expect(manual.sent).toHaveLength(17);
  });

  it("let requests go on while the store is slow with results, of which 128 may wait", async () => {
    outbox.down.record = true;
    const manual = await offered(200);
    for (let answered = 0; answered < 120; answered += 1) {
      await until(() => manual.sent.length > answered);
      manual.answer();
    }
    await until(() => manual.sent.length === 128);
    await turn();
    expect(manual.sent).toHaveLength(128);
  });

  it("let no request go on for one that has failed, before its result is stored", async () => {
    outbox.down.record = true;
    const manual = await offered(40);
    await until(() => manual.sent.length === 16);
    manual.answer({ status: 500, verdict: "retry" });
    await until(() => outbox.calls.record === 1);
    await turn();
    expect(manual.sent).toHaveLength(16);
    manual.answer();
    await until(() => manual.sent.length === 17);
    await turn();
    expect(manual.sent).toHaveLength(17);
  });

  it("of memory lose nothing: deliveries that do not fit are read from the table later, oldest first", async () => {
    const quick = quickSender();
    outbox.endpoint("ep_1", "http://receiver.test/", { rateLimitPerSecond: 1_000_000 });
    const running = await ready({ sender: quick.sender, setTimer: withoutTick });
    const reads = outbox.calls.due;
    const deliveries = outbox.commit("ep_1", 2_600);
    running.offer(deliveries);
    await until(() => outbox.count("ep_1", "delivered") >= 400);
    const newer = outbox.commit("ep_1", 300);
    running.offer(newer);
    await until(() => outbox.count("ep_1", "delivered") === 2_900, 8_000);
    expect(outbox.calls.due).toBeGreaterThan(reads + 6);
    expect(quick.sent).toEqual([...deliveries, ...newer].map(({ eventId }) => eventId));
  });

  it.each([
    { endpoints: 1, each: 200_000, most: 200 },
    { endpoints: 98, each: 2_041, most: 98 * 200 },
    // Those under way, a full memory, and the few that each endpoint may keep all the same.
    { endpoints: 1_000, each: 200, most: 256 + 20_000 + 1_000 * 16 },
  ])("of memory hold for $endpoints endpoints with $each due deliveries each", async ({ endpoints, each, most }) => {
    const long = (outbox = new LongOutbox(endpoints, each));
    dispatcher({ sender: manualSender().sender, setTimer: withoutTick }).start();
    await until(() => long.calls.due >= endpoints);
    for (let reads = 0; reads < long.calls.due;) {
      reads = long.calls.due;
      // More than a lane needs for its next page.
      for (let turns = 0; turns < 20; turns++) await turn();
    }
    expect(long.inMemory()).toBeLessThanOrEqual(most);
  });

  it("of memory hold for what commits offer", async () => {
    const long = (outbox = new LongOutbox(1, 0));
    const running = await ready({ sender: manualSender().sender, setTimer: withoutTick });
    running.offer(long.page("ep_1", 1, 20_000));
    await turn();
    // Those under way, and those of one endpoint.
    expect(long.inMemory()).toBeLessThanOrEqual(16 + 1_000);
  });

  it("of memory apply to the deliveries that a start finds as well", async () => {
    const quick = quickSender();
    outbox.endpoint("ep_1", "http://receiver.test/", { rateLimitPerSecond: 1_000_000 });
    const deliveries = outbox.commit("ep_1", 2_600);
    dispatcher({ sender: quick.sender, setTimer: withoutTick }).start();
    await until(() => outbox.count("ep_1", "delivered") === 2_600, 8_000);
    expect(quick.sent).toEqual(deliveries.map(({ eventId }) => eventId));
  });
});

/** The limit is a second; timers and the receiver's clock are read a little apart. */
const RATE_TOLERANCE_MS = 998;

describe("a bad receiver", () => {
  it("that hangs does not delay another endpoint, even on the same host", async () => {
    const { url, received } = await receiver((response, { url: path }) => {
      if (!path.startsWith("/hook/slow")) response.end();
    });
    outbox.endpoint("ep_slow", `${url}/slow`);
    outbox.endpoint("ep_fast", `${url}/fast`);
    const running = await ready();
    running.offer(outbox.commit("ep_slow", 100));
    await until(() => received.length === 16);
    const offeredAt = performance.now();
    running.offer(outbox.commit("ep_fast", 20));
    await until(() => outbox.count("ep_fast", "delivered") === 20);
    expect(performance.now() - offeredAt).toBeLessThan(1_000);
    expect(outbox.count("ep_slow", "delivered")).toBe(0);
  });

  it("that fails is retried when the store says, and signed with the time of that attempt", async () => {
    const { url, received } = await receiver((response, _received, index) => {
      response.writeHead(index === 0 ? 500 : 200).end();
    });
    outbox.endpoint("ep_1", url);
    outbox.retryMs = 1_100;
    const running = await ready();
    running.offer(outbox.commit("ep_1"));
    await until(() => outbox.count("ep_1", "delivered") === 1);
    const gap = received[1]!.at - received[0]!.at;
    expect(gap).toBeGreaterThanOrEqual(1_095);
    expect(gap).toBeLessThan(1_900);
    expect(Number(received[1]!.headers["webhook-timestamp"])).toBeGreaterThan(
      Number(received[0]!.headers["webhook-timestamp"]),
    );
    expect(received[1]!.headers["webhook-id"]).toBe(received[0]!.headers["webhook-id"]);
  });

  it("that always fails is left alone when the store says so", async () => {
    const { url, received } = await receiver((response) => response.writeHead(503).end("no"));
    outbox.endpoint("ep_1", url);
    outbox.retryMs = 30;
    const running = await ready();
    running.offer(outbox.commit("ep_1"));
    await until(() => outbox.count("ep_1", "failed") === 1);
    expect(received).toHaveLength(3);
  });

  it("that redirects is recorded with the redirect", async () => {
    const other = await receiver();
    const { url } = await receiver((response) => response.writeHead(302, { location: other.url }).end());
    outbox.endpoint("ep_1", url);
    (await ready()).offer(outbox.commit("ep_1"));
    await until(() => outbox.attempt("ep_1") !== undefined);
    expect(outbox.attempt("ep_1")?.outcome).toMatchObject({ status: 302, error: null });
    expect(other.received).toHaveLength(0);
  });

  it("that resets the connection is recorded as such", async () => {
    const { url } = await receiver((response) => response.socket?.resetAndDestroy());
    outbox.endpoint("ep_1", url);
    (await ready()).offer(outbox.commit("ep_1"));
    await until(() => outbox.attempt("ep_1") !== undefined);
    expect(outbox.attempt("ep_1")?.outcome).toMatchObject({ status: null, error: "connection_reset" });
  });

  it("with a long response is recorded with the first 1,024 bytes", async () => {
    const { url } = await receiver((response) => response.end("z".repeat(3_000_000)));
    outbox.endpoint("ep_1", url);
    (await ready()).offer(outbox.commit("ep_1"));
    await until(() => outbox.attempt("ep_1") !== undefined);
    expect(outbox.attempt("ep_1")?.outcome.responseSnippet).toBe("z".repeat(1_024));
  });

  it("that the store disables gets nothing more, until it is enabled again", async () => {
    const manual = manualSender();
    outbox.endpoint("ep_1", "http://receiver.test/", { rateLimitPerSecond: 1_000_000 });
    outbox.disableOn = 410;
    // The refused one is not sent again within the test.
    outbox.retryMs = 60_000;
    const running = await ready({ sender: manual.sender });
    running.offer(outbox.commit("ep_1", 30));
    await until(() => manual.sent.length === 16);
    manual.answer({ status: 410, verdict: "gone" });
    await until(() => outbox.attempt("ep_1") !== undefined);
    for (let answered = 0; answered < 15; answered++) manual.answer();
    await until(() => outbox.count("ep_1", "delivered") === 15);
    running.offer(outbox.commit("ep_1"));
    running.wake();
    await turn();
    expect(manual.sent).toHaveLength(16);
    outbox.endpoint("ep_1", "http://receiver.test/");
    running.changed(ACCOUNT, "ep_1");
    await until(() => manual.sent.length === 31);
  });
});

describe("the table", () => {
  it("is where a start finds the deliveries that a crash left, due or not yet due", async () => {
    const { url, received } = await receiver();
    outbox.endpoint("ep_1", url);
    outbox.commit("ep_1", 3, Date.now() - 60_000);
    const later = Date.now() + 600;
    outbox.commit("ep_1", 1, later);
    outbox.commit("ep_1", 1, later + 100);
    dispatcher({ setTimer: withoutTick }).start();
    await until(() => outbox.count("ep_1", "delivered") === 3, 500);
    await until(() => outbox.count("ep_1", "delivered") === 5);
    expect(received).toHaveLength(5);
    expect(outbox.attempt("ep_1", 4)!.at).toBeGreaterThanOrEqual(later);
    expect(outbox.attempt("ep_1", 5)!.at).toBeGreaterThanOrEqual(later + 100);
  });

  it("is read at intervals for deliveries of other processes", async () => {
    const { url } = await receiver();
    outbox.endpoint("ep_1", url);
    await ready();
    outbox.commit("ep_1");
    await expect.poll(() => outbox.count("ep_1", "delivered"), { interval: 2, timeout: 2_000 }).toBe(1);
  });

  it("is read at once when woken", async () => {
    const { url } = await receiver();
    outbox.endpoint("ep_1", url);
    const running = await ready({ setTimer: withoutTick });
    outbox.commit("ep_1");
    running.wake();
    await expect.poll(() => outbox.count("ep_1", "delivered"), { interval: 2, timeout: 2_000 }).toBe(1);
  });

  it("orders retries and new deliveries by when they are due", async () => {
    const manual = manualSender();
    outbox.endpoint("ep_1", "http://receiver.test/");
    const now = Date.now();
    outbox.commit("ep_1", 16, now - 5_000);
    const running = dispatcher({ sender: manual.sender });
    running.start();
    await until(() => manual.sent.length === 16);
    const [late] = outbox.commit("ep_1", 1, now - 1_000);
    const [early] = outbox.commit("ep_1", 1, now - 2_000);
    running.offer([late!, early!]);
    for (let answered = 0; answered < 16; answered++) manual.answer();
    await until(() => manual.sent.length === 18);
    expect(manual.sent.slice(16)).toEqual([early!.eventId, late!.eventId]);
  });

  it("being unreachable is logged once and overcome", async () => {
    const { url } = await receiver();
    outbox.endpoint("ep_1", url);
    outbox.endpoint("ep_2", url);
    outbox.commit("ep_1");
    outbox.down.targets = true;
    outbox.down.due = true;
    dispatcher({ setTimer: withoutTick }).start();
    await until(() => outbox.calls.targets >= 3);
    outbox.down.targets = false;
    await until(() => outbox.calls.due >= 6);
    outbox.down.due = false;
    await until(() => outbox.count("ep_1", "delivered") === 1);
    await until(() => logged.length === 4);
    expect(logged.map(({ msg }) => msg)).toEqual([
      "reading webhook endpoints fails; trying again until it works",
      "reading webhook endpoints works again",
      "reading due deliveries fails; trying again until it works",
      "reading due deliveries works again",
    ]);
  });

  it("not accepting a result leaves the delivery in flight: it is not sent again meanwhile", async () => {
    const { url, received } = await receiver();
    outbox.endpoint("ep_1", url);
    const running = await ready();
    outbox.down.record = true;
    const deliveries = outbox.commit("ep_1");
    running.offer(deliveries);
    await until(() => outbox.calls.record >= 3);
    const reads = outbox.calls.due;
    running.wake();
    running.offer(deliveries);
    await until(() => outbox.calls.due > reads);
    outbox.down.record = false;
    await until(() => outbox.count("ep_1", "delivered") === 1);
    expect(received).toHaveLength(1);
    expect(outbox.of("ep_1")[0]!.attempts).toHaveLength(1);
    expect(errors()).toEqual(["recording webhook attempts fails; trying again until it works"]);
  });
});

describe("a change", () => {
  it("of the secret signs the next request with both, and of the address sends it there", async () => {
    const before = await receiver();
    const after = await receiver();
    outbox.endpoint("ep_1", before.url);
    const running = await ready();
    running.offer(outbox.commit("ep_1"));
    await until(() => before.received.length === 1);
    expect(before.received[0]!.headers).not.toHaveProperty("x-signature-previous");
    outbox.endpoint("ep_1", after.url, { secrets: ["whsec_bmV3", SECRET] });
    const reloads = outbox.calls.targets;
    running.changed(ACCOUNT, "ep_1");
    await until(() => outbox.calls.targets > reloads);
    await turn();
    running.offer(outbox.commit("ep_1"));
    await until(() => after.received.length === 1);
    expect(after.received[0]!.headers).toHaveProperty("x-signature-previous");
    expect(String(after.received[0]!.headers["webhook-signature"]).split(" ")).toHaveLength(2);
  });

  it("that removes an endpoint ends its sending", async () => {
    const manual = manualSender();
    outbox.endpoint("ep_1", "http://receiver.test/");
    const running = await ready({ sender: manual.sender });
    running.offer(outbox.commit("ep_1", 20));
    await until(() => manual.sent.length === 16);
    outbox.endpoints.clear();
    const reloads = outbox.calls.targets;
    running.changed(ACCOUNT, "ep_1");
    await until(() => outbox.calls.targets > reloads);
    await turn();
    for (let answered = 0; answered < 16; answered++) manual.answer();
    await until(() => outbox.count("ep_1", "delivered") === 16);
    await turn();
    expect(manual.sent).toHaveLength(16);
  });
});

describe("stop", () => {
  it("waits for requests under way and their recording, and starts none", async () => {
    const held: ServerResponse[] = [];
    const { url, received } = await receiver((response) => held.push(response));
    outbox.endpoint("ep_1", url);
    const running = await ready();
    running.offer(outbox.commit("ep_1", 20));
    await until(() => received.length === 16);
    let stopped = false;
    const stopping = running.stop(5_000).then(() => (stopped = true));
    running.offer(outbox.commit("ep_1"));
    running.wake();
    await turn();
    expect(stopped).toBe(false);
    for (const response of held) response.end();
    await stopping;
    expect(outbox.count("ep_1", "delivered")).toBe(16);
    expect(outbox.count("ep_1", "pending")).toBe(5);
    expect(received).toHaveLength(16);
  });

  it("aborts at the deadline; an aborted delivery stays pending, without an attempt", async () => {
    const { url, received } = await receiver(() => {});
    outbox.endpoint("ep_1", url, { timeoutMs: 60_000 });
    let reports = 0;
    const running = await ready({ onAttempt: () => (reports += 1) });
    running.offer(outbox.commit("ep_1", 3));
    await until(() => received.length === 3);
    const startedAt = performance.now();
    await running.stop(60);
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(outbox.count("ep_1", "pending")).toBe(3);
    expect([outbox.calls.record, reports]).toEqual([0, 0]);
  });

  it("ends the retrying of a store that is unavailable", async () => {
    const { url } = await receiver();
    outbox.endpoint("ep_1", url);
    const running = await ready();
    outbox.down.record = true;
    running.offer(outbox.commit("ep_1"));
    await until(() => outbox.calls.record >= 2);
    await running.stop(20);
    const calls = outbox.calls.record;
    outbox.down.record = false;
    await turn();
    expect(outbox.calls.record).toBe(calls);
  });

  it("leaves no timer behind", async () => {
    const open = new Set<object>();
    const { url } = await receiver((response) => response.writeHead(500).end());
    outbox.endpoint("ep_1", url, { rateLimitPerSecond: 1 });
    outbox.retryMs = 60_000;
    const running = await ready({
      setTimer: (callback, delayMs) => {
        const token = {};
        open.add(token);
        const timer = setTimeout(() => {
          open.delete(token);
          callback();
        }, delayMs);
        return () => {
          clearTimeout(timer);
          open.delete(token);
        };
      },
    });
    running.offer(outbox.commit("ep_1", 3));
    await until(() => outbox.attempt("ep_1") !== undefined);
    await running.stop(1_000);
    await running.stop(1_000);
    expect(open.size).toBe(0);
  });
});

describe("onAttempt", () => {
  it("is called for each attempt, and may fail without harm", async () => {
    const { url } = await receiver();
    outbox.endpoint("ep_1", url);
    const outcomes: SendOutcome[] = [];
    const running = await ready({
      onAttempt: (outcome) => {
        outcomes.push(outcome);
        throw new Error("metrics broken");
      },
    });
    running.offer(outbox.commit("ep_1", 2));
    await until(() => outbox.count("ep_1", "delivered") === 2);
    expect(outcomes.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe("deliveries that are still to be made", () => {
  it("are made and sent when a commit leaves them, found by a start, and found after another process's commit", async () => {
    const { url } = await receiver();
    outbox.endpoint("ep_1", url);
    outbox.endpoint("ep_2", url);
    outbox.waiting.set("ep_1", 3);
    const made = await ready();
    await until(() => outbox.count("ep_1", "delivered") === 3);
    outbox.waiting.set("ep_1", 2);
    outbox.waiting.set("ep_2", 2);
    made.behind([ACCOUNT]);
    await until(() => outbox.count("ep_1", "delivered") === 5 && outbox.count("ep_2", "delivered") === 2);
    outbox.waiting.set("ep_2", 1);
    made.wake();
    await until(() => outbox.count("ep_2", "delivered") === 3);
  });

  it("are made as soon as the store takes them, and no more after a stop", async () => {
    outbox.endpoint("ep_1", (await receiver()).url);
    const made = await ready();
    outbox.down.record = true;
    outbox.waiting.set("ep_1", 1);
    made.behind([ACCOUNT]);
    await turn();
    expect(outbox.count("ep_1", "delivered")).toBe(0);
    outbox.down.record = false;
    await until(() => outbox.count("ep_1", "delivered") === 1);
    await made.stop(100);
    outbox.waiting.set("ep_1", 1);
    made.behind([ACCOUNT]);
    await turn();
    expect(outbox.waiting.size).toBe(1);
  });
});

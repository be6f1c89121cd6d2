import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Transaction } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type Answer } from "../support/e2e/api.ts";
import { postgresUrl } from "../support/e2e/database.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { movementEvent, sendHook } from "../support/e2e/octopus.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { Auditor } from "../support/simulation/auditor.ts";
import { countOf, readLedger } from "../support/simulation/ledger.ts";
import { attemptsOf, metricOf } from "../support/simulation/metrics.ts";
import { startBehindProxy, startStallable, writeLock } from "../support/simulation/outage.ts";
import { Random, SEED_TITLE, seeds } from "../support/simulation/random.ts";
import { Site } from "../support/simulation/site.ts";

const SECRET = "whs_outage";
/** Time for a recovery: a drain of the interrupted role and the pauses between attempts to take it again. */
const RECOVERY_MS = 30_000;
/** The longest wait for a response, whatever the store does. */
const ANSWER_MS = 15_000;

describe.skipIf(postgresUrl === undefined)("a PostgreSQL that refuses connections", () => {
  it("gets every caller a 503, loses nothing and needs no restart", async () => {
    const { server, proxy } = await startBehindProxy({ PLIMSOLL_SWEEP_INTERVAL_MS: "100" });
    const { api } = server;
    const receiver = await startReceiver();
    const wallet = await api.createFundedWallet("100.00");
    const [usual, rare] = [await provider(server), await provider(server)];
    expectStatus(200, await usual.send("10.00"));
    await api.createEndpoint(receiver.url, { event_types: ["wallet.debited"] });

    proxy.refuse();
    const debit = () => api.post<Transaction>(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, key("refused"));
    const waiting = usual.event("5.00");
    const answers = await Promise.all([
      debit(),
      api.post("/transactions", [{ wallet_id: wallet.id, transaction_type: "DEBIT", amount: "2.00" }]),
      api.get(`/wallets/${wallet.id}`),
      api.as("pk_never_seen").get("/wallets"),
      api.post("/features", { name: "API calls" }),
      usual.resend(waiting),
      rare.send("1.00"),
    ]);
    for (const answer of answers) expectUnavailable(answer);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);

    proxy.resume();
    await eventually(async () => (await fetch(`${server.url}/readyz`)).status === 200);
    const retried = await debit();
    expect(retried.headers.get("idempotency-replayed")).toBeNull();
    expect(expectStatus(201, retried)).toMatchObject({ sequence: 2, balance_after: "99.00" });
    expect(expectStatus(200, await usual.resend(waiting))).toEqual({ received: true, duplicate: false });
    expect((await api.wallet(usual.walletId)).balance).toBe("985.00");
    expect(await countOf(api, "/features")).toBe(0);

    await receiver.waitFor(2, ({ json }) => json.type === "wallet.debited", RECOVERY_MS);
    const sweeps = await metricOf(server, "plimsoll_sweep_seconds_count");
    await eventually(async () => (await metricOf(server, "plimsoll_sweep_seconds_count")) > sweeps, RECOVERY_MS);
    expect(await server.cli("verify")).toMatchObject({ code: 0 });
  });

  it("does not make a delivery that was under way go out twice", async () => {
    const { server, proxy } = await startBehindProxy();
    const receiver = await startReceiver({ delayMs: 300 });
    const endpoint = await server.api.createEndpoint(receiver.url, { event_types: ["wallet.created"] });
    await server.api.createWallet();
    await receiver.waitFor(1);

    proxy.refuse();
    await eventually(async () => (await attemptsOf(server)) === 1);
    proxy.resume();

    await eventually(async () => {
      expect(await server.api.deliveries(endpoint.id)).toMatchObject([{ status: "delivered", attempt_count: 1 }]);
      return true;
    }, RECOVERY_MS);
    expect(receiver.requests).toHaveLength(1);
  });

  it("delivers pending webhooks when it comes back", async () => {
    const { server, proxy } = await startBehindProxy({ PLIMSOLL_RETRY_BASE_MS: "400" });
    const receiver = await startReceiver(500);
    const endpoint = await server.api.createEndpoint(receiver.url, {
      event_types: ["wallet.created"],
      max_attempts: 9,
    });
    await Promise.all([server.api.createWallet(), server.api.createWallet(), server.api.createWallet()]);
    await receiver.waitFor(3);

    proxy.refuse();
    receiver.answer(200);
    proxy.resume();

    await eventually(async () => {
      const deliveries = await server.api.deliveries(endpoint.id);
      return deliveries.every(({ status }) => status === "delivered");
    }, RECOVERY_MS);
  });
});

describe.skipIf(postgresUrl === undefined)("a PostgreSQL whose connections break under load", () => {
  it.each(seeds())(`leaves each request with its key applied once or not at all, ${SEED_TITLE}`, async (seed) => {
    const random = new Random(seed);
    const { server, proxy } = await startBehindProxy();
    const site = Site.of(server);
    const auditor = new Auditor();
    const books = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { id } = await server.api.createWallet({ overdraft_limit: null });
        const book = auditor.open(id, 2);
        book.watch(new Map());
        return book;
      }),
    );
    let breaks = 0;
    await Promise.all(
      Array.from({ length: 16 }, async (_, client) => {
        const choices = random.fork();
        for (let count = 0; count < 25; count += 1) {
          const book = choices.pick(books);
          const reference = `${client}/${count}`;
          const body = { amount: choices.between(1, 99), reference_number: reference };
          const answer = await site.answered(({ api }) => api.post(`/wallets/${book.id}/debits`, body, key(reference)));
          expectStatus(201, answer);
          book.post(reference, BigInt(-body.amount * 100));
          if (choices.chance(0.08)) {
            proxy.reset();
            breaks += 1;
          }
        }
      }),
    );

    expect(breaks).toBeGreaterThan(5);
    auditor.audit(await readLedger(server.api));
    expect(await server.cli("verify")).toMatchObject({ code: 0 });
  });

  it.each([
    { how: "forwarded", replayed: "true" },
    { how: "dropped", replayed: null },
  ] as const)(
    "answers 503 when COMMIT is $how and cut; a retry gives the one transaction",
    async ({ how, replayed }) => {
      const { server, proxy } = await startBehindProxy();
      const receiver = await startReceiver();
      const wallet = await server.api.createFundedWallet("100.00");
      await server.api.createEndpoint(receiver.url, { event_types: ["wallet.debited"] });
      const debit = () =>
        server.api.post<Transaction>(`/wallets/${wallet.id}/debits`, { amount: "30.00" }, key("lost commit"));

      const lost = proxy.loseNextCommit(how);
      const first = await debit();
      await lost;
      expectUnavailable(first);
      const second = await eventually(async () => {
        const answer = await debit();
        return answer.status === 503 ? null : answer;
      });
      expect(second.headers.get("idempotency-replayed")).toBe(replayed);
      expect(expectStatus(201, second)).toMatchObject({ sequence: 2, balance_after: "70.00" });
      expect(await server.api.transactions(wallet.id)).toHaveLength(2);
      await receiver.waitFor(1, undefined, RECOVERY_MS);
      expect(receiver.requests).toHaveLength(1);
    },
  );
});

describe.skipIf(postgresUrl === undefined)("a PostgreSQL that goes silent", () => {
  it("makes no caller wait, and is used again when it responds", { timeout: 120_000 }, async () => {
    const { server, proxy } = await startBehindProxy();
    const wallet = await server.api.createFundedWallet("100.00");
    const { send } = await provider(server);
    expectStatus(200, await send("1.00"));

    proxy.stall();
    const [outcomes, ...others] = await Promise.all([
      inTime(server, wallet.id, send),
      ...inSuccession(8, server, wallet.id),
    ]);
    proxy.resume();

    expect(others).toEqual(others.map(() => 503));
    expect(outcomes).toEqual({ readyz: 503, healthz: 200, hook: 503, debit: 503, read: 503, stranger: 503 });
    await eventually(async () => (await fetch(`${server.url}/readyz`)).status === 200, RECOVERY_MS);
    expectStatus(201, await server.api.post(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, key("silent")));
    expect(await server.cli("verify")).toMatchObject({ code: 0 });
  });

  it("and vanishes for good is replaced by new connections", { timeout: 120_000 }, async () => {
    const { server, proxy } = await startBehindProxy();
    const receiver = await startReceiver();
    const wallet = await server.api.createFundedWallet("100.00");
    await server.api.createEndpoint(receiver.url, { event_types: ["wallet.debited"] });

    proxy.abandon();
    const debited = eventually(async () => {
      const answer = await within(
        ANSWER_MS,
        server.api.post<Transaction>(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, key("vanished")),
      );
      return expectStatus(201, answer);
    }, RECOVERY_MS);

    expect(await debited).toMatchObject({ sequence: 2, balance_after: "99.00" });
    await receiver.waitFor(1, undefined, RECOVERY_MS);
  });
});

describeEngines("a stalled store and a queue of 50", (engine) => {
  it("answers 429 beyond the queue, grows no memory and finishes what it accepted", async () => {
    const { server, stall } = await startStallable(engine, { PLIMSOLL_MAX_QUEUE: "50" });
    const { api } = server;
    const wallet = await api.createFundedWallet("1000.00");
    const debit = (name: string) => api.post(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, key(name));

    stall.begin();
    const refusals: Answer<unknown>[] = [];
    const taken: Answer<unknown>[] = [];
    const sent: Promise<void>[] = [];
    const send = (count: number, name: string) => {
      const more = Array.from({ length: count }, async (_, index) => {
        const answer = await debit(`${name} ${index}`);
        (answer.status === 429 ? refusals : taken).push(answer);
      });
      sent.push(...more);
    };
    // Two batches may be under way and a third wait, of at most 50 each.
    const untilAnswered = () => eventually(() => refusals.length + taken.length >= sent.length - 3 * 50);

    send(400, "first");
    await untilAnswered();
    expect(taken).toHaveLength(0);
    const before = await memoryOf(server);
    for (let wave = 0; wave < 10; wave += 1) {
      send(100, `wave ${wave}`);
      await untilAnswered();
    }
    expect(await memoryOf(server)).toBeLessThan(before + 64 * 1_024);
    send(10, "last");
    stall.end();
    await Promise.all(sent);
    expect(refusals.length + taken.length).toBe(400 + 10 * 100 + 10);
    // On a busy machine the store's time limit passes meanwhile: what was accepted until then gets 503.
    const unavailable = taken.filter(({ status }) => status === 503).length;
    expect(refusals.length + unavailable).toBeGreaterThan(1_000);

    for (const refusal of refusals) {
      expect(errorOf(refusal).code).toBe("TOO_MANY_REQUESTS");
      expect(Number(refusal.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    }
    const stored = taken.filter(({ status }) => status === 201).length;
    expect(stored + unavailable).toBe(taken.length);
    expect(taken.length).toBeGreaterThan(50);
    expect((await api.wallet(wallet.id)).balance).toBe(`${1_000 - stored}.00`);
    expect((await api.transactions(wallet.id))[0]).toMatchObject({ sequence: stored + 1 });
  });
});

describe("an SQLite file that another process has locked", () => {
  it("gets writers a 503, is still read, and written again when it is free", async () => {
    const server = await startServer();
    const { api } = server;
    const receiver = await startReceiver();
    const wallet = await api.createFundedWallet("100.00");
    const { walletId, event, resend } = await provider(server);
    await api.createEndpoint(receiver.url, { event_types: ["wallet.debited"] });
    const debit = () => api.post<Transaction>(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, key("locked"));
    const waiting = event("5.00");
    const lock = writeLock(server);

    lock.begin();
    for (const answer of await Promise.all([debit(), resend(waiting)])) expectUnavailable(answer);
    expect((await api.wallet(wallet.id)).balance).toBe("100.00");
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    lock.end();

    expect(expectStatus(201, await debit())).toMatchObject({ sequence: 2, balance_after: "99.00" });
    expect(expectStatus(200, await resend(waiting))).toEqual({ received: true, duplicate: false });
    expect((await api.wallet(walletId)).balance).toBe("995.00");
    await receiver.waitFor(2);
    expect(await server.cli("verify")).toMatchObject({ code: 0 });
  });
});

function expectUnavailable(answer: Answer<unknown>): void {
  expect({ status: answer.status, code: errorOf(answer).code }).toEqual({ status: 503, code: "SERVICE_UNAVAILABLE" });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
}

function key(text: string): Record<string, string> {
  return { "Idempotency-Key": text };
}

/** A provider with one mirrored wallet of 1000.00, and its debits. */
async function provider({ api, url }: Server) {
  const { id, hook_url: hookUrl } = await api.createProvider(SECRET);
  const wallet = await api.createWallet({ provider_id: id, external_id: "1", balance: "1000.00" });
  const event = (amount: string) => movementEvent("wallet.debited", 1, amount);
  const resend = (sent: ReturnType<typeof event>) => sendHook({ url, hookUrl, secret: SECRET }, sent);
  return { walletId: wallet.id, event, resend, send: (amount: string) => resend(event(amount)) };
}

/** What each kind of caller gets while the store is silent; "nothing" when it waited too long. */
async function inTime(server: Server, walletId: number, send: (amount: string) => Promise<Answer<unknown>>) {
  const { api, url } = server;
  const asked = {
    readyz: statusOf(fetch(`${url}/readyz`)),
    healthz: statusOf(fetch(`${url}/healthz`)),
    hook: statusOf(send("1.00")),
    debit: statusOf(api.post(`/wallets/${walletId}/debits`, { amount: "1.00" }, key("silent"))),
    read: statusOf(api.get(`/wallets/${walletId}`)),
    stranger: statusOf(api.as("pk_never_seen").get("/wallets")),
  };
  const outcomes = await Promise.all(Object.entries(asked).map(async ([name, answer]) => [name, await answer]));
  return Object.fromEntries(outcomes) as Record<string, unknown>;
}

/** Debits sent one after another, so that several batches wait for the store. */
function inSuccession(count: number, { api }: Server, walletId: number) {
  return Array.from({ length: count }, async (_, index) => {
    await pause(index * 20);
    return statusOf(api.post(`/wallets/${walletId}/debits`, { amount: "1.00" }, key(`successor ${index}`)));
  });
}

function statusOf(answer: Promise<{ readonly status: number }>) {
  return within(ANSWER_MS, answer).then(
    ({ status: code }) => code,
    () => "nothing" as const,
  );
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Resident KiB. */
async function memoryOf({ pid }: Server): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}

import type { Transaction } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { postgresUrl, sql } from "../support/e2e/database.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { createData, startServer, type Server } from "../support/e2e/server.ts";
import { readLedger } from "../support/simulation/ledger.ts";
import { metricOf } from "../support/simulation/metrics.ts";
import { Random, SEED_TITLE, seeds } from "../support/simulation/random.ts";
import { Site } from "../support/simulation/site.ts";
import { SCALE } from "../support/scale.ts";

const DEBITS = 600 * SCALE;
const CLIENTS = 12;
const ENDS = 6;
/** The time after which a silent process is given up, and what a busy machine adds. */
const GIVEN_UP_MS = 15_000;

describe.skipIf(postgresUrl === undefined)("three processes on one database", () => {
  it("carry out an account's debits in one of them, whichever they are sent to", async () => {
    const servers = await startLinked();
    const wallet = await at(servers, 0).api.createFundedWallet("1000.00");
    const before = await storedBy(servers);
    const earlier = await Promise.all(servers.map(handedOver));

    const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => debit(at(servers, n), wallet.id, n)));

    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const after = await storedBy(servers);
    const stored = after.map((count, index) => count - (before[index] ?? 0));
    // The others may have stored when a key was last used.
    const [least = 0, middle = 0, most = 0] = stored.toSorted(ascending);
    expect([least, middle].every((count) => count < 10)).toBe(true);
    expect(most).toBeGreaterThanOrEqual(300);
    const home = stored.indexOf(Math.max(...stored));
    const later = await Promise.all(servers.map(handedOver));
    const directions = later.map(({ in: taken, out }, index) => ({
      in: taken - (earlier[index]?.in ?? 0),
      out: out - (earlier[index]?.out ?? 0),
    }));
    expect(directions).toEqual(servers.map((_, index) => (index === home ? { in: 200, out: 0 } : { in: 0, out: 100 })));
    expect(await at(servers, 0).api.wallet(wallet.id)).toMatchObject({ balance: "700.00", sequence: 301 });
    expect(await at(servers, 0).cli("verify")).toMatchObject({ code: 0 });
  });

  it.each(seeds())(
    `store each debit once while they are killed and stopped at random, ${SEED_TITLE}`,
    { timeout: 180_000 * SCALE },
    async (seed) => {
      const random = new Random(seed);
      const servers = await startLinked();
      const sites = servers.map((server) => Site.of(server));
      const wallets = await Promise.all(
        Array.from({ length: 3 }, () => at(servers, 0).api.createFundedWallet(`${DEBITS}.00`)),
      );
      const ends = new Map<number, "SIGKILL" | "SIGTERM">();
      while (ends.size < ENDS) {
        ends.set(random.between(DEBITS / 10, (DEBITS * 9) / 10), ends.size % 2 === 0 ? "SIGKILL" : "SIGTERM");
      }
      const sequences = new Map(wallets.map(({ id }) => [id, [] as number[]]));
      const ending: Promise<unknown>[] = [];
      const waiting = Array.from({ length: DEBITS }, (_, n) => n).values();
      let done = 0;

      await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          // The clients draw from one iterator, so each debit is one client's.
          for (const n of waiting) {
            const { id } = at(wallets, n);
            const answer = await answered(sites, random, (server) => debit(server, id, n));
            expect(answer.status).toBe(201);
            sequences.get(id)?.push(answer.body.sequence);
            done += 1;
            const signal = ends.get(done);
            if (signal) ending.push(at(sites, random.between(0, 2)).restart(signal));
          }
        }),
      );
      await Promise.all(ending);

      expect(sites.reduce((sum, { restarts }) => sum + restarts, 0)).toBe(ENDS);
      const { api } = at(sites, 0).server;
      const handed = await Promise.all(sites.map(({ server }) => handedOver(server)));
      expect(handed.reduce((sum, { out }) => sum + out, 0)).toBeGreaterThan(0);
      const { transactions } = await readLedger(api);
      for (const { id } of wallets) {
        const stored = transactions.get(id) ?? [];
        const expected = Array.from({ length: DEBITS / wallets.length + 1 }, (_, index) => index + 1);
        expect(stored.map(({ sequence }) => sequence).toSorted(ascending)).toEqual(expected);
        expect((sequences.get(id) ?? []).toSorted(ascending)).toEqual(expected.slice(1));
      }
      expect(await at(sites, 0).server.cli("verify")).toMatchObject({ code: 0 });
      for (const site of sites.slice(1)) expect(await site.server.stop()).toMatchObject({ code: 0 });
    },
  );

  it("answer in a bounded time while an account's home is stopped, and store for it then", async () => {
    const servers = await startLinked();
    const wallet = await at(servers, 0).api.createFundedWallet("1000.00");
    await Promise.all(servers.map((server, n) => debit(server, wallet.id, n)));
    const home = await homeOf(servers);
    const others = servers.filter((server) => server !== home);
    home.signal("SIGSTOP");
    try {
      const started = performance.now();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => debit(at(others, n), wallet.id, 100 + n)));
      expect(performance.now() - started).toBeLessThan(GIVEN_UP_MS);
      // Those that had been handed over are unknown; their callers repeat them.
      for (const { status } of answers) expect([201, 503]).toContain(status);
      await eventually(async () => {
        const repeated = await Promise.all(
          Array.from({ length: 20 }, (_, n) => debit(at(others, n), wallet.id, 100 + n)),
        );
        return repeated.every(({ status }) => status === 201);
      }, GIVEN_UP_MS);
    } finally {
      home.signal("SIGCONT");
    }
    // What it had been handed it carries out now, with keys that are known.
    await linked(servers);
    expect((await debit(home, wallet.id, 200)).status).toBe(201);
    expect(await home.api.wallet(wallet.id)).toMatchObject({ balance: "976.00", sequence: 25 });
    expect(await home.cli("verify")).toMatchObject({ code: 0 });
  });

  it("store by themselves what is of a process that cannot be reached, and say so once", async () => {
    const servers = await startLinked();
    const url = at(servers, 0).data.databaseUrl ?? "";
    const { version } = (await (await fetch(`${at(servers, 0).url}/healthz`)).json()) as { version: string };
    const wallet = await at(servers, 0).api.createFundedWallet("1000.00");
    // No process listens on port 1.
    const ids = Array.from({ length: 20 }, (_, n) => n.toString(16).padStart(32, "0"));
    for (const id of ids) {
      const said = JSON.stringify({ id, host: "127.0.0.1", port: 1, version, leaving: false });
      await sql(url, `SELECT pg_notify('plimsoll_presence', '${said}')`);
    }
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => debit(at(servers, n), wallet.id, n)));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    for (const { logs } of servers) {
      expect(logs.match(/another server process cannot be reached/g)).toHaveLength(ids.length);
    }
  });

  it("hand each other nothing where that is switched off", async () => {
    const data = await createData("postgres", "migrated");
    const env = { PLIMSOLL_PEER_PORT: "off" };
    const off = await startServer({ data, env });
    const [one, two] = [await startServer({ data }), await startServer({ data })];
    await eventually(async () => (await peersOf(one)) === 1 && (await peersOf(two)) === 1);
    expect(await peersOf(off)).toBe(0);
    const wallet = await off.api.createFundedWallet("10.00");
    expect((await debit(off, wallet.id, 1)).status).toBe(201);
    expect(await handedOver(off)).toEqual({ in: 0, out: 0 });
  });
});

async function startLinked(): Promise<readonly Server[]> {
  const data = await createData("postgres", "migrated");
  const servers = await Promise.all([startServer({ data }), startServer({ data }), startServer({ data })]);
  await linked(servers);
  return servers;
}

/** Waits until each process can hand over to each other. */
async function linked(servers: readonly Server[]): Promise<void> {
  await eventually(
    async () => (await Promise.all(servers.map(peersOf))).every((count) => count === servers.length - 1),
    GIVEN_UP_MS,
  );
}

function peersOf(server: Server): Promise<number> {
  return metricOf(server, "plimsoll_peers");
}

/** Commands that each process has stored. */
function storedBy(servers: readonly Server[]): Promise<number[]> {
  return Promise.all(servers.map((server) => metricOf(server, "plimsoll_batch_commands_sum")));
}

async function handedOver({ url }: Server): Promise<{ in: number; out: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (direction: string) =>
    Number(new RegExp(`^plimsoll_handed_over_total\\{direction="${direction}"\\} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
  return { in: of("in"), out: of("out") };
}

/** The process to which the others have handed over. */
async function homeOf(servers: readonly Server[]): Promise<Server> {
  for (const server of servers) if ((await handedOver(server)).in > 0) return server;
  throw new Error("no process was handed anything");
}

function debit({ api }: Server, walletId: number, n: number) {
  return api.post<Transaction>(`/wallets/${walletId}/debits`, { amount: "1.00" }, { "Idempotency-Key": `debit ${n}` });
}

/** Repeats a request at any of the processes until one has answered it. */
function answered<T extends { readonly status: number }>(
  sites: readonly Site[],
  random: Random,
  send: (server: Server) => Promise<T>,
): Promise<T> {
  return at(sites, random.between(0, sites.length - 1)).answered(() =>
    send(at(sites, random.between(0, sites.length - 1)).server),
  );
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("nothing there");
  return item;
}

function ascending(a: number, b: number): number {
  return a - b;
}

import { openConnections, type Answer, type Connection } from "../support/connection.ts";
import {
  batchPool,
  crossingPool,
  debitPool,
  enquiryPool,
  getPool,
  hookPool,
  walletPool,
  type Batches,
  type Crossings,
  type Debits,
  type Gateway,
  type NewWallets,
  type Pool,
  type Signer,
} from "../support/pools.ts";
import { serve } from "../support/rpc.ts";
import { ascending, percentile } from "../support/stats.ts";

/** The condition for a response to count; any other response ends the run with an error. */
export interface Expected {
  readonly status: number;
  /** The whole body, where all responses have the same. */
  readonly body?: string;
  /** A text that the body contains once for each item of the request. */
  readonly each?: string;
}

export interface Run {
  /** A server's, or the ports of several, over which the connections are spread. */
  readonly port: number | readonly number[];
  readonly connections: number;
  readonly seconds: number;
  readonly expected: Expected;
  /** Starts over at the end of the pool and counts nothing as spent: for a floor, which accepts repetitions. */
  readonly repeat: boolean;
}

export interface Load {
  /** Items a second. */
  readonly rate: number;
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  /** Share of one core that the load generator used: near 1 the measurement would be of the load generator. */
  readonly busy: number;
}

export interface Pace {
  readonly port: number;
  readonly connections: number;
  readonly perSecond: number;
  readonly expected: Expected;
  /** The sending times of the wallets from this number on are recorded. */
  readonly noteFrom: number;
}

export interface Paced {
  readonly p50: number;
  readonly p99: number;
  readonly busy: number;
  /** Wallet number → CLOCK_MONOTONIC milliseconds just before its request was sent. */
  readonly sentAt: ReadonlyMap<number, number>;
}

const MAX_SAMPLES = 4_000_000;
const DRAIN_MS = 30_000;

let pool: Pool | null = null;
/** Cents acknowledged as spent, by wallet number. */
let spent = new Float64Array(0);

const api = {
  hooks: ({ signer, wallets, count, seed }: { signer: Signer; wallets: number; count: number; seed: number }) =>
    use(hookPool(signer, wallets, count, seed)),
  crossings: (made: { signer: Signer; crossings: Crossings; count: number; seed: number }) =>
    use(crossingPool(made.signer, made.crossings, made.count, made.seed)),
  wallets: (wallets: NewWallets) => use(walletPool(wallets)),
  batches: (batches: Batches) => use(batchPool(batches)),
  debits: (debits: Debits) => use(debitPool(debits)),
  gets: (made: { key: string; paths: readonly string[]; count: number }) =>
    use(getPool(made.key, made.paths, made.count)),
  enquiries: (made: { gateway: Gateway; cards: number; count: number }) =>
    use(enquiryPool(made.gateway, made.cards, made.count)),
  run,
  pace,
  spent: () => spent,
};

export type LoadApi = typeof api;

serve(api);

/** The number of requests made. */
function use(made: Pool): number {
  pool = made;
  return made.count;
}

function current(): Pool {
  if (!pool) throw new Error("there are no requests to send");
  return pool;
}

/** As many requests as the connections carry, for a number of seconds or until there are none left. */
async function run({ port, connections, seconds, expected, repeat }: Run): Promise<Load> {
  const requests = current();
  const samples = new Float64Array(Math.min(MAX_SAMPLES, repeat ? MAX_SAMPLES : requests.count));
  let sent = 0;
  let answered = 0;
  let endAt = Number.POSITIVE_INFINITY;
  let finish: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  finished.catch(() => undefined);

  const next = (connection: Connection, now: number): void => {
    if (now >= endAt || (!repeat && sent === requests.count)) {
      if (answered === sent) finish();
      return;
    }
    const index = sent % requests.count;
    sent += 1;
    connection.request = index;
    connection.sentAt = now;
    send(connection, requests, index);
  };
  const onAnswer = (connection: Connection, answer: Answer | null): void => {
    const now = performance.now();
    const problem = answer && problemOf(answer, expected, requests.items);
    if (problem) return fail(new Error(problem));
    if (answered < samples.length) samples[answered] = now - connection.sentAt;
    answered += 1;
    if (!repeat) noteSpent(requests, connection.request);
    next(connection, now);
  };

  const open = await openConnections(connections, [port].flat(), { usual: usualOf(expected), onAnswer });
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  endAt = startedAt + seconds * 1_000;
  for (const connection of open.connections) next(connection, startedAt);
  const late = setTimeout(() => fail(new Error("no response for a long time")), seconds * 1_000 + DRAIN_MS);
  try {
    await Promise.race([finished, open.broken]);
  } finally {
    clearTimeout(late);
    for (const connection of open.connections) connection.close();
  }
  const elapsed = performance.now() - startedAt;
  const sorted = samples.subarray(0, Math.min(answered, samples.length)).toSorted();
  return {
    rate: (answered * requests.items * 1_000) / elapsed,
    requests: answered,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    busy: busyShare(cpu, elapsed),
  };
}

/**
 * The whole pool at a steady rate, whatever the responses; a request without a free connection waits, and its wait
 * counts.
 */
async function pace({ port, connections, perSecond, expected, noteFrom }: Pace): Promise<Paced> {
  const requests = current();
  const sentAt = new Map<number, number>();
  const latencies: number[] = [];
  const free: Connection[] = [];
  const waiting: { readonly index: number; readonly since: number }[] = [];
  const trouble: Error[] = [];

  const dispatch = (connection: Connection, index: number, since: number): void => {
    connection.request = index;
    connection.sentAt = since;
    send(connection, requests, index);
  };
  const onAnswer = (connection: Connection, answer: Answer | null): void => {
    const problem = answer && problemOf(answer, expected, requests.items);
    if (problem) trouble.push(new Error(problem));
    latencies.push(performance.now() - connection.sentAt);
    const next = waiting.shift();
    if (next) dispatch(connection, next.index, next.since);
    else free.push(connection);
  };

  const open = await openConnections(connections, [port], { usual: usualOf(expected), onAnswer });
  open.broken.catch((error: Error) => trouble.push(error));
  free.push(...open.connections);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (let index = 0; index < requests.count && trouble.length === 0;) {
    const now = performance.now();
    const due = Math.min(requests.count, Math.floor(((now - startedAt) * perSecond) / 1_000) + 1);
    for (; index < due; index += 1) {
      const wallet = requests.wallets[index] ?? 0;
      if (wallet >= noteFrom) sentAt.set(wallet, Number(process.hrtime.bigint()) / 1e6);
      const connection = free.pop();
      if (connection) dispatch(connection, index, performance.now());
      else waiting.push({ index, since: performance.now() });
    }
    await pause(1);
  }
  const elapsed = performance.now() - startedAt;
  const busy = busyShare(cpu, elapsed);
  for (let waited = 0; latencies.length < requests.count && trouble.length === 0 && waited < DRAIN_MS; waited += 5)
    await pause(5);
  for (const connection of open.connections) connection.close();
  if (trouble[0]) throw trouble[0];
  if (latencies.length < requests.count)
    throw new Error(`${requests.count - latencies.length} requests without answer`);
  const sorted = ascending(latencies);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), busy, sentAt };
}

function send(connection: Connection, { bytes, offsets }: Pool, index: number): void {
  connection.send(bytes.subarray(offsets[index], offsets[index + 1]));
}

function usualOf({ status, body }: Expected): { status: number; body: string } | null {
  return body === undefined ? null : { status, body };
}

function problemOf(answer: Answer, expected: Expected, items: number): string | null {
  const excerpt = `${answer.status} ${answer.body.slice(0, 300)}`;
  if (answer.status !== expected.status) return `expected status ${expected.status}, got ${excerpt}`;
  if (expected.body !== undefined) return `expected ${expected.body}, got ${excerpt}`;
  if (expected.each !== undefined && answer.body.split(expected.each).length - 1 !== items) {
    return `expected ${items} times ${expected.each}, got ${excerpt}`;
  }
  return null;
}

function noteSpent({ items, wallets, cents }: Pool, request: number): void {
  for (let i = request * items; i < (request + 1) * items; i += 1) {
    const wallet = wallets[i] ?? 0;
    if (wallet >= spent.length) {
      const larger = new Float64Array(Math.max(wallet + 1, spent.length * 2, 16_384));
      larger.set(spent);
      spent = larger;
    }
    spent[wallet] = (spent[wallet] ?? 0) + (cents[i] ?? 0);
  }
}

function busyShare(since: NodeJS.CpuUsage, elapsedMs: number): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000 / elapsedMs;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

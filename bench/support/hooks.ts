import type { StoreLocation } from "@plimsoll/server/store/open";
import type { BareServer, BareServerApi } from "../children/bare-server.ts";
import type { Expected, Load, LoadApi } from "../children/load.ts";
import { startChild, type Child } from "./child.ts";
import type { Signer } from "./pools.ts";
import { meterProcessor, microseconds, type Processor } from "./processor.ts";
import type { Resources } from "./resources.ts";
import { ADMIN_KEY, type Server } from "./server.ts";
import type { Pair } from "./stats.ts";

export const HOOK_SECRET = "octopus-webhook-secret-0123456789abcdef";
const ANSWER = '{"received":true,"duplicate":false}';
/** Connections that declare wallets. */
const SETUP_CONNECTIONS = 64;
const SETUP_SECONDS = 120;
const PAGE = 1_000;
/** Hooks made for the first measurement, before the rate is known. */
const FIRST_POOL = 20_000;
/** More hooks than the last rate needs, so that a faster round does not run out of them. */
const SPARE = 1.35;

export const HOOK_ANSWER: Expected = { status: 200, body: ANSWER };

export const startLoad = (resources: Resources): Child<LoadApi> =>
  startChild<LoadApi>(resources, new URL("../children/load.ts", import.meta.url));

/** A server that receives hooks. */
export interface Target {
  readonly port: number;
  readonly pid: number;
}

/** A bare server with Plimsoll's response to a hook by default. */
export async function startBareServer(
  resources: Resources,
  { answer = ANSWER, relay = null }: { readonly answer?: string; readonly relay?: BareServer["relay"] } = {},
): Promise<Target> {
  const child = startChild<BareServerApi>(resources, new URL("../children/bare-server.ts", import.meta.url));
  return { port: await child.call("listen", { body: answer, relay }), pid: child.pid };
}

export async function connectProvider(server: Server): Promise<Signer> {
  const provider = { kind: "octopus", name: "Octopus", webhook_secret: HOOK_SECRET };
  const { id } = await server.api<{ id: string }>("POST", "/api/v1/providers", provider);
  return { providerId: id, secret: HOOK_SECRET };
}

export interface Declared {
  readonly providerId: string | null;
  readonly first: number;
  readonly count: number;
  readonly balance: string;
  /** Of their account; the server's first by default. */
  readonly key?: string;
}

/** Creates wallets through the API; returns the seconds that took. */
export async function declareWallets(load: Child<LoadApi>, server: Server, wallets: Declared): Promise<number> {
  await load.call("wallets", { key: ADMIN_KEY, ...wallets });
  const startedAt = performance.now();
  const { requests } = await load.call("run", {
    port: server.port,
    connections: SETUP_CONNECTIONS,
    seconds: SETUP_SECONDS,
    expected: { status: 201 },
    repeat: false,
  });
  if (requests !== wallets.count) throw new Error(`only ${requests} of ${wallets.count} wallets were made in time`);
  return (performance.now() - startedAt) / 1_000;
}

/** Balances in cents by the wallet's number, which is its name, or by the server's id. */
export async function balancesOf(server: Server, count: number, by: "name" | "id" = "name"): Promise<Float64Array> {
  const balances = new Float64Array(count + 1).fill(Number.NaN);
  for (let page = 1; (page - 1) * PAGE < count; page += 1) {
    const path = `/api/v1/wallets?page=${page}&limit=${PAGE}`;
    for (const wallet of await server.api<{ id: number; name: string; balance: string }[]>("GET", path)) {
      balances[Number(wallet[by])] = Number(wallet.balance.replace(".", ""));
    }
  }
  return balances;
}

/** Throws unless every wallet's balance fell exactly by the acknowledged debits. */
export function checkBalances(before: Float64Array, after: Float64Array, spent: Float64Array): string {
  let total = 0;
  for (let wallet = 1; wallet < before.length; wallet += 1) {
    const expected = (before[wallet] ?? 0) - (spent[wallet] ?? 0);
    if (after[wallet] !== expected) {
      throw new Error(`wallet ${wallet} should hold ${expected} cents and holds ${after[wallet]}`);
    }
    total += spent[wallet] ?? 0;
  }
  return `balances checked: ${before.length - 1} wallets, ${(total / 100).toFixed(2)} spent`;
}

export interface Ingest {
  readonly load: Child<LoadApi>;
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly wallets: number;
  /**
   * Measured first in every round. Without a signer it accepts repetitions and gets the figure's hooks again and again.
   */
  readonly floor: Target & { readonly signer: Signer | null };
  readonly figure: Target & { readonly signer: Signer; readonly location: StoreLocation };
}

/** A load, and its cost to the server. */
interface Taken extends Load {
  /** Processor time of a request, in microseconds, all threads. */
  readonly processor: number;
  /** The same in milliseconds for all requests, by thread. */
  readonly used: Processor;
}

export interface Ingested {
  readonly floors: readonly Taken[];
  readonly figures: readonly Taken[];
  readonly rates: readonly Pair[];
  /** Processor time of a request. */
  readonly processor: readonly Pair[];
  /** Requests that the floor acknowledged, the warm-up's among them. */
  readonly floorRequests: number;
}

/** Floor and figure in turn, after both have warmed up. Every hook that has to be new is new. */
export async function ingest({
  load,
  connections,
  seconds,
  rounds,
  wallets,
  floor,
  figure,
}: Ingest): Promise<Ingested> {
  const make = async (signer: Signer, count: number): Promise<void> => {
    await load.call("hooks", { signer, wallets, count, seed: Math.floor(Math.random() * 2 ** 32) });
  };
  const take = async (target: Target & { location?: StoreLocation }, repeat: boolean, length: number) => {
    const { port, pid, location } = target;
    const meter = meterProcessor(pid, location);
    const taken = await load.call("run", { port, connections, seconds: length, expected: HOOK_ANSWER, repeat });
    const used = meter();
    return { ...taken, used, processor: microseconds(used.total, taken.requests) };
  };
  const both = async (floorCount: number, figureCount: number, length: number) => {
    if (floor.signer === null) {
      await make(figure.signer, figureCount);
      return { floor: await take(floor, true, length), figure: await take(figure, false, length) };
    }
    await make(floor.signer, floorCount);
    const below = await take(floor, false, length);
    await make(figure.signer, figureCount);
    return { floor: below, figure: await take(figure, false, length) };
  };
  let last = await both(FIRST_POOL, FIRST_POOL, Math.max(1, seconds / 2));
  let floorRequests = last.floor.requests;
  const floors: Taken[] = [];
  const figures: Taken[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const enough = (rate: number) => Math.ceil(rate * seconds * SPARE);
    last = await both(enough(last.floor.rate), enough(last.figure.rate), seconds);
    floorRequests += last.floor.requests;
    floors.push(last.floor);
    figures.push(last.figure);
  }
  const pairs = (of: (taken: Taken) => number): Pair[] =>
    figures.map((taken, round) => ({ floor: of(floors[round] ?? taken), figure: of(taken) }));
  return {
    floors,
    figures,
    rates: pairs(({ rate }) => rate),
    processor: pairs((taken) => taken.processor),
    floorRequests,
  };
}

/** Processor time of a request by thread, for the middle round; `worker` names the busiest beside the main thread. */
export function describeThreads(name: string, worker: string, taken: readonly Taken[]): string {
  const middle = taken.toSorted((a, b) => a.processor - b.processor)[taken.length >> 1];
  if (!middle) return name;
  const { used, requests } = middle;
  const each = (ms: number) => `${microseconds(ms, requests).toFixed(0)} µs`;
  const threads = `main thread ${each(used.main)}, ${worker} ${each(used.worker)}, the rest ${each(used.rest)}`;
  const backends = used.backends === null ? "" : `; PostgreSQL's backends ${each(used.backends)}`;
  return `${name}, processor a request: ${threads}${backends}`;
}

/** Latency, cost and the load generator's own share, for the middle round. */
export function describeLoads(name: string, loads: readonly (Load & { readonly processor?: number })[]): string {
  const middle = loads.toSorted((a, b) => a.rate - b.rate)[loads.length >> 1];
  if (!middle) return name;
  const { p50, p99, busy, processor } = middle;
  const cost = processor === undefined ? "" : `, ${processor.toFixed(0)} µs of processor a request`;
  return `${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${cost}; load generator ${Math.round(busy * 100)} % of a core`;
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openConnections, type Answer, type Connection } from "../support/connection.ts";
import { hook, type Signer } from "../support/pools.ts";
import { random } from "../support/random.ts";
import { serve } from "../support/rpc.ts";
import { ascending, percentile } from "../support/stats.ts";

/** The part of the Octopus protocol that a poll reads, over books whose debits are sent as hooks. */
export interface Books {
  /** Numbered from 1 on, in dollars. */
  readonly wallets: number;
  readonly cents: number;
  readonly perPage: number;
}

export interface HookTarget {
  readonly port: number;
  readonly signer: Signer;
  readonly connections: number;
  /** The body of every successful response. */
  readonly answer: string;
}

/** The latency of hooks, in milliseconds from the moment they were due. */
export interface Answered {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

const MAX_CENTS = 500;
const DRAIN_MS = 30_000;
const TOKENS = JSON.stringify({ success: true, data: { access_token: "access", refresh_token: "refresh" } });
const CURRENCIES = JSON.stringify([{ id: 1, name: "US Dollar", currency: "USD", precision: 2 }]);

const next = random(20_261_122);
let books = new Float64Array(0);
let perPage = 1;
let pages = 0;
let serial = 0;

let idle: Connection[] = [];
const waiting: { readonly request: Buffer; readonly since: number }[] = [];
let latencies: number[] = [];
const trouble: Error[] = [];
let target: HookTarget | null = null;
/** Stops sending hooks; resolves when the last was sent. */
let stopping: (() => Promise<void>) | null = null;

const api = {
  listen: (made: Books): Promise<number> => {
    books = new Float64Array(made.wallets + 1).fill(made.cents);
    ({ perPage } = made);
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      request.resume();
      request.on("end", () => respond(request, response));
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
  aim: (at: HookTarget): void => {
    target = at;
  },
  /** From now on this number of debits a second, each with a hook at once, whatever the responses. */
  start: async (perSecond: number): Promise<void> => {
    if (!target) throw new Error("there is no address to send hooks to");
    const usual = { status: 200, body: target.answer };
    // Opened for each run, because a connection that stays idle for long is closed.
    const open = await openConnections(target.connections, [target.port], { usual, onAnswer });
    open.broken.catch((error: Error) => trouble.push(error));
    idle = [...open.connections];
    let going = true;
    const ended = send(target.signer, perSecond, () => going);
    ended.catch((error: Error) => trouble.push(error));
    stopping = async () => {
      going = false;
      await ended;
      for (const connection of open.connections) connection.close();
    };
  },
  stop: async (): Promise<Answered> => {
    await stopping?.();
    if (trouble[0]) throw trouble[0];
    const sorted = ascending(latencies);
    latencies = [];
    return {
      count: sorted.length,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      worst: sorted.at(-1) ?? Number.NaN,
    };
  },
  /** Debits without hooks, each of a different wallet. */
  drift: (count: number): void => {
    const step = Math.floor((books.length - 1) / count);
    for (let i = 0; i < count; i += 1) book(1 + i * step);
  },
  /** Pages of wallets served since the last call. */
  pages: (): number => {
    const served = pages;
    pages = 0;
    return served;
  },
  balances: (): Float64Array => books,
};

export type ProviderApi = typeof api;

serve(api);

function respond({ url = "/" }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, "http://provider");
  if (pathname === "/auth/login") return answer(response, TOKENS);
  if (pathname === "/api/v1/currencies") return answer(response, CURRENCIES);
  if (pathname === "/api/v1/transactions") return answer(response, "[]", false);
  if (pathname !== "/api/v1/wallets") return void response.writeHead(404).end();
  const first = 1 + (Number(searchParams.get("page") ?? "1") - 1) * perPage;
  const wallets: string[] = [];
  for (let id = first; id < Math.min(first + perPage, books.length); id += 1) {
    wallets.push(`{"id":${id},"currency_id":1,"amount":${text(books[id] ?? 0)},"type":"PREPAID"}`);
  }
  pages += 1;
  answer(response, `[${wallets.join(",")}]`, first + perPage < books.length);
}

function answer(response: ServerResponse, body: string, hasMore = false): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-has-more": String(hasMore),
  });
  response.end(body);
}

function text(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

function book(wallet: number): number {
  const cents = 1 + Math.floor(next() * MAX_CENTS);
  books[wallet] = (books[wallet] ?? 0) - cents;
  return cents;
}

async function send(signer: Signer, perSecond: number, goesOn: () => boolean): Promise<void> {
  const startedAt = performance.now();
  let sent = 0;
  while (goesOn() && trouble.length === 0) {
    const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000) + 1;
    for (; sent < due; sent += 1) {
      const since = startedAt + (sent * 1_000) / perSecond;
      const wallet = 1 + Math.floor(next() * (books.length - 1));
      const request = Buffer.from(hook(signer, wallet, book(wallet), (serial += 1)));
      const connection = idle.pop();
      if (connection) dispatch(connection, request, since);
      else waiting.push({ request, since });
    }
    await pause(1);
  }
  for (let waited = 0; latencies.length < sent && trouble.length === 0 && waited < DRAIN_MS; waited += 5)
    await pause(5);
  if (latencies.length < sent) trouble.push(new Error(`${sent - latencies.length} hooks without answer`));
}

function dispatch(connection: Connection, request: Buffer, since: number): void {
  connection.sentAt = since;
  connection.send(request);
}

function onAnswer(connection: Connection, other: Answer | null): void {
  if (other) trouble.push(new Error(`expected 200, got ${other.status} ${other.body.slice(0, 300)}`));
  latencies.push(performance.now() - connection.sentAt);
  const following = waiting.shift();
  if (following) dispatch(connection, following.request, following.since);
  else idle.push(connection);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

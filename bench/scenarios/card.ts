import type { SelectingServerApi } from "../children/selecting-server.ts";
import { startChild } from "../support/child.ts";
import { newDatabase, type Engine } from "../support/database.ts";
import {
  connectProvider,
  declareWallets,
  HOOK_ANSWER,
  startBareServer,
  startLoad,
  type Target,
} from "../support/hooks.ts";
import type { Gateway } from "../support/pools.ts";
import { processorMs } from "../support/proc.ts";
import type { Context, Result, Scenario } from "../support/scenario.ts";
import { startServer, type Server } from "../support/server.ts";
import { median, ratioOf, type Ratio } from "../support/stats.ts";

/**
 * Enquiries a second, whatever the responses: a load that both sides carry with ease, so that it is the same for both.
 */
const PER_SECOND = 1_000;
const CONNECTIONS = 32;
/** Of hooks, and of the enquiries beside them. */
const EVENTS_PER_SECOND = 1_000;
const HOOK_CONNECTIONS = 64;
const BESIDE_PER_SECOND = 250;
/** A round is at least this long: a 99th percentile needs some thousand answers. */
const LEAST_SECONDS = 4;
/** Turns of floor and figure in a round, so that other work of the machine affects both, and a median leaves it out. */
const TURNS = 4;
const WARM_UP_SECONDS = 3;
const CARDS = 500;
/** No wallet has this number: sending times are not needed. */
const NOTHING = Number.MAX_SAFE_INTEGER;
const BALANCE = "1000000.00";
const ANSWER = '{"statusCode":200,"responseCode":"00","data":{"responseCode":"00","balance":1000000}}';
const AUTHORIZATION = "Bearer issuer-shared-secret-0123456789";
const DEMAND = { p50: { sqlite: 1.5, postgres: 1.3 }, besideHooksMs: 20 };
const FLOOR = {
  sqlite: "bare node:http, same requests",
  postgres: "bare node:http and one prepared SELECT by primary key, same requests",
};

interface Timed {
  readonly p50: number;
  readonly p99: number;
  /** Processor time of an enquiry, in microseconds, all threads. */
  readonly processor: number;
}

interface Round {
  readonly floor: Timed;
  readonly figure: Timed;
}

/**
 * Card balance enquiries of the documented size against a bare server that reads and answers them, on PostgreSQL with a
 * SELECT: at the same steady rate; from one caller that sends the next as soon as it has the response; and while hooks
 * change the same wallets.
 */
export const cardScenario: Scenario = async (context) => {
  const { engines, resources, seconds, rounds, progress } = context;
  const length = Math.ceil(Math.max(LEAST_SECONDS, seconds));
  const load = startLoad(resources);
  const server = await startServer(resources, await newDatabase(resources, engines));
  const signer = await connectProvider(server);
  await declareWallets(load, server, { providerId: signer.providerId, first: 1, count: CARDS, balance: BALANCE });
  const gateway = await issueCards(server);
  const bare = await startFloor(context);
  const expected = { status: 200, body: ANSWER };

  const timed = async ({ pid }: Target, ask: () => Promise<{ p50: number; p99: number; requests: number }>) => {
    const before = processorMs(pid);
    const { p50, p99, requests } = await ask();
    return { p50, p99, processor: ((processorMs(pid) - before) * 1_000) / requests };
  };
  const steady = async (target: Target, count: number): Promise<Timed> => {
    await load.call("enquiries", { gateway, cards: CARDS, count });
    const { port } = target;
    const paced = { port, connections: CONNECTIONS, perSecond: PER_SECOND, expected, noteFrom: NOTHING };
    return timed(target, async () => ({ ...(await load.call("pace", paced)), requests: count }));
  };
  const single = async (target: Target): Promise<Timed> => {
    await load.call("enquiries", { gateway, cards: CARDS, count: CARDS });
    const { port } = target;
    return timed(target, () =>
      load.call("run", { port, connections: 1, seconds: length / (2 * TURNS), expected, repeat: true }),
    );
  };

  for (const target of [bare, server]) await steady(target, WARM_UP_SECONDS * PER_SECOND);
  const steadily: Round[] = [];
  const singly: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round}`);
    const count = (length * PER_SECOND) / TURNS;
    for (let turn = 0; turn < TURNS; turn += 1) {
      steadily.push({ floor: await steady(bare, count), figure: await steady(server, count) });
      singly.push({ floor: await single(bare), figure: await single(server) });
    }
  }

  const writer = startLoad(resources);
  const besideHooks = async (taken: number) => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    await writer.call("hooks", { signer, wallets: CARDS, count: taken * EVENTS_PER_SECOND, seed });
    await load.call("enquiries", { gateway, cards: CARDS, count: taken * BESIDE_PER_SECOND });
    const common = { port: server.port, noteFrom: NOTHING };
    const hooks = { ...common, connections: HOOK_CONNECTIONS, perSecond: EVENTS_PER_SECOND, expected: HOOK_ANSWER };
    // Balances fall meanwhile, so responses may differ.
    const approved = { status: 200, each: '"statusCode":200,"responseCode":"00"' };
    const enquiries = { ...common, connections: CONNECTIONS, perSecond: BESIDE_PER_SECOND, expected: approved };
    const [hook, enquiry] = await Promise.all([writer.call("pace", hooks), load.call("pace", enquiries)]);
    return { hook, enquiry };
  };
  await besideHooks(WARM_UP_SECONDS);
  const beside: Awaited<ReturnType<typeof besideHooks>>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`beside hooks, round ${round}`);
    beside.push(await besideHooks(length));
  }
  progress("checking responses");
  const checked = await checkAnswers(server, gateway);

  const p99 = median(beside.map(({ enquiry }) => enquiry.p99));
  const { engine } = engines;
  return [
    compared(`card enquiries, p50, ${PER_SECOND.toLocaleString("en")}/s`, engine, steadily, DEMAND.p50[engine]),
    compared("card enquiries, p50, one after another", engine, singly, null),
    {
      what: `card enquiries, p99, beside ${EVENTS_PER_SECOND.toLocaleString("en")} hooks/s`,
      figure: { value: p99, unit: "ms" },
      floor: null,
      ratio: null,
      demand: { text: `≤ ${DEMAND.besideHooksMs} ms`, met: p99 <= DEMAND.besideHooksMs },
      notes: [
        `rounds: ${beside.map(({ enquiry }) => enquiry.p99.toFixed(1)).join(", ")} ms; p50 ${median(beside.map(({ enquiry }) => enquiry.p50)).toFixed(2)} ms; ${BESIDE_PER_SECOND} enquiries/s`,
        `the hooks: p50 ${median(beside.map(({ hook }) => hook.p50)).toFixed(1)} ms, p99 ${median(beside.map(({ hook }) => hook.p99)).toFixed(1)} ms; ${checked}`,
      ],
    },
  ];
};

function compared(what: string, engine: Engine, rounds: readonly Round[], demand: number | null): Result {
  const of = (read: (timed: Timed) => number): Ratio =>
    ratioOf(rounds.map(({ floor, figure }) => ({ floor: read(floor), figure: read(figure) })));
  const ratio = of(({ p50 }) => p50);
  const p99 = of((timed) => timed.p99);
  const processor = of((timed) => timed.processor);
  return {
    what,
    figure: { value: ratio.figure, unit: "ms" },
    floor: { value: ratio.floor, unit: "ms", what: FLOOR[engine] },
    ratio,
    demand: demand === null ? null : { text: `≤ ${demand}×`, met: ratio.ratio <= demand },
    notes: [
      `p99 ${p99.figure.toFixed(2)} ms, the floor's ${p99.floor.toFixed(2)} ms (${p99.ratio.toFixed(2)}×); the server's processor an enquiry ${processor.figure.toFixed(0)} µs, the floor's ${processor.floor.toFixed(0)} µs`,
    ],
  };
}

async function startFloor({ engines, resources }: Context): Promise<Target> {
  const { location } = await newDatabase(resources, engines);
  if (location.engine === "sqlite") return startBareServer(resources, { answer: ANSWER });
  const child = startChild<SelectingServerApi>(resources, new URL("../children/selecting-server.ts", import.meta.url));
  return { port: await child.call("listen", { url: location.url, body: ANSWER, rows: CARDS }), pid: child.pid };
}

/** A connection, and a card on each of the server's wallets. */
async function issueCards(server: Server): Promise<Gateway> {
  const connection = { kind: "sudo", name: "Issuer", authorization: AUTHORIZATION };
  const made = await server.api<{ gateway_url: string }>("POST", "/api/v1/gateway-connections", connection);
  for (let card = 1; card <= CARDS; card += 1) {
    await server.api("POST", "/api/v1/cards", { card_id: `card-${card}`, wallet_id: card });
  }
  return { path: made.gateway_url, authorization: AUTHORIZATION };
}

/** Throws unless every card's response is the available balance of its wallet, in whole units. */
async function checkAnswers(server: Server, { path, authorization }: Gateway): Promise<string> {
  for (let card = 1; card <= CARDS; card += 1) {
    const { available } = await server.api<{ available: string }>("GET", `/api/v1/wallets/${card}`);
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify({ type: "card.balance", data: { object: { _id: `card-${card}` } } }),
    });
    const answer = (await response.json()) as { data: { balance: number } };
    if (String(answer.data.balance) !== available.split(".")[0]) {
      throw new Error(`card ${card} got ${answer.data.balance}, and its wallet has ${available}`);
    }
  }
  return `${CARDS} responses checked against their wallets`;
}

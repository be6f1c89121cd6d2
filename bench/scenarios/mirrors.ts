import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { readJson } from "@plimsoll/server/util/outside-text/json";
import { newDatabase } from "../support/database.ts";
import { HOOK_SECRET } from "../support/hooks.ts";
import type { Signer } from "../support/pools.ts";
import type { Resources } from "../support/resources.ts";
import type { Result, Scenario } from "../support/scenario.ts";
import { startServer, type Server } from "../support/server.ts";
import { ascending, percentile, ratioOf } from "../support/stats.ts";
import { TimedProvider } from "../support/timed-provider.ts";

const WALLETS = 8;
/** Every movement crosses the level, up or down, so that each has its alert. */
const CENTS = 100_000;
const STEP = 2_000;
const LEVELS = { alert_enabled: true, critical: { threshold: "990.00", condition: "below" } };
/** Covered by every balance of the run. */
const ASKED = "970.00";
const CADENCE_SECONDS = 5;
/** Polls before the measurement, and in each measurement: a minute of 1.5 seconds. */
const STRETCH = 40;
/** A hook of the first kind is sent at least this time after a poll. */
const CLEAR_MS = 300;
const BETWEEN_MS = 50;
const PATIENCE_MS = 20_000;
const DEMAND = { clear: 100, near: 2_500 };
const READS = 20_000;

/** Alerts beside polls every few seconds: of hooks that surely come after the last poll, and of hooks that may be part of it. */
export const mirrorsScenario: Scenario = async ({ engines, resources, seconds, rounds, progress }) => {
  const server = await startServer(resources, await newDatabase(resources, engines));
  await server.api("PUT", "/api/v1/alert-settings/default/USD", LEVELS);
  const alerts = new Alerts();
  await server.api("POST", "/api/v1/webhook-endpoints", {
    url: `http://127.0.0.1:${await alerts.listen(resources)}/`,
    event_types: ["wallet.balance.alert"],
    rate_limit_per_second: 1_000,
  });
  const exact = await connect(server, resources, "milliseconds");
  const coarse = await connect(server, resources, "seconds");
  const length = seconds * 1_000 * STRETCH;
  progress(`polls every ${CADENCE_SECONDS} s for ${length / 1_000} s`);
  await delay(length);

  const gates = new Gates(server, [...exact.walletIds.values(), ...coarse.walletIds.values()]);
  progress("hooks dated to the millisecond, well after a poll");
  const clear = await measure(length, exact, alerts, async () => {
    const since = performance.now() - exact.provider.lastPollAt;
    await delay(since > CLEAR_MS ? BETWEEN_MS : CLEAR_MS - since + 1);
    return performance.now() - exact.provider.lastPollAt > CLEAR_MS;
  });
  progress("hooks dated by whole seconds, within a second of a poll");
  const near = await measure(length, coarse, alerts, async () => {
    await coarse.provider.nextPoll();
    await delay(BETWEEN_MS);
    return true;
  });
  const asked = await gates.close();
  const polls = `${exact.provider.polls} and ${coarse.provider.polls} polls; ${alerts.never} alerts for a balance that never was`;
  const gate = `${asked.asked} pre-flights for ${ASKED} beside them: ${asked.denied} refused, ${asked.later} referred to a later time`;
  if (alerts.never + asked.denied > 0) throw new Error(`${polls}; ${gate}`);

  const p99 = percentile(clear, 0.99);
  const worst = near.at(-1) ?? Number.NaN;
  return [
    {
      what: `hook → alert received, dated to the millisecond, more than ${CLEAR_MS} ms after a poll, p99`,
      figure: { value: p99, unit: "ms" },
      floor: null,
      ratio: null,
      demand: { text: `≤ ${DEMAND.clear} ms`, met: p99 <= DEMAND.clear },
      notes: [`${clear.length} hooks; p50 ${percentile(clear, 0.5).toFixed(1)} ms`, polls, gate],
    },
    {
      what: "hook → alert received, dated by whole seconds, within a second of a poll, the slowest",
      figure: { value: worst, unit: "ms" },
      floor: null,
      ratio: null,
      demand: { text: `≤ ${DEMAND.near} ms`, met: worst <= DEMAND.near },
      notes: [`${near.length} hooks; p50 ${percentile(near, 0.5).toFixed(0)} ms`],
    },
    reading(rounds),
  ];
};

interface Connected {
  readonly provider: TimedProvider;
  readonly signer: Signer;
  readonly port: number;
  /** Our ids by the provider's. */
  readonly walletIds: ReadonlyMap<number, number>;
}

async function connect(
  server: Server,
  resources: Resources,
  precision: "milliseconds" | "seconds",
): Promise<Connected> {
  const provider = new TimedProvider(WALLETS, CENTS, precision);
  const { id } = await server.api<{ id: string }>("POST", "/api/v1/providers", {
    kind: "octopus",
    name: precision,
    webhook_secret: HOOK_SECRET,
    base_url: `http://127.0.0.1:${await provider.listen(resources)}`,
    credentials: { api_key: "key", api_secret: "secret" },
    cadence: { seconds: CADENCE_SECONDS },
  });
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await delay(100)) {
    const all = await server.api<Mirror[]>("GET", "/api/v1/wallets?limit=1000");
    const own = all.filter(({ provider_id: of }) => of === id);
    if (own.length < WALLETS) continue;
    const walletIds = new Map(own.map((wallet) => [Number(wallet.external_id), wallet.id]));
    return { provider, signer: { providerId: id, secret: HOOK_SECRET }, port: server.port, walletIds };
  }
  throw new Error("the mirrors were not found in time");
}

interface Mirror {
  readonly id: number;
  readonly provider_id: string | null;
  readonly external_id: string | null;
}

/**
 * Milliseconds from a hook's sending to its alert, ascending. `turn` waits for the moment, and returns whether it is
 * one.
 */
async function measure(
  length: number,
  { provider, signer, port, walletIds }: Connected,
  alerts: Alerts,
  turn: () => Promise<boolean>,
): Promise<Float64Array> {
  const took: Promise<number>[] = [];
  let wallet = 0;
  for (const end = performance.now() + length; performance.now() < end;) {
    if (!(await turn())) continue;
    wallet = (wallet % WALLETS) + 1;
    const id = walletIds.get(wallet) ?? 0;
    await alerts.idle(id);
    const cents = provider.cents(wallet) === CENTS ? -STEP : STEP;
    const sentAt = performance.now();
    const arrival = alerts.expect(id, (provider.cents(wallet) + cents) / 100);
    took.push(arrival.then((at) => at - sentAt));
    await provider.move(wallet, cents, signer, port);
  }
  return ascending(await Promise.all(took));
}

/** The endpoint's webhooks: each alert is expected with the balance that was true when it fired. */
class Alerts {
  /** Alerts that were not expected. */
  never = 0;
  readonly #expected = new Map<
    number,
    { readonly balance: number; readonly done: Promise<number>; arrive(at: number): void }
  >();

  listen(resources: Resources): Promise<number> {
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.#take(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Alert, performance.now());
        response.writeHead(200, { "content-length": 2 }).end("ok");
      });
    });
    resources.defer(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  }

  /** Resolves with the time of arrival. */
  expect(walletId: number, balance: number): Promise<number> {
    let arrive: (at: number) => void = () => undefined;
    const done = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no alert of wallet ${walletId} at ${balance}`)), PATIENCE_MS);
      arrive = (at) => {
        clearTimeout(timer);
        resolve(at);
      };
    });
    this.#expected.set(walletId, { balance, done, arrive });
    return done;
  }

  /** Resolves when no alert of this wallet is expected. */
  async idle(walletId: number): Promise<void> {
    await this.#expected.get(walletId)?.done;
  }

  #take({ wallet, ongoing_balance: balance }: Alert, at: number): void {
    const expected = this.#expected.get(wallet.id);
    if (expected?.balance !== Number(balance)) this.never += 1;
    else {
      this.#expected.delete(wallet.id);
      expected.arrive(at);
    }
  }
}

interface Alert {
  readonly wallet: { readonly id: number };
  readonly ongoing_balance: string;
}

/** Requests amounts that every balance covers, one wallet after another, until it is closed. */
class Gates {
  #going = true;
  readonly #counts = { asked: 0, denied: 0, later: 0 };
  readonly #done: Promise<void>;

  constructor(server: Server, walletIds: readonly number[]) {
    this.#done = this.#ask(server, walletIds);
  }

  async close(): Promise<{ readonly asked: number; readonly denied: number; readonly later: number }> {
    this.#going = false;
    await this.#done;
    return this.#counts;
  }

  async #ask(server: Server, walletIds: readonly number[]): Promise<void> {
    while (this.#going) {
      for (const walletId of walletIds) {
        this.#counts.asked += 1;
        const body = { wallet_id: walletId, amount: ASKED };
        try {
          const { decision } = await server.api<{ decision: string }>("POST", "/api/v1/preflight", body);
          if (decision !== "allow") this.#counts.denied += 1;
        } catch (error) {
          if (!(error instanceof Error && error.message.includes(": 503 "))) throw error;
          this.#counts.later += 1;
        }
        await delay(BETWEEN_MS / 10);
      }
    }
  }
}

/** The strict reader of hooks against `JSON.parse`, on a hook's body: processor time. */
function reading(rounds: number): Result {
  const body = JSON.stringify({
    id: "evt_0123456789abcdef0123",
    type: "wallet.debited",
    created_at: "2026-05-15T14:30:00.000Z",
    data: {
      wallet_id: 1,
      ledger_id: 1_000_001,
      amount: "241.25",
      currency: "USD",
      reference_number: "MY_ORDER_001",
      remarks: "USD Wallet deducted by amount 241.25 for order reference code MY_ORDER_001",
    },
  });
  const cost = (read: (text: string) => unknown): number => {
    const before = process.cpuUsage();
    for (let i = 0; i < READS; i += 1) read(body);
    return process.cpuUsage(before).user / READS / 1_000;
  };
  const strict = (text: string) => readJson(text, 32);
  const plain = (text: string): unknown => JSON.parse(text);
  const pair = () => ({ floor: cost(plain), figure: cost(strict) });
  pair();
  const ratio = ratioOf(Array.from({ length: rounds }, pair));
  return {
    what: `reading a hook's JSON of ${body.length} bytes, processor`,
    figure: { value: ratio.figure, unit: "ms" },
    floor: { value: ratio.floor, unit: "ms", what: "JSON.parse" },
    ratio,
    demand: null,
    notes: [`${(1_000 * (ratio.figure - ratio.floor)).toFixed(1)} µs more a hook`],
  };
}

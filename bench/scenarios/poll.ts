import { setTimeout as delay } from "node:timers/promises";
import type { Answered, ProviderApi } from "../children/provider.ts";
import { startChild, type Child } from "../support/child.ts";
import { newDatabase } from "../support/database.ts";
import { HOOK_ANSWER, HOOK_SECRET } from "../support/hooks.ts";
import { processorMs } from "../support/proc.ts";
import { WALLETS, type Result, type Scenario } from "../support/scenario.ts";
import { startServer, type Server } from "../support/server.ts";
import { median, ratioOf, type Ratio } from "../support/stats.ts";

const PER_PAGE = 500;
const HOOKS_PER_SECOND = 200;
const CONNECTIONS = 32;
const CENTS = 100_000_000;
/** Wallets that moved without a hook, in the last round. */
const DRIFTED = 300;
const PAGE = 1_000;
const CREDENTIALS = { api_key: "key", api_secret: "secret" };
const PATIENCE_MS = 60_000;
/** Movements in the second of a reading wait for the next one; only later ones are measured. */
const PAST_THE_READING_MS = 3_000;
/** Factor by which hooks may be slower while a poll is under way. */
const DEMAND = 1.5;

interface Synced {
  readonly wallets: number;
  readonly changed: number;
  readonly drifts: number;
}

interface Polled extends Synced {
  readonly seconds: number;
  readonly processor: number;
  readonly pages: number;
  readonly batches: number;
}

/** A poll of ten thousand mirrors, and hooks at a steady rate with and without one, in turn. */
export const pollScenario: Scenario = async ({ engines, resources, rounds, progress }) => {
  const provider = startChild<ProviderApi>(resources, new URL("../children/provider.ts", import.meta.url));
  const providerPort = await provider.call("listen", { wallets: WALLETS, cents: CENTS, perPage: PER_PAGE });
  const server = await startServer(resources, await newDatabase(resources, engines));
  progress("finding mirrors");
  const { id } = await server.api<{ id: string }>("POST", "/api/v1/providers", {
    kind: "octopus",
    name: "Octopus",
    webhook_secret: HOOK_SECRET,
    base_url: `http://127.0.0.1:${providerPort}`,
    credentials: CREDENTIALS,
    cadence: { seconds: 3_600 },
  });
  const signer = { providerId: id, secret: HOOK_SECRET };
  await provider.call("aim", { port: server.port, signer, connections: CONNECTIONS, answer: HOOK_ANSWER.body ?? "" });
  await found(server, id);

  const poll = async (): Promise<Polled> => {
    await provider.call("pages");
    const [processor, batches] = [processorMs(server.pid), await batchesOf(server)];
    const startedAt = performance.now();
    const synced = await server.api<Synced>("POST", `/api/v1/providers/${id}/sync`);
    return {
      ...synced,
      seconds: (performance.now() - startedAt) / 1_000,
      processor: processorMs(server.pid) - processor,
      pages: await provider.call("pages"),
      batches: (await batchesOf(server)) - batches,
    };
  };
  const hooksFor = async <T>(work: () => Promise<T>): Promise<{ readonly hooks: Answered; readonly done: T }> => {
    await delay(PAST_THE_READING_MS);
    await provider.call("start", HOOKS_PER_SECOND);
    const done = await work();
    return { done, hooks: await provider.call("stop") };
  };

  progress("a poll alone");
  await poll();
  const alone = await poll();
  const [warm] = [await hooksFor(poll)];
  const pairs: { readonly without: Answered; readonly during: Answered; readonly polled: Polled }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round}`);
    const lasting = (pairs.at(-1)?.polled ?? warm.done).seconds * 1_000;
    const { hooks: without } = await hooksFor(() => delay(lasting));
    const during = await hooksFor(poll);
    pairs.push({ without, during: during.hooks, polled: during.done });
  }
  progress(`${DRIFTED} drifted wallets`);
  await provider.call("drift", DRIFTED);
  const drifted = await hooksFor(poll);

  const compare = (which: "p50" | "p99") =>
    ratioOf(pairs.map(({ without, during }) => ({ floor: without[which], figure: during[which] })));
  const hookResult = (which: "p50" | "p99", ratio: Ratio): Result => ({
    what: `hooks during a poll of ${WALLETS} mirrors, ${HOOKS_PER_SECOND}/s, ${which}`,
    figure: { value: ratio.figure, unit: "ms" },
    floor: { value: ratio.floor, unit: "ms", what: "without a poll" },
    ratio,
    demand: { text: `≤ ${DEMAND}×`, met: ratio.ratio <= DEMAND },
    notes: [
      `${pairs[0]?.during.count ?? 0} hooks a round; the slowest ${worst(pairs.map(({ during }) => during))} ms during polls, ${worst(pairs.map(({ without }) => without))} ms without`,
      `with ${drifted.done.drifts} wallets that had drifted: ${which} ${drifted.hooks[which].toFixed(1)} ms, slowest ${worst([drifted.hooks])} ms, the poll ${describe(drifted.done)}`,
    ],
  });
  return [
    ...(["p50", "p99"] as const).map((which) => hookResult(which, compare(which))),
    {
      what: `a poll of ${WALLETS} mirrors, nothing else going on`,
      figure: { value: alone.seconds, unit: "s" },
      floor: null,
      ratio: null,
      demand: null,
      notes: [
        `${describe(alone)}; ${((alone.processor * 1_000) / WALLETS).toFixed(0)} µs of the server's processor a mirror`,
        `beside hooks: ${median(pairs.map(({ polled }) => polled.seconds)).toFixed(1)} s`,
        await check(server, provider, poll),
      ],
    },
  ];
};

function worst(hooks: readonly Answered[]): string {
  return Math.max(...hooks.map((answered) => answered.worst)).toFixed(0);
}

function describe({ seconds, pages, batches, processor }: Polled): string {
  return `took ${seconds.toFixed(1)} s, ${pages} requests of ${PER_PAGE} wallets, ${batches} transactions, ${processor} ms of processor`;
}

/** Waits for the first poll, which the server starts on its own. */
async function found(server: Server, providerId: string): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await delay(100)) {
    const row = await server.api<{ last_sync_at: string | null }>("GET", `/api/v1/providers/${providerId}`);
    if (row.last_sync_at !== null) return;
  }
  throw new Error("the mirrors were not found in time");
}

/** Transactions that the server has committed so far. */
async function batchesOf(server: Server): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  const count = /^plimsoll_batch_seconds_count\S* (\d+)/m.exec(await response.text())?.[1];
  return Number(count);
}

/** After one more poll every mirror has its provider's balance. */
async function check(server: Server, provider: Child<ProviderApi>, poll: () => Promise<Polled>): Promise<string> {
  await delay(PAST_THE_READING_MS);
  await poll();
  const books = await provider.call("balances");
  for (let page = 1; (page - 1) * PAGE < WALLETS; page += 1) {
    const path = `/api/v1/wallets?page=${page}&limit=${PAGE}`;
    for (const wallet of await server.api<{ external_id: string; balance: string }[]>("GET", path)) {
      const [own, theirs] = [Number(wallet.balance.replace(".", "")), books[Number(wallet.external_id)]];
      if (own !== theirs)
        throw new Error(`mirror ${wallet.external_id} holds ${own} cents, the provider's wallet ${theirs}`);
    }
  }
  return `balances checked: ${WALLETS} mirrors have their provider's balance`;
}

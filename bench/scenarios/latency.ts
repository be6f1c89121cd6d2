import type { Paced } from "../children/load.ts";
import type { ReceiverApi } from "../children/receiver.ts";
import { alertLatency, type AlertLatency } from "../support/alert-latency.ts";
import { startChild } from "../support/child.ts";
import { newDatabase } from "../support/database.ts";
import {
  balancesOf,
  connectProvider,
  declareWallets,
  HOOK_ANSWER,
  startBareServer,
  startLoad,
} from "../support/hooks.ts";
import type { Result, Scenario } from "../support/scenario.ts";
import { startServer } from "../support/server.ts";
import { median } from "../support/stats.ts";

const EVENTS_PER_SECOND = 1_000;
/** Every tenth event crosses a threshold. */
const EVERY = 10;
/** A round is at least this long, because a 99th percentile needs some crossings. */
const LEAST_SECONDS = 3;
const ORDINARY = 9_000;
const CONNECTIONS = 64;
const CENTS = 100;
const SETTINGS = { alert_enabled: true, critical: { threshold: "100.00", condition: "below" } };
const RATE_LIMIT = 1_000;
const DEMAND = { p50: 5, p99: 25 };

interface Latency extends AlertLatency {
  readonly hook: Paced;
  /** Null for the floor, which has no channels. */
  readonly paged: AlertLatency | null;
}

/**
 * Time from just before a hook is sent to the receipt of its alert, at a steady 1,000 events a second whatever the
 * responses. One clock: CLOCK_MONOTONIC, which is the machine's.
 */
export const latencyScenario: Scenario = async ({ engines, resources, seconds, rounds, progress }) => {
  const perRound = Math.ceil((EVENTS_PER_SECOND * Math.max(LEAST_SECONDS, seconds)) / EVERY) * EVERY;
  const warmUp = 2 * EVENTS_PER_SECOND;
  const crossings = (perRound * rounds + warmUp) / EVERY;
  const load = startLoad(resources);
  const server = await startServer(resources, await newDatabase(resources, engines));
  const signer = await connectProvider(server);
  const { providerId } = signer;
  await server.api("PUT", "/api/v1/alert-settings/default/USD", SETTINGS);
  await declareWallets(load, server, { providerId, first: 1, count: ORDINARY, balance: "1000000.00" });
  await declareWallets(load, server, { providerId, first: ORDINARY + 1, count: crossings, balance: "100.50" });

  const receiver = startChild<ReceiverApi>(resources, new URL("../children/receiver.ts", import.meta.url));
  const receiverPort = await receiver.call("listen");
  await server.api("POST", "/api/v1/webhook-endpoints", {
    url: `http://127.0.0.1:${receiverPort}/`,
    event_types: ["wallet.balance.alert"],
    rate_limit_per_second: RATE_LIMIT,
  });
  const pager = startChild<ReceiverApi>(resources, new URL("../children/receiver.ts", import.meta.url));
  const { id: channelId } = (await server.api("POST", "/api/v1/channels", {
    kind: "pagerduty",
    name: "On-call",
    config: { routing_key: "bench", events_url: `http://127.0.0.1:${await pager.call("listen")}/` },
    rate_limit_per_second: RATE_LIMIT,
  })) as { readonly id: string };
  await server.api("PATCH", "/api/v1/routes/route_page", { channel_ids: [channelId] });
  const relay = await startBareServer(resources, { relay: { port: receiverPort, from: ORDINARY + 1 } });

  let firstCrossing = ORDINARY + 1;
  const measure = async (port: number): Promise<Latency> => {
    const paced = { port, connections: CONNECTIONS, perSecond: EVENTS_PER_SECOND, expected: HOOK_ANSWER };
    const hook = await load.call("pace", { ...paced, noteFrom: ORDINARY + 1 });
    const received = await alertLatency(receiver, hook.sentAt);
    const paged = port === server.port ? await alertLatency(pager, hook.sentAt) : null;
    return { ...received, hook, paged };
  };
  const both = async (count: number) => {
    const wallets = { ordinary: ORDINARY, firstCrossing, every: EVERY, cents: CENTS };
    await load.call("crossings", { signer, crossings: wallets, count, seed: firstCrossing });
    firstCrossing += count / EVERY;
    return { floor: await measure(relay.port), figure: await measure(server.port) };
  };
  await both(warmUp);
  const measured: Awaited<ReturnType<typeof both>>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round}`);
    measured.push(await both(perRound));
  }
  await checkStates(server, crossings);
  const paged = (["p50", "p99"] as const).map((which): Result => {
    const figure = median(measured.map((round) => round.figure.paged?.[which] ?? Number.NaN));
    const webhook = median(measured.map((round) => round.figure[which]));
    return {
      what: `crossing → PagerDuty received, ${which}, ${EVENTS_PER_SECOND} events/s`,
      figure: { value: figure, unit: "ms" },
      floor: { value: webhook, unit: "ms", what: "crossing → webhook, the same crossings" },
      ratio: null,
      demand: { text: `≤ ${DEMAND[which]} ms`, met: figure <= DEMAND[which] },
      notes: [
        `rounds: ${measured.map((round) => (round.figure.paged?.[which] ?? Number.NaN).toFixed(1)).join(", ")} ms`,
      ],
    };
  });
  const webhooks = (["p50", "p99"] as const).map((which): Result => {
    const figure = median(measured.map((round) => round.figure[which]));
    const floor = median(measured.map((round) => round.floor[which]));
    const hook = measured.map((round) => round.figure.hook[which]);
    const spread = measured.map((round) => round.figure[which].toFixed(1)).join(", ");
    return {
      what: `crossing → webhook received, ${which}, ${EVENTS_PER_SECOND} events/s`,
      figure: { value: figure, unit: "ms" },
      floor: { value: floor, unit: "ms", what: "bare relay, nothing stored" },
      ratio: null,
      demand: { text: `≤ ${DEMAND[which]} ms`, met: figure <= DEMAND[which] },
      notes: [
        `rounds: ${spread} ms; the hook's own response took ${which} ${median(hook).toFixed(1)} ms`,
        `${perRound / EVERY} crossings a round, all received; ${CONNECTIONS} connections, an endpoint of ${RATE_LIMIT}/s for alerts only`,
      ],
    };
  });
  return [...webhooks, ...paged];
};

/** Every crossing wallet must be critical now, with one debit off. */
async function checkStates(server: Parameters<typeof balancesOf>[0], crossings: number): Promise<void> {
  const balances = await balancesOf(server, ORDINARY + crossings);
  const wrong = balances.subarray(ORDINARY + 1).findIndex((cents) => cents !== 10_050 - CENTS);
  if (wrong >= 0)
    throw new Error(`crossing wallet ${ORDINARY + 1 + wrong} holds ${balances[ORDINARY + 1 + wrong]} cents`);
}

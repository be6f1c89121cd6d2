import { setTimeout as delay } from "node:timers/promises";
import type { Episode, Runway } from "@plimsoll/contract";
import type { Sandbox } from "../port.ts";
import { seededDraw } from "../random.ts";
import { must, type Ask } from "./ask.ts";
import { episodeLines } from "./episode.ts";
import { forecastLine, narrate, type ReceivedEvent } from "./narrate.ts";
import { timeOfDay } from "./plan.ts";
import type { StoryClock } from "./story-clock.ts";
import { Shop, type Counter } from "./shop.ts";
import { EUR, GBP, readMirrors, setStage, syncNow, USD, type Stage } from "./stage.ts";

/** @limit Sandbox and demo: interval of the demo's rounds. */
const ROUND_MS = 40;
/** @limit Sandbox and demo: longest wait for a beat of the demo to end when its day passes too fast. */
const PATIENCE_MS = 20_000;
/** @limit Sandbox and demo: time for the balances to agree after the demo's day. */
const SETTLE_MS = 5_000;
const HOURS = 12;
/** @nolimit The length of the story's day. */
const STORY_DAY_MS = HOURS * 3_600_000;

/**
 * Minor units by share of the day. The dollars are planned to run out in the afternoon, at about 15:49; the rest is spent after the wire has
 * arrived.
 */
const COUNTERS: readonly Counter[] = [
  {
    walletId: USD,
    currency: "USD",
    sells: "USD",
    plan: [
      [0, 0n],
      [0.6, 950_000n],
      [0.75, 950_000n],
      [1, 1_150_000n],
    ],
  },
  {
    walletId: EUR,
    currency: "EUR",
    sells: "EUR",
    plan: [
      [0, 0n],
      [1, 245_000n],
    ],
  },
  {
    walletId: GBP,
    currency: "GBP",
    sells: "USD",
    plan: [
      [0, 0n],
      [1, 80_000n],
    ],
  },
];

export interface CampaignParts {
  readonly ask: Ask;
  readonly sandbox: Sandbox;
  readonly clock: StoryClock;
  readonly serverUrl: string;
  /** The webhook secret that provider and server share. */
  readonly secret: string;
  readonly seed: number;
  /** Duration of the day. */
  readonly dayMs: number;
  readonly print: (line: string) => void;
  /** Calls back with every webhook that the server sends. */
  readonly onEvent: (listener: (event: ReceivedEvent) => void) => void;
  readonly signal: AbortSignal;
}

/**
 * Plays a campaign day. Resolves with whether the books agree at the end; rejects with the signal's reason when it
 * aborts.
 */
export async function runCampaign(parts: CampaignParts): Promise<boolean> {
  const { ask, sandbox, clock, dayMs, print, signal, seed } = parts;
  const began = { at: Number.NaN };
  const share = () => (Number.isNaN(began.at) ? 0 : Math.min(1, (performance.now() - began.at) / dayMs));
  const say = (line: string) => print(`${timeOfDay(share())}  ${line}`);
  const shop = new Shop(sandbox, seed);
  const events: ReceivedEvent[] = [];
  let mirrors: Stage["mirrors"] = new Map();

  const nameOf = (id: unknown) =>
    [...mirrors.values()].find((wallet) => wallet.id === id)?.name ?? `wallet ${String(id)}`;
  const externalOf = (id: unknown) => Number([...mirrors.values()].find((wallet) => wallet.id === id)?.external_id);
  parts.onEvent((event) => {
    events.push(event);
    const walletId = (event["data"] as { wallet_id?: number } | undefined)?.wallet_id;
    // A shop should react to these two: stop ordering, and resume.
    if (event.type === "wallet.orders_blocked") shop.close(externalOf(walletId));
    if (event.type === "wallet.orders_unblocked") shop.open(externalOf(walletId));
    const line = narrate(event, nameOf);
    if (line !== null) say(line);
  });

  const stage = await setStage({ ...parts, draw: seededDraw(seed, "history"), say });
  ({ mirrors } = stage);

  const until = async (holds: () => boolean, patienceMs = Number.POSITIVE_INFINITY): Promise<boolean> => {
    const deadline = performance.now() + patienceMs;
    while (!holds()) {
      if (performance.now() > deadline) return false;
      await delay(ROUND_MS, undefined, { signal });
    }
    return true;
  };
  const reach = (due: number) => until(() => share() >= due);
  const state = (event: ReceivedEvent) => event["alert_status"];
  const isAbout = (event: ReceivedEvent, externalId: number) =>
    (event["wallet"] as { id?: number } | undefined)?.id === mirrors.get(externalId)?.id;

  began.at = performance.now();
  clock.run(STORY_DAY_MS / dayMs);
  say("the campaign day begins");

  async function trade(): Promise<void> {
    for (let now = share(); ; now = share()) {
      shop.serve(COUNTERS, now);
      if (now >= 1) return;
      await delay(ROUND_MS, undefined, { signal });
    }
  }

  async function printBalances(): Promise<void> {
    for (let hour = 0; hour < HOURS; hour += 1) {
      await reach(hour / HOURS);
      const current = [...(await readMirrors(ask)).values()];
      const runways = await Promise.all(current.map(({ id }) => must<Runway>(ask("GET", `/wallets/${id}/runway`))));
      say(current.map((wallet, index) => `${wallet.currency} ${wallet.balance}${lasts(runways[index])}`).join("   "));
      const [usd] = runways;
      const forecast = usd && current[0] && forecastLine(current[0].name, usd, clock.now());
      if (forecast) say(forecast);
    }
  }

  async function loseWebhook(): Promise<void> {
    if (!stage.polls) return;
    await reach(0.26);
    sandbox.setFaults({ drop_webhook: { count: 1, walletId: EUR, only: ["wallet.debited"] } });
    await until(() => (sandbox.truth().struck.drop_webhook ?? 0) > 0);
    await sandbox.idle();
    const shown = (await readMirrors(ask)).get(EUR)?.balance;
    say(
      `LOST    a webhook of the provider never arrives: Plimsoll shows EUR ${shown}, the provider holds ${sandbox.balance(EUR)}`,
    );
    await reach(0.36);
    const synced = await syncNow(ask, stage.provider.id);
    if (!synced) return;
    const { changed, drifts } = synced;
    await sandbox.idle();
    const found = (await readMirrors(ask)).get(EUR)?.balance;
    say(
      `FOUND   polling read the balances: ${changed} corrected, ${drifts} drifts; EUR ${found} again equals the provider`,
    );
  }

  /** A movement beside a poll is settled by the early poll that follows it. */
  async function booksAgree(): Promise<boolean> {
    const settledBy = performance.now() + SETTLE_MS;
    for (;;) {
      await syncNow(ask, stage.provider.id);
      const ended = await readMirrors(ask);
      if (sandbox.truth().wallets.every(({ id, balance }) => ended.get(id)?.balance === balance)) return true;
      if (performance.now() > settledBy) return false;
      await delay(ROUND_MS, undefined, { signal });
    }
  }

  async function runOut(): Promise<void> {
    const fired = (wanted: string) => events.some((event) => isAbout(event, USD) && state(event) === wanted);
    await until(() => fired("in_alarm") || fired("blocked"));
    const wire = await announceWire(ask, mirrors.get(USD)?.id ?? 0);
    say(`WIRE    finance sends ${wire.amount} USD with reference ${wire.reference}; today a wire takes two hours`);
    await until(() => shop.isClosed(USD), PATIENCE_MS + dayMs);
    await reach(0.7);
    say("SAFE    no order has gone to an empty wallet: the block level stopped the shop first");
    sandbox.credit(USD, wire.amount, { reference: wire.reference, remarks: `wire ${wire.reference}` });
    await until(() => !shop.isClosed(USD), PATIENCE_MS);
  }

  /** The worst of the dollars, as a person who comes back reads it. */
  async function printEpisode(): Promise<void> {
    const wallet = mirrors.get(USD)?.id ?? 0;
    const found = await must<Episode[]>(ask("GET", `/episodes?wallet_id=${wallet}&worst_state=blocked`));
    const [worst] = found.length > 0 ? found : await must<Episode[]>(ask("GET", `/episodes?wallet_id=${wallet}`));
    if (!worst) return;
    const [first = "", ...rest] = episodeLines(await must<Episode>(ask("GET", `/episodes/${worst.id}`)));
    say(first);
    for (const line of rest) print(`       ${line}`);
  }

  async function misbehave(): Promise<void> {
    await reach(0.8);
    say("NOISE   for two hours the provider repeats its webhooks and sends them in disorder");
    sandbox.setFaults({
      duplicate_webhook: { probability: 0.5 },
      reorder_webhook: { probability: 0.3, delayMs: 200 },
    });
    await reach(0.97);
    sandbox.clearFaults();
  }

  await Promise.all([trade(), printBalances(), loseWebhook(), runOut(), misbehave()]);
  await sandbox.idle();
  const agrees = await booksAgree();
  clock.run(1);
  await printEpisode();
  say(
    agrees
      ? `the day is over: ${shop.orders} orders, and every balance here equals the provider's`
      : "the day is over, and the balances differ from the provider's",
  );
  return agrees;
}

function lasts(runway: Runway | undefined): string {
  const hours = runway?.hours ?? null;
  if (hours === null) return "";
  return hours >= 48 ? ` (${Math.floor(hours / 24)} days)` : ` (${Math.floor(hours)} h)`;
}

interface Wire {
  readonly amount: string;
  readonly reference: string;
}

/** Announces the top-up that the critical alert proposed. */
async function announceWire(ask: Ask, walletId: number): Promise<Wire> {
  const reference = "WIRE-USD-2";
  const open = await ask("GET", `/topups?wallet_id=${walletId}&status=proposed`);
  const [proposed] = open.status === 200 ? (open.body as { id: string; amount: string }[]) : [];
  if (!proposed) return { amount: "15000.00", reference };
  await must(ask("PATCH", `/topups/${proposed.id}`, { status: "sent", reference }));
  return { amount: proposed.amount, reference };
}

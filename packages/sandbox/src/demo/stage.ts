import { setTimeout as delay } from "node:timers/promises";
import type { Provider, Wallet } from "@plimsoll/contract";
import { formatAmount } from "@plimsoll/core";
import type { Sandbox } from "../port.ts";
import type { Draw } from "../random.ts";
import { must, type Ask } from "./ask.ts";
import { lastNight, pastOrders } from "./history.ts";

/** The provider's wallets, by their ids there. */
export const USD = 1;
export const EUR = 2;
export const GBP = 3;

/**
 * Wallets with a week of history. Amounts in minor units: a typical order, the balance at the start of the day, and
 * last night's wire.
 */
const KNOWN = [
  { id: USD, currency: "USD", typicalOrder: 40_000n, opening: 900_000n, wire: 500_000n },
  { id: EUR, currency: "EUR", typicalOrder: 14_000n, opening: 260_000n, wire: 100_000n },
] as const;

/** The first sync finds it; it was never declared to Plimsoll. */
const NEWCOMER = { id: GBP, currency: "GBP", balance: "3000.00" } as const;

const SCALE = 2;

/** @limit Sandbox and demo: checks for the demo's history to be measured, which takes a second or two. */
const MAX_LOOKS = 200;
/** @limit Sandbox and demo: interval of these checks. */
const LOOK_EVERY_MS = 50;

const below = (level: Readonly<Record<string, string>>) => ({ condition: "below", ...level });

const AMOUNTS = {
  alert_enabled: true,
  info: below({ threshold: "7000.00" }),
  warning: below({ threshold: "4000.00" }),
  critical: below({ threshold: "1500.00" }),
  block: below({ threshold: "400.00" }),
};

/** Shares of a typical day's spend. */
const SHARES = {
  alert_enabled: true,
  warning: below({ spend_percent: "20" }),
  critical: below({ spend_percent: "10" }),
  block: below({ spend_percent: "2" }),
};

const DEFAULT_GBP = {
  alert_enabled: true,
  warning: below({ threshold: "2500.00" }),
  critical: below({ threshold: "500.00" }),
};

export interface Stage {
  readonly provider: Provider;
  /** Mirrors by the provider's wallet id. */
  readonly mirrors: ReadonlyMap<number, Wallet>;
  /** Whether the server polls providers. */
  readonly polls: boolean;
}

export interface StageParts {
  readonly ask: Ask;
  readonly sandbox: Sandbox;
  readonly serverUrl: string;
  readonly secret: string;
  readonly draw: Draw;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Connects the provider, plays a week of history, and sets the alerts. */
export async function setStage({ ask, sandbox, serverUrl, secret, draw, say, signal }: StageParts): Promise<Stage> {
  // The story passes hours in seconds: a bank that closes at two, and balances that are not stale after minutes.
  await must(ask("PATCH", "/account", { cutoff: "14:00", stale_after_seconds: 86_400 }));
  const provider = await must<Provider>(
    ask("POST", "/providers", {
      kind: "octopus",
      name: "Octopus Cards (sandbox)",
      webhook_secret: secret,
      cadence: { seconds: 86_400 },
    }),
  );
  sandbox.setHook(`${serverUrl}${provider.hook_url}`, secret);
  for (const wallet of KNOWN) await replayWeek(ask, sandbox, provider, wallet, draw);
  await sandbox.idle();
  say("a week of orders has arrived by webhook: the typical spend is known");

  // Polling starts only now, because a snapshot of today says nothing about last week.
  sandbox.addWallet(NEWCOMER);
  const { apiKey, apiSecret } = sandbox;
  await must(
    ask("PATCH", `/providers/${provider.id}`, {
      base_url: sandbox.url,
      credentials: { api_key: apiKey, api_secret: apiSecret },
    }),
  );
  const synced = await syncNow(ask, provider.id);
  if (synced) say(`the first sync read ${synced.wallets} wallets, one of which had not been declared`);
  else await declare(ask, provider, NEWCOMER);

  const mirrors = await readMirrors(ask);
  await must(ask("PUT", "/alert-settings/default/GBP", DEFAULT_GBP));
  for (const [externalId, settings] of [
    [USD, AMOUNTS],
    [EUR, SHARES],
  ] as const) {
    const mirror = mirrors.get(externalId);
    if (!mirror) throw new Error(`the server has no mirror of wallet ${externalId}`);
    await must(ask("PATCH", `/wallets/${mirror.id}`, { alert_settings: settings }));
    for (const { message } of await warningsOf(ask, mirror.id, signal)) say(`${mirror.name}: ${message}`);
  }
  return { provider, mirrors, polls: synced !== null };
}

interface Synced {
  readonly wallets: number;
  readonly changed: number;
  readonly drifts: number;
}

/** Null when the server cannot poll. */
export async function syncNow(ask: Ask, providerId: string): Promise<Synced | null> {
  const answer = await ask("POST", `/providers/${providerId}/sync`);
  return answer.status === 404 ? null : must<Synced>(Promise.resolve(answer));
}

/** By the provider's wallet id. */
export async function readMirrors(ask: Ask): Promise<ReadonlyMap<number, Wallet>> {
  const wallets = await must<Wallet[]>(ask("GET", "/wallets?limit=1000"));
  return new Map(wallets.map((wallet) => [Number(wallet.external_id), wallet]));
}

/** The server's warnings about the wallet's settings, once it has measured the week. */
async function warningsOf(ask: Ask, walletId: number, signal: AbortSignal): Promise<readonly { message: string }[]> {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const { warnings } = await must<{ warnings?: { message: string }[] }>(ask("GET", `/wallets/${walletId}`));
    if (warnings && warnings.length > 0) return warnings;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  return [];
}

/** Declares the mirror as it was a week ago and plays the week: orders, and a wire last night. */
async function replayWeek(
  ask: Ask,
  sandbox: Sandbox,
  provider: Provider,
  { id, currency, typicalOrder, opening, wire }: (typeof KNOWN)[number],
  draw: Draw,
): Promise<void> {
  const now = sandbox.clock();
  const orders = pastOrders(currency, typicalOrder, now, draw);
  const spent = orders.reduce((sum, { amount }) => sum + amount, 0n);
  const balance = formatAmount(opening + spent - wire, SCALE);
  sandbox.addWallet({ id, currency, balance });
  await declare(ask, provider, { id, currency, balance });
  for (const { at, amount, reference } of orders) {
    sandbox.debit(id, formatAmount(amount, SCALE), { at, reference, remarks: `order ${reference}`, source: "order" });
  }
  sandbox.credit(id, formatAmount(wire, SCALE), { at: lastNight(now), reference: `WIRE-${currency}-1` });
}

function declare(
  ask: Ask,
  provider: Provider,
  { id, currency, balance }: { readonly id: number; readonly currency: string; readonly balance: string },
): Promise<unknown> {
  const external = { provider_id: provider.id, external_id: String(id) };
  return must(ask("POST", "/wallets", { name: `Octopus ${currency}`, currency, balance, ...external }));
}

import { expect, it } from "vitest";
import type { Api } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { hookHeaders, type HookAnswer } from "../support/e2e/octopus.ts";
import { startReceiver, verifies, type Receiver } from "../support/e2e/receiver.ts";
import type { Owners, Settings } from "../support/simulation/alert-oracle.ts";
import { randomSettings } from "../support/simulation/alert-settings.ts";
import { Auditor, OPENING } from "../support/simulation/auditor.ts";
import { KeepAliveClient } from "../support/simulation/keep-alive.ts";
import { countOf, readLedger, type Ledger } from "../support/simulation/ledger.ts";
import { decimal } from "../support/simulation/money.ts";
import { Random, SEED_TITLE, seeds } from "../support/simulation/random.ts";
import { SCALE } from "../support/scale.ts";
import { Site } from "../support/simulation/site.ts";

const WALLETS = 60 * SCALE;
const EVENTS = 1_200 * SCALE;
const COPIES = 3;
const CLIENTS = 16;
const KILLS = 5;
const SECRET = "whs_exactly_once";
const ALERTS = ["feature.wallet_balance.alert", "wallet.balance.alert"];
const CENTS = 2;
/** Initial balances and thresholds, in cents. */
const MIDDLE = 20_000;
const LARGEST = 6_000;
const DELIVERY_DEADLINE_MS = 20_000;

interface Hook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Responses without the mark of a duplicate. */
  firsts: number;
}

describeEngines("signed events sent three times to a server that is killed five times", (engine) => {
  it.each(seeds())(
    `are applied once each, with every alert sent, ${SEED_TITLE}`,
    { timeout: 180_000 * SCALE },
    async (seed) => {
      const random = new Random(seed);
      const site = await Site.open({ engine, env: { PLIMSOLL_RETRY_BASE_MS: "50" } });
      const { api } = site.server;
      const receiver = await startReceiver(failsSometimes(random.fork()));
      const endpoint = await api.createEndpoint(receiver.url, {
        event_types: ALERTS,
        rate_limit_per_second: 1_000,
        max_attempts: 20,
      });
      const provider = await api.createProvider(SECRET);
      const auditor = new Auditor();
      const walletIds = await openWallets(api, provider.id, auditor, random);
      const hooks = book(auditor, walletIds, random);

      await sendAll(
        site,
        provider.hook_url,
        random.shuffled(hooks.flatMap((hook) => Array(COPIES).fill(hook))),
        random,
      );

      expect(site.restarts).toBe(KILLS);
      expect(hooks.filter(({ firsts }) => firsts > 1)).toEqual([]);
      await eventually(async () => (await pending(site.server.api, endpoint.id)) === 0, DELIVERY_DEADLINE_MS);
      const ledger = await readLedger(site.server.api);
      auditor.audit(ledger);
      auditReceived(receiver, ledger, endpoint.secret);
      expect(await countOf(site.server.api, `/webhook-endpoints/${endpoint.id}/deliveries?status=delivered`)).toBe(
        alertsOf(ledger).length,
      );
      expect(await site.server.cli("verify")).toMatchObject({ code: 0 });
    },
  );
});

/** Some requests fail, so that retries mix with first attempts. */
function failsSometimes(random: Random) {
  return () => (random.chance(0.03) ? 503 : 200);
}

/**
 * Mirrors whose alerts come from the wallet, from one or two features, from the account's default, or from several of
 * these.
 */
async function openWallets(api: Api, providerId: string, auditor: Auditor, random: Random): Promise<number[]> {
  const byDefault = { ...randomSettings(random, MIDDLE, CENTS), alert_enabled: true };
  expect((await api.put("/alert-settings/default/USD", byDefault)).status).toBe(200);
  const features = new Map<string, Settings>();
  for (let count = 0; count < 4; count += 1) {
    const settings = randomSettings(random, MIDDLE, CENTS);
    features.set((await api.createFeature(settings)).id, settings);
  }
  return Promise.all(
    Array.from({ length: WALLETS }, async (_, index) => {
      const own = random.chance(0.5) ? randomSettings(random, MIDDLE, CENTS) : null;
      const linked = random.shuffled([...features.keys()]).slice(0, random.pick([0, 0, 1, 2]));
      const opening = BigInt(random.between(1, 2 * MIDDLE));
      const wallet = await api.createWallet({
        provider_id: providerId,
        external_id: String(index + 1),
        balance: decimal(opening, CENTS),
        alert_settings: own,
        feature_ids: linked,
      });
      const bookOf = auditor.open(wallet.id, CENTS);
      bookOf.post(OPENING, opening);
      const owners: Owners = new Map([
        ...linked.map((id) => [`feature/${id}`, features.get(id) as Settings] as const),
        own === null ? (["default/USD", byDefault] as const) : ([`wallet/${wallet.id}`, own] as const),
      ]);
      bookOf.watch(owners);
      return wallet.id;
    }),
  );
}

/** Draws the events and books each once, as if it had been applied. The wallet at index n is the provider's n + 1. */
function book(auditor: Auditor, walletIds: readonly number[], random: Random): Hook[] {
  return Array.from({ length: EVENTS }, (_, index) => {
    const place = random.between(0, WALLETS - 1);
    const amount = BigInt(random.between(1, LARGEST));
    const isDebit = random.chance(0.5);
    const reference = `ORDER_${index}`;
    auditor.books.get(walletIds[place] ?? 0)?.post(reference, isDebit ? -amount : amount);
    const event = {
      id: `evt_once_${index}`,
      type: isDebit ? "wallet.debited" : "wallet.credited",
      created_at: new Date().toISOString(),
      data: {
        wallet_id: place + 1,
        ledger_id: index + 1,
        amount: decimal(amount, CENTS),
        currency: "USD",
        reference_number: reference,
        remarks: "",
      },
    };
    const body = JSON.stringify(event);
    return { body, headers: hookHeaders(SECRET, body, event), firsts: 0 };
  });
}

/** Sends every copy until it is acknowledged, killing the server now and then. */
async function sendAll(site: Site, hookUrl: string, copies: readonly Hook[], random: Random): Promise<void> {
  const client = new KeepAliveClient(CLIENTS);
  const killAt = new Set<number>();
  while (killAt.size < KILLS) killAt.add(random.between(copies.length / 20, (copies.length * 19) / 20));
  const kills: Promise<unknown>[] = [];
  const waiting = copies.values();
  let acknowledged = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      // The clients draw from one iterator, so each copy is sent by one of them.
      for (const hook of waiting) {
        const answer = await site.answered(({ url }) => client.post(`${url}${hookUrl}`, hook.headers, hook.body));
        if (answer.status !== 200) throw new Error(`a hook was answered with ${answer.status}: ${answer.text}`);
        if (!(JSON.parse(answer.text) as HookAnswer).duplicate) hook.firsts += 1;
        acknowledged += 1;
        if (killAt.has(acknowledged)) kills.push(site.restart("SIGKILL"));
      }
    }),
  );
  await Promise.all(kills);
  client.close();
}

function pending(api: Api, endpointId: string): Promise<number> {
  return countOf(api, `/webhook-endpoints/${endpointId}/deliveries?status=pending`);
}

function alertsOf(ledger: Ledger): string[] {
  return [...ledger.changes.values()].flat().map(({ event_id }) => event_id);
}

/** At least once each, byte for byte as stored, signed, and nothing else. */
function auditReceived(receiver: Receiver, ledger: Ledger, secret: string): void {
  expect(new Set(receiver.requests.map(({ json }) => json.id))).toEqual(new Set(alertsOf(ledger)));
  for (const request of receiver.requests) {
    expect(JSON.stringify(request.json)).toBe(JSON.stringify(ledger.events.get(request.json.id)));
    expect(verifies(request, secret)).toBe(true);
  }
}

import type { Feature, Provider, Sealed } from "@plimsoll/core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  below,
  credit,
  debit,
  dropFeature,
  newFeature,
  newProvider,
  newWallet,
  patchWallet,
  putDefault,
  SEED_001,
} from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { Fixture, whole } from "./fixture.ts";

const WALLETS = 23;
const ROUNDS = 4;

/** A name with characters that lists might confuse. */
const NAME = 'Prepaid "EU" \\ {1,2} é NULL';

export function listSuite(engine: TestEngine): void {
  describe("reading", () => {
    let fixture: Fixture;
    let features: readonly Feature[];
    const none = { page: 1, limit: 50 };
    const reads = () => fixture.store.reads;

    // The tests below do not write: one history serves every list.
    beforeAll(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      const made = await fixture.must<{ feature: Feature }>(newFeature(SEED_001), newFeature(SEED_001), newFeature());
      features = made.map(({ feature }) => feature);
      const ids = features.slice(0, 2).map(({ id }) => id);
      await fixture.must(
        ...Array.from({ length: WALLETS }, (_, i) =>
          newWallet({
            name: NAME,
            overdraftLimit: null,
            assetScale: i % 3 === 0 ? 0 : 2,
            currency: i % 2 === 0 ? "USD" : "EUR",
            featureIds: i === 0 ? ids : i === 1 ? ids.slice(0, 1) : [],
            metadata: { note: 'é "{}"' },
          }),
        ),
      );
      for (let round = 0; round < ROUNDS; round += 1) {
        fixture.now += 1_000;
        await fixture.must(...Array.from({ length: WALLETS }, (_, i) => credit(i + 1, "100")));
        fixture.now += 1_000;
        await fixture.must(
          ...Array.from({ length: WALLETS }, (_, i) => debit(i + 1, "95", { remarks: NAME, kind: "order" })),
        );
        await fixture.must(debit(1, "5"), debit(2, "5"));
      }
    });
    afterAll(() => fixture.close());

    test("wallets: by id, every page", async () => {
      const wallets = await whole((page) => reads().wallets(1, page));
      expect(wallets.map(({ id }) => id)).toEqual(Array.from({ length: WALLETS }, (_, i) => i + 1));
      for (const wallet of wallets.slice(0, 3)) expect(await reads().wallet(1, wallet.id)).toEqual(wallet);
      expect(wallets[1]).toMatchObject({
        name: NAME,
        currency: "EUR",
        assetScale: 2,
        metadata: '{"note":"é \\"{}\\""}',
      });
    });

    test("transactions: newest first, of the account and of one wallet", async () => {
      const all = await whole((page) => reads().transactions(1, { walletId: null }, page));
      const count = ROUNDS * (2 * WALLETS + 2);
      expect(all.map(({ transaction }) => transaction.id)).toEqual(Array.from({ length: count }, (_, i) => count - i));
      for (const walletId of [1, 2, 23]) {
        const own = await whole((page) => reads().transactions(1, { walletId }, page));
        expect(own).toEqual(all.filter(({ transaction }) => transaction.walletId === walletId));
        expect(own[0]?.denomination).toEqual({
          currency: walletId % 2 === 1 ? "USD" : "EUR",
          assetScale: (walletId - 1) % 3 === 0 ? 0 : 2,
        });
      }
      expect(all.find(({ transaction }) => transaction.amount < 0n)?.transaction).toMatchObject({ accountId: 1 });
      expect(await reads().transactions(1, { walletId: 99 }, none)).toEqual({ rows: [], total: 0 });
    });

    test("events: newest first, each found by its id", async () => {
      const events = await whole((page) => reads().events(1, page));
      expect(events.map(({ position }) => position)).toEqual(
        Array.from({ length: events.length }, (_, i) => events.length - i),
      );
      for (const event of events.slice(0, 5)) {
        expect(await reads().event(1, event.id)).toEqual(event);
        expect(JSON.parse(event.payload)).toMatchObject({ id: event.id, type: event.type });
      }
      for (const id of ["evt_", "evt_x", "", `${events[0]?.id}x`, `${events[0]?.id.slice(0, -1)}!`]) {
        expect(await reads().event(1, id)).toBeNull();
      }
      const last = events[0]?.id ?? "";
      const other = last.endsWith("0") ? "1" : "0";
      expect(await reads().event(1, last.slice(0, -1) + other)).toBeNull();
    });

    test("alert history: newest first, with every filter", async () => {
      const all = await whole((page) => reads().alertHistory(1, { walletId: null, featureId: null }, page));
      expect(all.length).toBeGreaterThan(20);
      expect(all.map(({ entry }) => entry.position)).toEqual(
        Array.from({ length: all.length }, (_, i) => all.length - i),
      );
      const featureIds = [null, ...features.map(({ id }) => id)];
      let matched = 0;
      for (const walletId of [null, 1, 2, 3]) {
        for (const featureId of featureIds) {
          const found = await whole((page) => reads().alertHistory(1, { walletId, featureId }, page));
          expect(found).toEqual(
            all.filter(
              ({ entry }) =>
                (walletId === null || entry.walletId === walletId) &&
                (featureId === null || entry.ownerId === featureId),
            ),
          );
          matched += found.length > 0 ? 1 : 0;
        }
      }
      // All, the two wallets, the two features, and the three existing streams.
      expect(matched).toBe(8);
      expect(all[0]?.denomination).toEqual({ currency: "EUR", assetScale: 2 });
      expect(await reads().alertHistory(1, { walletId: 99, featureId: null }, none)).toEqual({ rows: [], total: 0 });
      expect(await reads().alertHistory(1, { walletId: null, featureId: "x" }, none)).toEqual({ rows: [], total: 0 });
    });

    test("open alerts: newest change first, with their wallets", async () => {
      const open = await whole((page) => reads().openAlerts(1, page));
      expect(open.length).toBeGreaterThan(0);
      for (const { stream, wallet } of open) {
        expect(stream.state).not.toBe("ok");
        expect(stream.walletId).toBe(wallet.id);
        expect(wallet).toEqual(await reads().wallet(1, wallet.id));
      }
      const positions = open.map(({ stream }) => stream.position);
      expect(positions).toEqual(positions.toSorted((a, b) => b - a));
      expect(positions).toEqual([...new Set(positions)]);

      // What a wallet's state comes from is one of these, of its own state.
      const ids = (await whole((page) => reads().wallets(1, page))).map(({ id }) => id);
      const worst = await reads().worstStreams(1, ids);
      expect(new Set(worst.keys())).toEqual(new Set(open.map(({ wallet }) => wallet.id)));
      for (const [walletId, stream] of worst) {
        expect(open.map((each) => each.stream)).toContainEqual(stream);
        expect(stream.state).toBe((await reads().wallet(1, walletId))?.alertState);
      }
      expect(await reads().worstStreams(1, [])).toEqual(new Map());
    });

    test("another account sees nothing of it", async () => {
      const empty = { rows: [], total: 0 };
      expect(await reads().wallets(2, none)).toEqual(empty);
      expect(await reads().transactions(2, { walletId: null }, none)).toEqual(empty);
      expect(await reads().transactions(2, { walletId: 1 }, none)).toEqual(empty);
      expect(await reads().events(2, none)).toEqual(empty);
      expect(await reads().features(2, none)).toEqual(empty);
      expect(await reads().openAlerts(2, none)).toEqual(empty);
      expect(await reads().worstStreams(2, [1, 2, 3])).toEqual(new Map());
      expect(await reads().alertHistory(2, { walletId: 1, featureId: null }, none)).toEqual(empty);
      expect(await reads().alertHistory(2, { walletId: null, featureId: features[0]?.id ?? "" }, none)).toEqual(empty);
      expect(await reads().wallet(2, 1)).toBeNull();
      expect(await reads().feature(2, features[0]?.id ?? "")).toBeNull();
      const [event] = (await reads().events(1, none)).rows;
      expect(await reads().event(2, event?.id ?? "")).toBeNull();
    });

    test("the store is reachable", async () => {
      await reads().ping();
      expect(await reads().accountIds()).toEqual([1, 2]);
    });
  });

  describe("resources", () => {
    test("features: those not deleted, by id", async () => {
      const fixture = await Fixture.open(engine, ["default", "other"]);
      onTestFinished(() => fixture.close());
      const made = await fixture.must<{ feature: Feature }>(
        ...Array.from({ length: 9 }, (_, i) => newFeature(i % 2 === 0 ? SEED_001 : null, { name: NAME })),
      );
      const ids = made.map(({ feature }) => feature.id);
      await fixture.must(dropFeature(ids[4] ?? ""));
      const { reads } = fixture.store;
      const living = await whole((page) => reads.features(1, page));
      expect(living).toEqual(made.map(({ feature }) => feature).filter(({ id }) => id !== ids[4]));
      expect(await reads.feature(1, ids[4] ?? "")).toBeNull();
      expect(await reads.feature(1, ids[3] ?? "")).toEqual(made[3]?.feature);
    });

    test("defaults: by currency", async () => {
      const fixture = await Fixture.open(engine, ["default", "other"]);
      onTestFinished(() => fixture.close());
      const info = { alert_enabled: true, info: below("1") };
      const relative = { alert_enabled: true, info: { spend_percent: "20", condition: "below" } };
      await fixture.must(putDefault("USD", info), putDefault("EUR", info), putDefault("*", relative));
      const { reads } = fixture.store;
      const defaults = await whole((page) => reads.alertDefaults(1, page));
      expect(defaults.map(({ currency }) => currency)).toEqual(["*", "EUR", "USD"]);
      expect(await reads.alertDefault(1, "EUR")).toEqual(defaults[1]);
      expect(await reads.alertDefault(1, "GBP")).toBeNull();
      expect(await reads.alertDefault(2, "EUR")).toBeNull();
    });

    test("keys: found by their hash until they are revoked", async () => {
      const fixture = await Fixture.open(engine, ["default", "other"]);
      onTestFinished(() => fixture.close());
      const create = (id: string, accountId = 1) =>
        ({
          type: "create_api_key",
          first: false,
          accountId,
          id,
          name: NAME,
          hash: `hash of ${id}`,
          prefix: "pk_",
          scopes: ["read", "admin"],
          expiresAt: null,
        }) as const;
      await fixture.must(...Array.from({ length: 9 }, (_, i) => create(`key_${i}`)), create("key_x", 2));
      await fixture.must(create("key_0"));
      const { reads } = fixture.store;
      const keys = await whole((page) => reads.apiKeys(1, page));
      expect(keys.map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, i) => `key_${i}`));
      expect(await reads.apiKeyByHash("hash of key_3")).toEqual(keys[3]);
      expect(await reads.apiKeyByHash("hash of key_x")).toMatchObject({ accountId: 2, scopes: '["read","admin"]' });
      await fixture.must({ type: "revoke_api_key", accountId: 1, id: "key_3" });
      expect(await reads.apiKeyByHash("hash of key_3")).toBeNull();
      expect(await reads.apiKeyByHash("HASH OF KEY_4")).toBeNull();
    });

    test("providers: by id, and by the id in a hook's URL in any account", async () => {
      const fixture = await Fixture.open(engine, ["default", "other"]);
      onTestFinished(() => fixture.close());
      const made = await fixture.must<{ provider: Provider }>(
        ...Array.from({ length: 5 }, () =>
          newProvider({ name: NAME, credentials: "sealed" as Sealed, cadence: '{"seconds":60}' }),
        ),
        newProvider({ accountId: 2 }),
      );
      const providers = made.map(({ provider }) => provider);
      const { reads } = fixture.store;
      expect(await whole((page) => reads.providers(1, page))).toEqual(providers.slice(0, 5));
      const foreign = providers[5]?.id ?? "";
      expect(await reads.provider(1, foreign)).toBeNull();
      expect(await reads.provider(2, foreign)).toEqual(providers[5]);
      expect(await reads.hookProvider(foreign)).toEqual(providers[5]);
      expect(await reads.hookProvider("prov_none")).toBeNull();
    });

    test("kept hooks: by reason, newest first", async () => {
      const fixture = await Fixture.open(engine);
      onTestFinished(() => fixture.close());
      const [made] = await fixture.must<{ provider: Provider }>(newProvider());
      const providerId = made?.provider.id ?? "";
      const keep = (i: number, reason: "malformed" | "unhandled") =>
        ({
          type: "keep_hook",
          accountId: 1,
          providerId,
          key: `${reason} ${i}`,
          eventId: null,
          eventType: null,
          reason,
          detail: NAME,
          body: `{"n":${i}}`,
        }) as const;
      await fixture.must(...Array.from({ length: 9 }, (_, i) => keep(i, "malformed")), keep(1, "unhandled"));
      const { reads } = fixture.store;
      const malformed = { reason: "malformed" } as const;
      const hooks = await whole((page) => reads.keptHooks(1, providerId, malformed, page));
      expect(hooks.map(({ body }) => body)).toEqual(Array.from({ length: 9 }, (_, i) => `{"n":${8 - i}}`));
      expect(hooks[0]).toMatchObject({ reason: "malformed", detail: NAME, receivedAt: fixture.now });
      const unhandled = await whole((page) => reads.keptHooks(1, providerId, { reason: "unhandled" }, page));
      expect(unhandled.map(({ body }) => body)).toEqual(['{"n":1}']);
      expect(await reads.keptHooks(2, providerId, malformed, { page: 1, limit: 10 })).toEqual({ rows: [], total: 0 });
    });

    test("a wallet's changes are read as they were returned", async () => {
      const fixture = await Fixture.open(engine);
      onTestFinished(() => fixture.close());
      await fixture.must(newWallet());
      fixture.now += 1_000;
      const [answer] = await fixture.must<{ wallet: object }>(
        patchWallet(1, {
          name: NAME,
          status: "frozen",
          overdraftLimit: null,
          conversionRate: "0.000000001",
          alertSettings: SEED_001,
          metadata: { é: [1, null, '"'] },
        }),
      );
      expect(await fixture.store.reads.wallet(1, 1)).toEqual(answer?.wallet);
    });
  });
}

import { setTimeout as pause } from "node:timers/promises";
import type { Drift, Event, Hook, Preflight, SyncResult, Topup } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { expectStatus, type Fields } from "../support/e2e/api.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { movementEvent, sendHook } from "../support/e2e/octopus.ts";
import { connectSandbox, mirrorAll } from "../support/e2e/sandbox.ts";

const LONG_MS = 60_000;
/** Time for a confirming reading, on a busy machine. */
const CONFIRMED_MS = 8_000;
const HOUR_MS = 3_600_000;

describe("mirrors stay right whatever clocks and coincidences do", () => {
  const server = useServer({ engine: "sqlite" });
  const api = () => server().api;

  async function connected(balance: string, options: Parameters<typeof connectSandbox>[1] = {}) {
    const connection = await connectSandbox(server(), { wallets: [{ currency: "USD", balance }], ...options });
    const [mirror] = await mirrorAll(server(), connection);
    if (!mirror) throw new Error("no mirror");
    const { sandbox, provider } = connection;
    return {
      ...connection,
      mirror,
      sync: async () => expectStatus(200, await api().post<SyncResult>(`/providers/${provider.id}/sync`)),
      isRight: (within = CONFIRMED_MS) =>
        eventually(async () => (await api().wallet(mirror.id)).balance === sandbox.balance(1), within),
      events: async (type: string) => {
        const all = expectStatus(200, await api().get<(Event & { data?: Fields })[]>("/events?limit=1000"));
        return all.filter((event) => event.type === type && event.data?.["wallet_id"] === mirror.id);
      },
      drifts: async () => expectStatus(200, await api().get<Drift[]>(`/providers/${provider.id}/drifts`)),
    };
  }

  it.concurrent(
    "a movement near a poll delays those behind it: no alert, no refusal",
    { timeout: LONG_MS },
    async () => {
      const { sandbox, mirror, sync, isRight } = await connected("610.00");
      await api().updateWallet(mirror.id, {
        alert_settings: {
          alert_enabled: true,
          critical: { threshold: "600.00", condition: "below" },
          block: { threshold: "595.00", condition: "below" },
        },
      });
      const over = new AbortController();
      const seen = new Set<string>();
      const refused: unknown[] = [];
      const ask = (async () => {
        while (!over.signal.aborted) {
          seen.add((await api().wallet(mirror.id)).balance);
          const answer = await api().post<Preflight>("/preflight", { wallet_id: mirror.id, amount: "605.00" });
          if (answer.status === 200 && answer.body.decision === "deny") refused.push(answer.body);
          await pause(20);
        }
      })();
      for (let round = 0; round < 3; round += 1) {
        await sync();
        await pause(50);
        sandbox.credit(1, "100.00");
        await pause(400);
        sandbox.debit(1, "20.00");
        await isRight();
        sandbox.debit(1, "80.00");
        await isRight();
        await pause(1_200);
      }
      over.abort();
      await ask;
      for (const balance of seen) expect(["610.00", "690.00", "710.00", "630.00"]).toContain(balance);
      expect(refused).toEqual([]);
      expect(await api().alertHistory(`&wallet_id=${mirror.id}`)).toEqual([]);
    },
  );

  it.concurrent(
    "equal amounts, one late and one at once, are distinguished by the next reading",
    { timeout: LONG_MS },
    async () => {
      const { sandbox, sync, isRight, events, drifts } = await connected("1000.00");
      await pause(1_500);
      sandbox.setFaults({ delay_webhook: { count: 1, delayMs: 8_000 } });
      sandbox.debit(1, "10.00");
      await sync();
      await pause(100);
      sandbox.debit(1, "10.00");
      await isRight(3_500);
      await sandbox.idle();
      await eventually(async () => (await drifts()).every(({ status }) => status === "explained"), 30_000);
      await isRight();
      expect(await events("wallet.drift.detected")).toEqual([]);
    },
  );

  it.concurrent("a correction of the provider's clock has no effect", { timeout: LONG_MS }, async () => {
    const { sandbox, sync, isRight } = await connected("1000.00", { clockOffsetMs: HOUR_MS });
    for (const by of [-HOUR_MS, 30_000, -30_000, HOUR_MS]) {
      sandbox.debit(1, "1.00");
      await isRight();
      sandbox.moveClock(by);
      sandbox.debit(1, "2.00");
      await isRight();
      expect(await sync()).toMatchObject({ wallets: 1 });
      sandbox.debit(1, "4.00");
      await isRight();
    }
  });

  it.concurrent.each(["2027-05-15T14:30:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"])(
    "a debit dated %s is counted once",
    { timeout: LONG_MS },
    async (date) => {
      const { sandbox, provider, secret, sync, isRight } = await connected("450.00");
      sandbox.setFaults({ drop_webhook: { count: 1 } });
      sandbox.debit(1, "10.00");
      const target = { url: server().url, hookUrl: provider.hook_url, secret };
      await sendHook(target, { ...movementEvent("wallet.debited", 1, "10.00"), created_at: date });
      await isRight();
      for (let poll = 0; poll < 3; poll += 1) {
        await sync();
        await isRight();
      }
    },
  );

  it.concurrent(
    "a credit with a debit's reference is its refund, and settles no top-up",
    { timeout: LONG_MS },
    async () => {
      const { sandbox, mirror, isRight } = await connected("1000.00");
      await pause(1_500);
      sandbox.debit(1, "100.00", { reference: "ORDER-1" });
      await isRight();
      const topup = expectStatus(201, await api().post<Topup>("/topups", { wallet_id: mirror.id, amount: "100.00" }));
      sandbox.credit(1, "100.00", { reference: "ORDER-1" });
      await isRight();
      await eventually(async () => (await api().transactions(mirror.id)).some(({ kind }) => kind === "refund"));
      expect(expectStatus(200, await api().get<Topup>(`/topups/${topup.id}`)).status).toBe(topup.status);
      const spend = await api().get<{ days: { spend: string }[] }>(`/wallets/${mirror.id}/spend`);
      expect(JSON.stringify(spend.body)).not.toContain("100.00");
    },
  );

  it.concurrent("a replica that lags takes no movement back", { timeout: LONG_MS }, async () => {
    const { sandbox, mirror, sync, isRight, drifts } = await connected("1000.00");
    for (const [strikes, lagMs] of [
      [2, 3_000],
      [4, 15_000],
    ] as const) {
      await pause(1_500);
      sandbox.debit(1, "10.00");
      await isRight(2_000);
      const over = new AbortController();
      const seen = new Set<string>();
      const watch = (async () => {
        while (!over.signal.aborted) {
          seen.add((await api().wallet(mirror.id)).balance);
          await pause(20);
        }
      })();
      sandbox.setFaults({ stale_wallets: { count: 2, delayMs: lagMs } });
      expect(await sync()).toMatchObject({ wallets: 1, changed: 0, drifts: 0 });
      over.abort();
      await watch;
      expect(sandbox.truth().struck.stale_wallets).toBe(strikes);
      sandbox.clearFaults();
      expect([...seen]).toEqual([sandbox.balance(1)]);
    }
    expect(await drifts()).toEqual([]);
  });

  it.concurrent("every acknowledged hook is found with what became of it", { timeout: LONG_MS }, async () => {
    const { sandbox, provider, secret, mirror, sync, isRight } = await connected("1000.00");
    const target = { url: server().url, hookUrl: provider.hook_url, secret };
    const find = async (query: string) =>
      expectStatus(200, await api().get<Hook[]>(`/providers/${provider.id}/hooks?${query}`));
    const statusOf = async (id: string) => (await find(`event_id=${id}`)).map(({ status }) => status);
    /** The sandbox books it and stays silent; its hook is sent here. */
    const debit = async (amount: string, report = true) => {
      sandbox.setFaults({ drop_webhook: { count: 1 } });
      sandbox.debit(1, amount);
      const event = movementEvent("wallet.debited", 1, amount);
      if (report) expectStatus(200, await sendHook(target, event));
      return event;
    };
    await pause(1_500);
    const applied = await debit("10.00");
    expect(await statusOf(applied.id)).toEqual(["applied"]);
    expect((await sendHook(target, applied)).body.duplicate).toBe(true);
    await sync();
    const near = await debit("20.00");
    await eventually(async () => (await statusOf(near.id))[0] === "applied");
    await isRight();
    await pause(1_500);
    const late = await debit("30.00", false);
    await pause(1_100);
    expect(await sync()).toMatchObject({ changed: 1, drifts: 1 });
    expectStatus(200, await sendHook(target, late));
    expect(await statusOf(late.id)).toEqual(["late"]);
    const waiting = movementEvent("wallet.debited", 77, "1.00");
    expectStatus(200, await sendHook(target, waiting));
    const inside = { ...movementEvent("wallet.debited", 1, "5.00"), created_at: "2026-05-15T14:30:00Z" };
    expectStatus(200, await sendHook(target, inside));
    await eventually(async () => (await statusOf(inside.id))[0] === "inside", 30_000);
    const odd = { ...movementEvent("wallet.debited", 1, "1.00"), type: "wallet.renamed" };
    expectStatus(200, await sendHook(target, odd));
    expect((await sendHook(target, movementEvent("wallet.debited", 1, "1.00", { currency: "EUR" }))).status).toBe(400);
    await isRight();

    const all = await find("limit=1000");
    const fates = [
      [applied, "applied", mirror.id],
      [near, "applied", mirror.id],
      [late, "late", mirror.id],
      [waiting, "waiting", null],
      [inside, "inside", mirror.id],
      [odd, "unhandled", null],
    ] as const;
    for (const [{ id, type }, status, walletId] of fates) {
      const hook = { event_id: id, event_type: type, status, wallet_id: walletId };
      expect(all.filter(({ event_id: of }) => of === id)).toMatchObject([hook]);
      expect((await find(`status=${status}`)).map(({ event_id: of }) => of)).toContain(id);
      expect(await find(`event_id=${id}&status=rejected`)).toEqual([]);
    }
    expect(await find("status=rejected")).toMatchObject([{ event_id: null, detail: `wallet ${mirror.id} is in USD` }]);
    expect(all).toHaveLength(fates.length + 1);
    const posted = await api().transactions(mirror.id);
    for (const { transaction_id: of } of all.filter(({ status }) => status === "applied" || status === "late")) {
      expect(posted.map(({ id }) => id)).toContain(of);
    }
    const pages = [await find("limit=4&page=1"), await find("limit=4&page=2")];
    expect(pages.flat()).toEqual(all);
    expect((await api().get(`/providers/${provider.id}/hooks?status=lost`)).status).toBe(400);
    expect((await api().get(`/providers/prov_none/hooks`)).status).toBe(404);
  });

  it.concurrent(
    "a difference explained by hooks and the list together is not reported as a drift",
    { timeout: LONG_MS },
    async () => {
      const { sandbox, sync, isRight, events, drifts } = await connected("1000.00");
      await pause(1_500);
      sandbox.setFaults({ delay_webhook: { count: 1, delayMs: 4_000 } });
      sandbox.debit(1, "50.00");
      await sync();
      sandbox.debit(1, "50.00");
      await pause(300);
      sandbox.debit(1, "75.00");
      await sync();
      await isRight();
      await sandbox.idle();
      await eventually(async () => (await drifts()).every(({ status }) => status === "explained"), 40_000);
      await isRight();
      expect(await events("wallet.drift.detected")).toEqual([]);
    },
  );
});

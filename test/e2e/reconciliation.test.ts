import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, Drift, DriftWithSides, Event, Provider, SyncResult, Wallet } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type Api } from "../support/e2e/api.ts";
import { describeEngines, type Engine } from "../support/e2e/engines.ts";
import { postgresUrl } from "../support/e2e/database.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { connectSandbox, mirrorAll, type ConnectedSandbox } from "../support/e2e/sandbox.ts";
import { startServer } from "../support/e2e/server.ts";

/** Longer than any wait here: the grace of a drift, an early poll, and the machine. */
const LONG_MS = 30_000;

async function sync(api: Api, { id }: Pick<Provider, "id">): Promise<SyncResult> {
  return expectStatus(200, await api.post<SyncResult>(`/providers/${id}/sync`));
}

async function drifts(api: Api, { id }: Pick<Provider, "id">): Promise<Drift[]> {
  return expectStatus(200, await api.get<Drift[]>(`/providers/${id}/drifts`));
}

/** A drift with both sides' transactions. */
async function sides(api: Api, { provider_id: providerId, id }: Drift): Promise<DriftWithSides> {
  return expectStatus(200, await api.get<DriftWithSides>(`/providers/${providerId}/drifts/${id}`));
}

async function provider(api: Api, { id }: Pick<Provider, "id">): Promise<Provider> {
  return expectStatus(200, await api.get<Provider>(`/providers/${id}`));
}

/** Newest first, of one type, about one provider or wallet. */
async function events(api: Api, type: string): Promise<(Event & { data: Record<string, unknown> })[]> {
  const all = expectStatus(200, await api.get<(Event & { data: Record<string, unknown> })[]>("/events?limit=1000"));
  return all.filter((event) => (event as { type?: unknown }).type === type);
}

/** The mirror has the provider's balance, and its transactions add up to it. */
async function isRight(api: Api, { id }: Wallet, { sandbox }: ConnectedSandbox, walletId = 1): Promise<true> {
  const wallet = await api.wallet(id);
  expect(wallet.balance).toBe(sandbox.balance(walletId));
  const [newest] = await api.transactions(id);
  expect(newest?.balance_after).toBe(wallet.balance);
  return true;
}

/** Past the second in which the last snapshot was read, so that later movements surely come after it. */
async function afterTheSnapshot(): Promise<void> {
  await pause(2_300);
}

function suite(engine: Engine): void {
  const server = useServer({ engine });
  const api = () => server().api;
  // Tests without a difference between the engines run on one.
  const once = engine === "sqlite" ? it.concurrent : () => undefined;

  /** A connected sandbox of one wallet, found by the first poll, and some seconds old. */
  async function connected(options: Parameters<typeof connectSandbox>[1] = {}) {
    const connection = await connectSandbox(server(), options);
    const [mirror] = await mirrorAll(server(), connection);
    if (!mirror) throw new Error("no mirror");
    await afterTheSnapshot();
    return { ...connection, connection, mirror };
  }

  it.concurrent("finds a provider's wallets with their balances", async () => {
    const connection = await connectSandbox(server(), {
      wallets: [
        { currency: "USD", balance: "1000.00" },
        { currency: "JPY", balance: "70000" },
        { currency: "EUR", balance: "0.00" },
      ],
      walletsPerPage: 2,
    });
    const mirrors = await mirrorAll(server(), connection);
    // The first poll has ended; otherwise a sync would join it.
    await eventually(async () => (await provider(api(), connection.provider)).last_sync_at !== null);
    expect(mirrors).toMatchObject([
      { external_id: "1", currency: "USD", balance: "1000.00", amount: 1000, source: "mirror", stale: false },
      { external_id: "2", currency: "JPY", balance: "70000", asset_scale: 0, sequence: 1 },
      { external_id: "3", currency: "EUR", balance: "0.00", sequence: 0 },
    ]);
    expect(mirrors[0]?.synced_at).not.toBeNull();
    expect(await api().transactions(mirrors[0]?.id ?? 0)).toMatchObject([
      { kind: "reconciliation", amount: "1000.00" },
    ]);
    expect(await sync(api(), connection.provider)).toEqual({ wallets: 3, changed: 0, drifts: 0, problems: [] });
    const row = await provider(api(), connection.provider);
    expect(row).toMatchObject({ status: "active", mode: "webhook", last_error: null, failures: 0, problems: [] });
    expect(Math.abs(row.clock_offset_ms ?? Number.NaN)).toBeLessThan(1_500);
  });

  once("agrees with a poll after hooks, however often they were sent", { timeout: LONG_MS }, async () => {
    const {
      sandbox,
      provider: row,
      connection,
      mirror,
    } = await connected({
      faults: { duplicate_webhook: { probability: 0.5, delayMs: 30 }, reorder_webhook: { probability: 0.3 } },
    });
    for (let i = 1; i <= 20; i += 1) sandbox.debit(1, `${i}.25`, { reference: `ORDER ${i}` });
    sandbox.credit(1, "500.00", { reference: "WIRE" });
    await sandbox.idle();
    await eventually(() => isRight(api(), mirror, connection));
    await afterTheSnapshot();
    expect(await sync(api(), row)).toEqual({ wallets: 1, changed: 0, drifts: 0, problems: [] });
    await isRight(api(), mirror, connection);
    expect(await api().transactions(mirror.id)).toHaveLength(22);
    expect(await drifts(api(), row)).toEqual([]);
  });

  it.concurrent(
    "finds a movement whose hook was lost, and its name in the provider's list",
    { timeout: LONG_MS },
    async () => {
      const { sandbox, provider: row, connection, mirror } = await connected();
      sandbox.debit(1, "100.00", { reference: "MY_ORDER_000" });
      await sandbox.idle();
      await eventually(() => isRight(api(), mirror, connection));
      sandbox.setFaults({ drop_webhook: { count: 1 } });
      sandbox.debit(1, "241.25", { reference: "MY_ORDER_001" });
      await afterTheSnapshot();
      expect(await sync(api(), row)).toEqual({ wallets: 1, changed: 1, drifts: 1, problems: [] });
      await isRight(api(), mirror, connection);
      expect((await drifts(api(), row))[0]).toMatchObject({
        wallet_id: mirror.id,
        expected: "900.00",
        actual: "658.75",
        difference: "-241.25",
      });
      const drift = await eventually(async () => {
        const [found] = await drifts(api(), row);
        return found?.status === "explained" && found;
      }, LONG_MS);
      expect(drift).toMatchObject({ unexplained: "0.00", explained_by: [expect.any(Number)] });
      await isRight(api(), mirror, connection);
      const both = await sides(api(), drift);
      expect(both).toMatchObject({
        ...drift,
        balance_before: "1000.00",
        known: { count: 1, amount: "-100.00" },
        found: { count: 1, amount: "-241.25" },
        complete: true,
        provider_list: { status: "read" },
      });
      const truth = sandbox.truth().transactions.filter((movement) => movement.transaction_type === "DEBIT");
      expect(both.lines).toMatchObject([
        {
          match: "both_sides",
          amount: "-100.00",
          provider: { id: String(truth[0]?.id), remarks: expect.stringMatching(/MY_ORDER_000$/) },
          transaction: { kind: "order", reference_number: "MY_ORDER_000", sequence: 2 },
        },
        {
          match: "backfilled",
          amount: "-241.25",
          provider: { id: String(truth[1]?.id), remarks: expect.stringMatching(/MY_ORDER_001$/) },
          transaction: { id: drift.explained_by[0], kind: "order" },
        },
      ]);
      expect((await api().transactions(mirror.id)).slice(0, 3)).toMatchObject([
        { kind: "order", transaction_type: "DEBIT", amount: "241.25", source: "backfill" },
        { kind: "reconciliation", transaction_type: "CREDIT", amount: "241.25" },
        { kind: "reconciliation", transaction_type: "DEBIT", amount: "241.25" },
      ]);
      const reported = await events(api(), "wallet.drift.detected");
      expect(reported.filter(({ data }) => data["wallet_id"] === mirror.id)).toEqual([]);
      expect((await provider(api(), row)).next_sync_seconds).toBe(60);
    },
  );

  once("takes a hook that comes after the poll as the name of what the poll found", { timeout: LONG_MS }, async () => {
    const { sandbox, provider: row, connection, mirror } = await connected();
    sandbox.setFaults({ delay_webhook: { count: 1, delayMs: 4_000 } });
    sandbox.debit(1, "10.00", { reference: "LATE" });
    await afterTheSnapshot();
    expect(await sync(api(), row)).toEqual({ wallets: 1, changed: 1, drifts: 1, problems: [] });
    await isRight(api(), mirror, connection);
    await eventually(async () => (await drifts(api(), row))[0]?.status === "explained", LONG_MS);
    await isRight(api(), mirror, connection);
    expect(await api().transactions(mirror.id)).toMatchObject([
      { kind: "order", reference_number: "LATE", source: "provider" },
      { kind: "reconciliation", transaction_type: "CREDIT" },
      { kind: "reconciliation", transaction_type: "DEBIT" },
      { kind: "reconciliation", amount: "1000.00" },
    ]);
  });

  it.concurrent("reports a difference that nothing explains", { timeout: 90_000 }, async () => {
    const { sandbox, provider: row, connection, mirror } = await connected();
    const known = sandbox.debit(1, "100.00", { reference: "KNOWN" });
    await sandbox.idle();
    await eventually(() => isRight(api(), mirror, connection));
    sandbox.setFaults({ drop_webhook: { count: 1 }, list_missing: { count: 1 } });
    sandbox.debit(1, "5.00");
    await afterTheSnapshot();
    await sync(api(), row);
    const reported = await eventually(
      async () => (await events(api(), "wallet.drift.detected")).find(({ data }) => data["wallet_id"] === mirror.id),
      80_000,
    );
    expect(reported.data).toMatchObject({ provider_id: row.id, difference: "-5.00", unexplained: "-5.00" });
    const [drift] = await drifts(api(), row);
    if (!drift) throw new Error("no drift");
    expect(drift.status).toBe("unexplained");
    expect(await sides(api(), drift)).toMatchObject({
      unexplained: "-5.00",
      balance_before: "1000.00",
      found: { count: 0, amount: "0.00" },
      lines: [
        {
          match: "both_sides",
          provider: { id: String(known.id) },
          transaction: { sequence: 2, reference_number: "KNOWN" },
        },
      ],
      complete: true,
      provider_list: { status: "read" },
    });
    const missing = await api().get(`/providers/${row.id}/drifts/drift_none`);
    expect([missing.status, errorOf(missing).code]).toEqual([404, "NOT_FOUND"]);
    await isRight(api(), mirror, connection);
  });

  it.concurrent.each(engine === "sqlite" ? [0, 5_000, -5_000] : [0])(
    "stays right while balances move during slow polls, with a clock %d ms ahead",
    { timeout: 60_000 },
    async (clockOffsetMs) => {
      const { sandbox, provider: row, connection, mirror } = await connected({ clockOffsetMs });
      sandbox.setFaults({
        slow_request: { probability: 0.5, delayMs: 400, only: ["wallets"] },
        slow_answer: { probability: 0.5, delayMs: 400, only: ["wallets"] },
        drop_webhook: { probability: 0.15 },
        delay_webhook: { probability: 0.3, delayMs: 700 },
        duplicate_webhook: { probability: 0.2, delayMs: 100 },
      });
      for (let i = 0; i < 40; i += 1) {
        if (i % 4 === 3) sandbox.credit(1, `${i}.50`);
        else sandbox.debit(1, `${i + 1}.25`);
        if (i % 10 === 5) void sync(api(), row);
        await pause(40);
      }
      sandbox.clearFaults();
      await sandbox.idle();
      await afterTheSnapshot();
      await sync(api(), row);
      await eventually(() => isRight(api(), mirror, connection));
      const transactions = await api().transactions(mirror.id);
      const moved = transactions.filter(({ kind }) => kind !== "reconciliation");
      const names = moved.map(({ reference_number: name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const offset = (await provider(api(), row)).clock_offset_ms ?? Number.NaN;
      expect(Math.abs(offset - clockOffsetMs)).toBeLessThan(1_500);
    },
  );

  once("obeys a provider that asks to wait, and says so", { timeout: LONG_MS }, async () => {
    const { sandbox, provider: row, connection, mirror } = await connected();
    sandbox.setFaults({ too_many_requests: { count: 1, retryAfterSeconds: 4, only: ["wallets"] } });
    const refused = await api().post(`/providers/${row.id}/sync`);
    expect(refused.status).toBe(503);
    expect(errorOf(refused).code).toBe("SERVICE_UNAVAILABLE");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(await provider(api(), row)).toMatchObject({ status: "failing", last_error: { kind: "rate_limited" } });
    await eventually(async () => (await provider(api(), row)).status === "active", LONG_MS);
    await isRight(api(), mirror, connection);
  });

  once("says in words why a provider refuses", async () => {
    const { id } = expectStatus(
      201,
      await api().post<Provider>("/providers", { kind: "octopus", name: "Bare", webhook_secret: "s" }),
    );
    const bare = await api().post(`/providers/${id}/sync`);
    expect([bare.status, errorOf(bare).message]).toEqual([
      409,
      "the provider cannot be polled: the provider has no base_url",
    ]);
    const connection = await connectSandbox(server(), {}, { credentials: { api_key: "no", api_secret: "no" } });
    const wrong = await api().post(`/providers/${connection.provider.id}/sync`);
    expect([wrong.status, errorOf(wrong).code]).toEqual([409, "CONFLICT"]);
    await eventually(async () => (await provider(api(), connection.provider)).last_error?.kind === "auth");
    expect((await api().post("/providers/prov_none/sync")).status).toBe(404);
    // After a correction it is polled at once, whatever wait was set.
    const { sandbox } = connection;
    expectStatus(
      200,
      await api().patch(`/providers/${connection.provider.id}`, {
        credentials: { api_key: sandbox.apiKey, api_secret: sandbox.apiSecret },
      }),
    );
    await mirrorAll(server(), connection);
    await eventually(async () => (await provider(api(), connection.provider)).status === "active");
    expect(await provider(api(), connection.provider)).toMatchObject({ last_error: null, failures: 0 });
  });

  once("corrects a mirror that was declared by hand", { timeout: LONG_MS }, async () => {
    // Without credentials it is not polled.
    const connection = await connectSandbox(server(), {}, { credentials: null });
    const mirror = await api().createWallet({
      name: "By hand",
      provider_id: connection.provider.id,
      external_id: "1",
      balance: "990.00",
    });
    const { apiKey, apiSecret } = connection.sandbox;
    const credentials = { api_key: apiKey, api_secret: apiSecret };
    expectStatus(200, await api().patch(`/providers/${connection.provider.id}`, { credentials }));
    await eventually(() => isRight(api(), mirror, connection));
    expect(await api().wallet(mirror.id)).toMatchObject({ name: "By hand", stale: false });
    expect(await drifts(api(), connection.provider)).toMatchObject([
      { expected: "990.00", actual: "1000.00", status: "unexplained" },
    ]);
  });

  it(
    "marks a mirror stale when its provider is unavailable too long, and fresh when it is back",
    { timeout: 90_000 },
    async () => {
      expectStatus(200, await api().patch("/account", { stale_after_seconds: 1 }));
      const connection = await connectSandbox(server(), {}, { cadence: { seconds: 5 } });
      const [mirror] = await mirrorAll(server(), connection);
      if (!mirror) throw new Error("no mirror");
      connection.sandbox.setFaults({ server_error: {} });
      await eventually(async () => (await api().wallet(mirror.id)).stale, 60_000);
      const about = ({ data }: { data: Record<string, unknown> }) => data["wallet_id"] === mirror.id;
      expect((await events(api(), "wallet.stale")).filter(about)).toHaveLength(1);
      expect(await provider(api(), connection.provider)).toMatchObject({
        status: "failing",
        last_error: { kind: "transient" },
      });
      connection.sandbox.clearFaults();
      await eventually(async () => !(await api().wallet(mirror.id)).stale, 60_000);
      expect((await events(api(), "wallet.fresh")).filter(about)).toHaveLength(1);
      expect((await events(api(), "wallet.stale")).filter(about)).toHaveLength(1);
    },
  );

  once("is close on campaign days", { timeout: LONG_MS }, async () => {
    const { provider: row } = await connected();
    const starts = new Date().toISOString();
    const ends = new Date(Date.now() + 3_600_000).toISOString();
    const campaign = expectStatus(
      201,
      await api().post<Campaign>("/campaigns", { starts_at: starts, ends_at: ends, provider_id: row.id }),
    );
    await eventually(async () => (await provider(api(), row)).mode === "campaign");
    expect(await provider(api(), row)).toMatchObject({ next_sync_seconds: 30 });
    expect(expectStatus(200, await api().get<Campaign[]>("/campaigns"))).toContainEqual(campaign);
    const wrong = await api().post("/campaigns", { starts_at: ends, ends_at: starts });
    expect(errorOf(wrong)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "ends_at" }] });
    expectStatus(204, await api().delete(`/campaigns/${campaign.id}`));
    await eventually(async () => (await provider(api(), row)).mode === "webhook");
    const changes = (await events(api(), "provider.mode_changed")).filter(({ data }) => data["provider_id"] === row.id);
    expect(changes.map(({ data }) => data["mode"])).toEqual(["webhook", "campaign"]);
  });
}

describeEngines("a provider that is polled", suite);

describe.skipIf(postgresUrl === undefined)("several servers", () => {
  it("poll a provider once for all, and continue when the polling one is gone", { timeout: 90_000 }, async () => {
    const first = await startServer({ engine: "postgres" });
    const second = await startServer({ engine: "postgres", data: first.data });
    const connection = await connectSandbox(first, {}, { cadence: { seconds: 5 } });
    const { sandbox } = connection;
    // A fault that only counts.
    sandbox.setFaults({ slow_answer: { delayMs: 0, only: ["wallets"] } });
    await mirrorAll(second, connection);
    const polls = () => sandbox.truth().struck.slow_answer ?? 0;
    const before = polls();
    const started = Date.now();
    await eventually(() => polls() >= before + 3, 60_000);
    // Twice as many would mean that both of them poll.
    expect(polls() - before).toBeLessThanOrEqual((Date.now() - started) / 5_000 + 2);
    await first.kill();
    await second.kill();
    const third = await startServer({ engine: "postgres", data: first.data });
    sandbox.setHook(`${third.url}${connection.provider.hook_url}`, connection.secret);
    const after = polls();
    await eventually(() => polls() > after, 60_000);
  });

  it("poll early for an event that waits, whichever process received the hook", { timeout: 90_000 }, async () => {
    const polling = await startServer({ engine: "postgres" });
    const other = await startServer({ engine: "postgres", data: polling.data });
    // The next scheduled poll comes too late for this test.
    const connection = await connectSandbox(polling, {}, { cadence: { seconds: 300 } });
    const { sandbox } = connection;
    const [mirror] = await mirrorAll(polling, connection);
    if (!mirror) throw new Error("no mirror");
    sandbox.setHook(`${other.url}${connection.provider.hook_url}`, connection.secret);
    await afterTheSnapshot();
    // In the second in which the balance is read, so that only the next reading shows whether the balance contains this
    // movement.
    await sync(polling.api, connection.provider);
    sandbox.debit(1, "12.50", { reference: "MOMENT" });
    await sandbox.idle();
    await eventually(() => isRight(other.api, mirror, connection), 20_000);
    expect(await drifts(other.api, connection.provider)).toEqual([]);
    await Promise.all([polling.kill(), other.kill()]);
  });
});

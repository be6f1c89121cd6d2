import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AlertChange, Campaign, Runway, Spend, Wallet } from "@plimsoll/contract";
import { describe, expect, test } from "vitest";
import { credit, debit, newWallet } from "../support/commands.ts";
import { errorOf, expectStatus } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { DAY, dataWithHistory, startOfToday } from "../support/e2e/history.ts";
import { plimsoll } from "../support/e2e/process.ts";
import { sandboxForTests } from "../support/e2e/sandbox.ts";
import { startServer, type Server } from "../support/e2e/server.ts";

const THREE_TIERS = {
  alert_enabled: true,
  warning: { spend_percent: "20", condition: "below" },
  critical: { spend_percent: "10", condition: "below" },
  block: { spend_percent: "2", condition: "below" },
};

function dateOf(daysAgo: number): string {
  return new Date(startOfToday() - daysAgo * DAY).toISOString().slice(0, 10);
}

/** A wallet that spent 100.00, 200.00 … 700.00 on the last seven days and has `left` now. */
function weekOfSpend(left: string) {
  const noon = startOfToday() - 8 * DAY + DAY / 2;
  return [
    { at: noon, commands: [newWallet({ name: "Campaign" }), credit(1, "2800.00")] },
    ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({
      at: noon + day * DAY,
      commands: [debit(1, `${day}00.00`, { kind: "order", referenceNumber: `ORDER_${day}` })],
    })),
    { at: noon + 7 * DAY, commands: [credit(1, left)] },
  ];
}

async function spendOf(server: Server, id: number, query = ""): Promise<Spend> {
  return expectStatus(200, await server.api.get<Spend>(`/wallets/${id}/spend${query}`));
}

describeAnyEngine("a wallet with a week of spend", (engine) => {
  test("has a typical daily spend, and its three tiers are levels of it", async () => {
    const server = await startServer({ data: await dataWithHistory(engine, weekOfSpend("5000.00")) });
    expect(await spendOf(server, 1)).toEqual({
      wallet_id: 1,
      currency: "USD",
      typical_daily_spend: "670.00",
      mean_daily_spend: "400.00",
      confidence: "established",
      days: [7, 6, 5, 4, 3, 2, 1].map((ago) => ({ date: dateOf(ago), spend: `${8 - ago}00.00` })),
      hours: expect.arrayContaining([{ hour: expect.any(String), spend: "700.00" }]),
      today: "0.00",
    });
    expect(expectStatus(200, await server.api.get<Runway>("/wallets/1/runway"))).toMatchObject({
      wallet_id: 1,
      available: "5000.00",
      hours: 179.1,
      range: [179.1, 300],
      basis: "typical",
      present_burn_per_hour: "0.00",
      typical_daily_spend: "670.00",
      usual_daily_spend: "670.00",
      mean_daily_spend: "400.00",
      in_flight: "0.00",
      topup: { covered: false, method: "wire", lands_at: expect.any(String) },
      confidence: "established",
    });
    // The worker has measured the spend: the levels have an effect.
    await eventually(async () => {
      const { warnings } = await server.api.updateWallet(1, { alert_settings: THREE_TIERS });
      expect(warnings).toMatchObject([
        {
          code: "CRITICAL_BELOW_LEAD_TIME",
          threshold: "67.00",
          recommended_threshold: "1340.00",
          recommended: { spend_percent: "200" },
          lead_time_days: 2,
        },
      ]);
      return true;
    });
    expect((await server.api.wallet(1)).warnings).toHaveLength(1);
    expect((await server.api.get<Wallet[]>("/wallets")).body[0]).not.toHaveProperty("warnings");
    const states: string[] = [];
    for (const [amount, state] of [
      ["4865.99", "ok"],
      ["0.01", "warning"],
      ["67.00", "in_alarm"],
      ["53.60", "blocked"],
    ] as const) {
      await server.api.debit(1, amount, { kind: "order" });
      const wallet = await eventually(async () => {
        const now = await server.api.wallet(1);
        return now.alert_state === state && now;
      });
      states.push(`${wallet.available} ${wallet.alert_state} ${wallet.orders_blocked}`);
    }
    expect(states).toEqual(["134.01 ok false", "134.00 warning false", "67.00 in_alarm false", "13.40 blocked true"]);
    expect(await spendOf(server, 1)).toMatchObject({ typical_daily_spend: "670.00", today: "4986.60" });
  });

  test("a refund lowers the spend of the day that it refunds", async () => {
    const server = await startServer({ data: await dataWithHistory(engine, weekOfSpend("5000.00")) });
    await server.api.credit(1, "300.00", { kind: "refund", reference_number: "ORDER_7" });
    await server.api.post("/transactions", [
      { wallet_id: 1, transaction_type: "CREDIT", kind: "refund", amount: "50.00", reference_number: "ORDER_6" },
      { wallet_id: 1, transaction_type: "CREDIT", kind: "refund", amount: "9.00", reference_number: "NOBODY" },
      { wallet_id: 99, transaction_type: "CREDIT", kind: "refund", amount: "9.00", reference_number: "ORDER_6" },
      "no item at all",
    ]);
    const spend = await spendOf(server, 1);
    expect(spend.days.map((day) => day.spend)).toEqual(
      ["100", "200", "300", "400", "500", "550", "400"].map((amount) => `${amount}.00`),
    );
    expect(spend).toMatchObject({ today: "0.00", typical_daily_spend: "535.00" });
  });
});

describe("the day turns", () => {
  test("a wallet whose levels had no effect is reported once, by the first server that checks", async () => {
    const noon = startOfToday() - DAY / 2;
    const settings = { alertSettings: THREE_TIERS };
    const data = await dataWithHistory("sqlite", [
      { at: noon, commands: [newWallet(settings), credit(1, "1005.00"), debit(1, "1000.00", { kind: "order" })] },
    ]);
    const server = await startServer({ data });
    const [alert] = await eventually(async () => {
      const alerts = await server.api.openAlerts();
      return alerts.length > 0 && alerts;
    });
    expect(alert).toMatchObject({ state: "blocked" });
    expect(await server.api.alertHistory()).toMatchObject([{ balance: "5.00", cause: { type: "spend" } }]);
    expect(await spendOf(server, 1)).toMatchObject({ confidence: "accumulating", typical_daily_spend: "1000.00" });
    await server.stop();
    const again = await server.restart();
    await again.api.debit(1, "1.00", { kind: "adjustment" });
    expect(await again.api.alertHistory()).toHaveLength(1);
  });
});

describe("a campaign on the first day", () => {
  const server = useServer();

  test("is in the runway at once, and a runway_hours level follows within a minute; one bulk order moves no level", async () => {
    const level = { alert_enabled: true, critical: { runway_hours: "12", condition: "below" } };
    const campaign = await server().api.createFundedWallet("1000.00");
    const bulk = await server().api.createFundedWallet("1000.00");
    for (const { id } of [campaign, bulk]) await server().api.updateWallet(id, { alert_settings: level });
    for (let order = 0; order < 10; order += 1) await server().api.debit(campaign.id, "10.00", { kind: "order" });
    await server().api.debit(bulk.id, "500.00", { kind: "order" });
    const runway = expectStatus(200, await server().api.get<Runway>(`/wallets/${campaign.id}/runway`));
    expect(runway).toMatchObject({ basis: "present", present_burn_per_hour: "100.00", hours: 9, range: [9, null] });
    expect(Date.parse(runway.empties_at ?? "") - Date.now()).toBeCloseTo(9 * 3_600_000, -4);
    expect(expectStatus(200, await server().api.get<Runway>(`/wallets/${bulk.id}/runway`))).toMatchObject({ hours: 1 });
    const fired = await eventually(async () => {
      const found = await server().api.get<AlertChange[]>(`/alerts/history?wallet_id=${campaign.id}`);
      return found.body.length > 0 && found.body;
    }, 60_000);
    expect(fired).toMatchObject([{ state: "in_alarm", cause: { type: "burn" }, balance: "900.00" }]);
    // Its burn was measured in the same pass.
    expect((await server().api.wallet(bulk.id)).alert_state).toBe("ok");
  }, 90_000);
});

describeAnyEngine("day one", (engine) => {
  const server = useServer({ engine });

  test("a fresh connection with 8 days of transactions has its typical spend, levels and advice before the first minute is over", async () => {
    const sandbox = await sandboxForTests({ wallets: [{ id: 1, currency: "USD", balance: "20000.00" }] });
    for (let ago = 8; ago >= 1; ago -= 1) {
      // More than a page of orders.
      for (let order = 0; order < 30; order += 1) {
        sandbox.debit(1, "10.00", { at: startOfToday() - ago * DAY + order * 60_000, reference: `O-${ago}-${order}` });
      }
    }
    sandbox.credit(1, "5000.00", { at: startOfToday() - DAY, reference: "WIRE-1" });
    const levels = {
      alert_enabled: true,
      warning: { runway_hours: "4800", condition: "below" },
      critical: { runway_hours: "48", condition: "below" },
    };
    await server().api.put("/alert-settings/default/USD", levels);
    const provider = await server().api.createProvider("secret-of-day-one", {
      base_url: sandbox.url,
      credentials: { api_key: sandbox.apiKey, api_secret: sandbox.apiSecret },
    });
    const mirror = await eventually(async () => {
      const wallets = await server().api.get<Wallet[]>("/wallets?limit=1000");
      return wallets.body.find(({ provider_id: id }) => id === provider.id);
    });
    const spend = await eventually(async () => {
      const found = await spendOf(server(), mirror.id);
      return found.typical_daily_spend !== null && found;
    }, 60_000);
    expect(spend).toMatchObject({
      typical_daily_spend: "300.00",
      mean_daily_spend: "300.00",
      confidence: "established",
    });
    const runway = expectStatus(200, await server().api.get<Runway>(`/wallets/${mirror.id}/runway`));
    expect(runway).toMatchObject({ basis: "typical", typical_daily_spend: "300.00" });
    await eventually(async () => (await server().api.wallet(mirror.id)).alert_state === "warning", 60_000);
    // Nothing was posted for it: the opening balance is all there is.
    expect(await server().api.transactions(mirror.id)).toHaveLength(1);
    expect((await server().api.wallet(mirror.id)).balance).toBe(sandbox.balance(1));
  });

  test("the history by hand, as JSON, CSV and by the command line; and what is expected", async () => {
    const { id } = await server().api.createWallet({
      alert_settings: { alert_enabled: true, critical: { spend_percent: "200", condition: "below" } },
    });
    expect((await server().api.wallet(id)).warnings).toMatchObject([{ code: "LEVELS_ASLEEP", until: null }]);
    const patched = await server().api.updateWallet(id, { expected_daily_spend: "50.00" });
    expect(patched.expected_daily_spend).toBe("50.00");
    expect(patched.warnings).toBeUndefined();
    expect(expectStatus(200, await server().api.get<Runway>(`/wallets/${id}/runway`))).toMatchObject({
      basis: "expected",
    });
    const days = [7, 6, 5, 4, 3, 2].map((ago) => ({ date: dateOf(ago), amount: "100.00" }));
    const set = expectStatus(200, await server().api.put<Spend>(`/wallets/${id}/spend-history`, { days }));
    expect(set).toMatchObject({
      typical_daily_spend: "100.00",
      days: expect.arrayContaining([{ date: dateOf(7), spend: "100.00" }]),
    });
    const csv = await fetch(`${server().url}/api/v1/wallets/${id}/spend-history`, {
      method: "PUT",
      headers: { authorization: `Bearer ${server().data.adminKey}`, "content-type": "text/csv" },
      body: `date,amount\n${dateOf(1)},800.00\n`,
    });
    expect([csv.status, ((await csv.json()) as Spend).typical_daily_spend]).toEqual([200, "590.00"]);
    const file = join(await mkdtemp(join(tmpdir(), "plimsoll-spend-")), "spend.csv");
    await writeFile(file, `amount,date\n900.00,${dateOf(1)}\n`);
    const run = (...args: string[]) =>
      plimsoll(["import", "spend", file, "--url", server().url, "--key", server().data.adminKey, ...args]);
    expect(await run("--wallet", String(id), "--json")).toMatchObject({ code: 0, stderr: "" });
    expect(await spendOf(server(), id)).toMatchObject({ typical_daily_spend: "660.00" });
    expect(await run("--wallet", "999999")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no such wallet"),
    });
    const wrong = await server().api.put(`/wallets/${id}/spend-history`, {
      days: [{ date: "yesterday", amount: "1" }],
    });
    expect(errorOf(wrong)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "days.0.date" }] });
    expect((await server().api.put(`/wallets/${id}/spend-history`, { days: [] })).status).toBe(400);
  });

  test("a campaign's multiplier is in relative levels while it runs", async () => {
    const wallet = await server().api.createFundedWallet("100.00", {
      expected_daily_spend: "10.00",
      alert_settings: { alert_enabled: true, critical: { spend_percent: "500", condition: "below" } },
    });
    const now = Date.now();
    const campaign = expectStatus(
      201,
      await server().api.post<Campaign>("/campaigns", {
        name: "Double days",
        starts_at: new Date(now - 1_000).toISOString(),
        ends_at: new Date(now + DAY).toISOString(),
        expected_multiplier: "20",
      }),
    );
    expect(campaign).toMatchObject({ name: "Double days", expected_multiplier: "20" });
    await eventually(async () => (await server().api.wallet(wallet.id)).alert_state === "in_alarm");
    expect(expectStatus(200, await server().api.get<Runway>(`/wallets/${wallet.id}/runway`))).toMatchObject({
      hours: 12,
    });
    expectStatus(204, await server().api.delete(`/campaigns/${campaign.id}`));
    await eventually(async () => (await server().api.wallet(wallet.id)).alert_state === "ok");
    expect((await server().api.get<Campaign[]>("/campaigns")).body).toEqual([]);
  });
});

describe("reading the spend", () => {
  const server = useServer();

  test("a wallet without spend has no figures", async () => {
    const { id } = await server().api.createFundedWallet("10.00");
    expect(await spendOf(server(), id)).toEqual({
      wallet_id: id,
      currency: "USD",
      typical_daily_spend: null,
      mean_daily_spend: null,
      confidence: "none",
      days: [],
      hours: [],
      today: "0.00",
    });
    await server().api.debit(id, "4.00", { kind: "payout" });
    await server().api.debit(id, "1.00", { kind: "adjustment" });
    expect(await spendOf(server(), id, "?days=90")).toMatchObject({
      confidence: "none",
      days: [],
      hours: [{ spend: "4.00" }],
      today: "4.00",
    });
  });

  test("and no runway", async () => {
    const { id } = await server().api.createFundedWallet("10.00");
    expect(expectStatus(200, await server().api.get<Runway>(`/wallets/${id}/runway`))).toEqual({
      wallet_id: id,
      currency: "USD",
      available: "10.00",
      hours: null,
      range: [null, null],
      basis: null,
      present_burn_per_hour: "0.00",
      typical_daily_spend: null,
      usual_daily_spend: null,
      mean_daily_spend: null,
      empties_at: null,
      in_flight: "0.00",
      topup: {
        amount: null,
        by: null,
        lands_at: expect.any(String),
        covered: false,
        reason: "unknown",
        method: "wire",
        instructions: null,
        parts: {
          daily_spend: "0.00",
          target_days: 5,
          target: "0.00",
          lead_time_business_days: 2,
          landing: "0.00",
          spent: "0.00",
        },
      },
      confidence: "none",
      history_days: 0,
    });
    expect((await server().api.get("/wallets/999999/runway")).status).toBe(404);
  });

  test("settings of a feature and of a default get the warnings that need no wallet", async () => {
    const feature = await server().api.createFeature(THREE_TIERS);
    expect(feature.warnings).toMatchObject([{ recommended: { spend_percent: "200" }, threshold: null }]);
    const fine = { alert_enabled: true, critical: { runway_hours: "48", condition: "below" } };
    expect((await server().api.updateFeature(feature.id, { alert_settings: null })).warnings).toBeUndefined();
    expect((await server().api.put("/alert-settings/default/EUR", THREE_TIERS)).body).toMatchObject({
      warnings: [{ code: "CRITICAL_BELOW_LEAD_TIME" }],
    });
    expect((await server().api.put("/alert-settings/default/EUR", fine)).body).not.toHaveProperty("warnings");
    await server().api.patch("/account", { lead_time_business_days: 3 });
    expect((await server().api.get("/alert-settings/default/EUR")).body).toMatchObject({
      warnings: [{ recommended: { runway_hours: "72" }, lead_time_days: 3 }],
    });
    await server().api.delete("/alert-settings/default/EUR");
  });

  test.each(["6", "91", "x", "7.5", ""])("days=%s is refused by name", async (days) => {
    const { id } = await server().api.createWallet();
    const answer = await server().api.get(`/wallets/${id}/spend?days=${days}`);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "days" }] });
  });

  test("an unknown wallet is a 404", async () => {
    expect((await server().api.get("/wallets/999999/spend")).status).toBe(404);
    expect((await server().api.get("/wallets/x/spend")).status).toBe(404);
  });
});

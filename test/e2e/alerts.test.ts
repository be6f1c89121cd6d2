import type { AlertChange, AlertSettings, Wallet } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type Api, type Fields } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { steadily } from "../support/e2e/eventually.ts";
import { LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";

const FEATURE_ALERT = "feature.wallet_balance.alert";
const WALLET_ALERT = "wallet.balance.alert";
const ALERTS = { event_types: [FEATURE_ALERT, WALLET_ALERT] };
/** Milliseconds in which a webhook that should not be sent would have arrived. */
const QUIET_MS = 250;

const ABOVE = {
  alert_enabled: true,
  critical: { threshold: "1000.00", condition: "above" },
  warning: { threshold: "500.00", condition: "above" },
  info: { threshold: "100.00", condition: "above" },
};

/** In alarm at the balances of these tests. */
const FIRING = { alert_enabled: true, critical: { threshold: "1000.00", condition: "below" } };

/** Credits or debits the difference, so that the wallet's balance becomes `balance`. */
async function moveTo(api: Api, wallet: Wallet, balance: number): Promise<Wallet> {
  const now = await api.wallet(wallet.id);
  const cents = Math.round(balance * 100) - Math.round(Number(now.balance) * 100);
  const amount = (Math.abs(cents) / 100).toFixed(2);
  await (cents < 0 ? api.debit(wallet.id, amount) : api.credit(wallet.id, amount));
  return api.wallet(wallet.id);
}

describeEngines("transitions of seed 001", (engine) => {
  const engineServer = useServer({ engine });

  it.each([
    ["below, step by step", LEVELS, 50, [20, 10, 0, 50], ["info", "warning", "in_alarm", "ok"]],
    ["below, levels skipped", LEVELS, 50, [5, -2], ["warning", "in_alarm"]],
    ["below, on the way back", LEVELS, 50, [-1, 7, 15, 20.01], ["in_alarm", "warning", "info", "ok"]],
    ["above, step by step", ABOVE, 0, [100, 500, 1000, 0], ["info", "warning", "in_alarm", "ok"]],
    ["above, levels skipped", ABOVE, 0, [700, 1200, 600, 150, 99.99], ["warning", "in_alarm", "warning", "info", "ok"]],
  ] as const)("%s", async (_title, settings, start, balances, states) => {
    const { api } = engineServer();
    const { receiver } = await listen(engineServer(), ALERTS);
    const feature = await api.createFeature(settings);
    const wallet = await api.createWallet({ overdraft_limit: null });
    if (start > 0) await api.credit(wallet.id, start);
    await api.updateWallet(wallet.id, { feature_ids: [feature.id] });
    for (const [index, balance] of balances.entries()) {
      expect((await moveTo(api, wallet, balance)).alert_state, `at ${balance}`).toBe(states[index]);
      // Webhooks that are under way at once may overtake each other.
      await receiver.waitFor(index + 1);
    }
    const { requests } = receiver;
    expect(requests.map(({ json }) => json["alert_status"])).toEqual(states);
    expect(requests.map(({ json }) => json["previous_status"])).toEqual(["ok", ...states.slice(0, -1)]);
    expect(requests.map(({ json }) => Number(json["ongoing_balance"]))).toEqual(balances);
  });

  it("1,000 debits under a threshold are one alert", async () => {
    const { api } = engineServer();
    const { receiver } = await listen(engineServer(), ALERTS);
    const feature = await api.createFeature({
      alert_enabled: true,
      critical: { threshold: "999.99", condition: "below" },
    });
    const wallet = await api.createFundedWallet("1000.00");
    await api.updateWallet(wallet.id, { feature_ids: [feature.id] });
    const item = { wallet_id: wallet.id, transaction_type: "DEBIT", amount: "1.00" };
    const batches = await Promise.all([
      api.post(
        "/transactions",
        Array.from({ length: 950 }, () => item),
      ),
      ...Array.from({ length: 50 }, () => api.debit(wallet.id, "1.00")),
    ]);
    expect(batches).toHaveLength(51);
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "0.00", alert_state: "in_alarm", sequence: 1_001 });
    await receiver.waitFor(1);
    await steadily(() => expect(receiver.requests).toHaveLength(1), QUIET_MS);
    expect(receiver.requests[0]?.json).toMatchObject({ ongoing_balance: "999.00", sequence: 2 });
    expect(await api.alertHistory(`&wallet_id=${wallet.id}`)).toHaveLength(1);
  });

  it("under concurrency every change follows from the previous one, at the sequence that caused it", async () => {
    const { api } = engineServer();
    const wallet = await api.createFundedWallet("15.00", { overdraft_limit: null, alert_settings: LEVELS });
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        index % 2 === 0 ? api.debit(wallet.id, "7.00") : api.credit(wallet.id, "7.00"),
      ),
    );
    const after = new Map((await api.transactions(wallet.id)).map((entry) => [entry.sequence, entry]));
    const history = (await api.alertHistory(`&wallet_id=${wallet.id}`)).toReversed();
    expect(history.length).toBeGreaterThan(2);
    let previous: AlertChange | undefined;
    for (const change of history) {
      expect(change.previous_state).toBe(previous?.state ?? "ok");
      expect(change.state).not.toBe(change.previous_state);
      expect(change.wallet_sequence).toBeGreaterThanOrEqual(previous?.wallet_sequence ?? 0);
      const cause = after.get(change.wallet_sequence);
      if (change.cause.type === "transaction") {
        expect(cause).toMatchObject({ id: change.cause.transaction_id, balance_after: change.balance });
      }
      previous = change;
    }
    expect((await api.wallet(wallet.id)).alert_state).toBe(previous?.state);
  });
});

const server = useServer();

describe("saving settings", () => {
  it("fires at once for every wallet already below, and only for those", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const feature = await api.createFeature();
    const fields = { feature_ids: [feature.id] };
    const low = await api.createFundedWallet("5.00", fields);
    const empty = await api.createWallet(fields);
    const high = await api.createFundedWallet("500.00", fields);
    await api.updateFeature(feature.id, { alert_settings: LEVELS });
    const requests = await receiver.waitFor(2);
    const reported = new Map(requests.map(({ json }) => [(json["wallet"] as Wallet).id, json["alert_status"]]));
    expect(reported).toEqual(
      new Map([
        [low.id, "warning"],
        [empty.id, "in_alarm"],
      ]),
    );
    expect((await api.wallet(high.id)).alert_state).toBe("ok");
    await steadily(() => expect(receiver.requests).toHaveLength(2), QUIET_MS);
    const [change] = await api.alertHistory(`&wallet_id=${low.id}`);
    expect(change).toMatchObject({ cause: { type: "settings" }, balance: "5.00", previous_state: "ok" });
  });

  it("on a wallet sends wallet.balance.alert, without a feature", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const wallet = await api.createFundedWallet("5.00");
    const saved = await api.updateWallet(wallet.id, { alert_settings: LEVELS });
    expect(saved).toMatchObject({ alert_state: "warning", alert_settings: { ...LEVELS, block: null } });
    const [request] = await receiver.waitFor(1);
    expect(request?.json).toMatchObject({
      type: WALLET_ALERT,
      event_type: WALLET_ALERT,
      alert_type: "wallet_balance",
      alert_status: "warning",
      threshold: { level: "warning", threshold: "10.00", condition: "below" },
      wallet: { id: wallet.id },
    });
    expect(request?.json).not.toHaveProperty("feature");
  });

  it("moving a threshold over the balance fires, back again recovers", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const wallet = await api.createFundedWallet("100.00", { alert_settings: LEVELS });
    receiver.clear();
    await api.updateWallet(wallet.id, { alert_settings: { info: { threshold: "200.00" } } });
    await api.updateWallet(wallet.id, { alert_settings: { info: { threshold: "20.00" } } });
    await receiver.waitFor(2, ({ json }) => json["ongoing_balance"] === "100.00" && json["alert_status"] !== undefined);
    const states = (await api.alertHistory(`&wallet_id=${wallet.id}`)).map(({ state }) => state);
    expect(states.slice(0, 2)).toEqual(["ok", "info"]);
  });

  it("PATCH null removes a level and leaves the others", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const feature = await api.createFeature(LEVELS);
    const wallet = await api.createFundedWallet("15.00");
    await api.updateWallet(wallet.id, { feature_ids: [feature.id] });
    await receiver.waitFor(1);
    const patched = await api.updateFeature(feature.id, { alert_settings: { info: null } });
    const { info: _, ...others } = LEVELS;
    expect(patched.alert_settings).toMatchObject(others);
    expect(patched.alert_settings?.info ?? null).toBeNull();
    const [, recovery] = await receiver.waitFor(2);
    expect(recovery?.json).toMatchObject({ alert_status: "ok", previous_status: "info" });
    expect((await api.wallet(wallet.id)).alert_state).toBe("ok");
  });

  it("PATCH that would leave warning without critical is refused and stores nothing", async () => {
    const { api } = server();
    const feature = await api.createFeature(LEVELS);
    const answer = await api.patch(`/features/${feature.id}`, { name: "Renamed", alert_settings: { critical: null } });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details).toEqual([
      { field: "critical", message: "critical threshold is required when warning threshold is provided" },
    ]);
    expect(expectStatus(200, await api.get(`/features/${feature.id}`))).toEqual(feature);
  });

  it.each([
    ["alert_enabled: false", { alert_settings: { alert_enabled: false } }],
    ["alert_settings: null", { alert_settings: null }],
  ])("disabling by %s closes silently, enabling fires again", async (_title, patch) => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const feature = await api.createFeature(LEVELS);
    const wallet = await api.createFundedWallet("5.00");
    await api.updateWallet(wallet.id, { feature_ids: [feature.id] });
    await receiver.waitFor(1);
    await api.updateFeature(feature.id, patch);
    expect((await api.wallet(wallet.id)).alert_state).toBe("ok");
    expect((await api.openAlerts()).filter(({ wallet_id }) => wallet_id === wallet.id)).toEqual([]);
    await api.debit(wallet.id, "1.00");
    await steadily(() => expect(receiver.requests).toHaveLength(1), QUIET_MS);

    await api.updateFeature(feature.id, { alert_settings: LEVELS });
    const [first, second] = await receiver.waitFor(2);
    expect(second?.json).toMatchObject({ alert_status: "warning", previous_status: "ok", ongoing_balance: "4.00" });
    expect(second?.json["episode_id"]).not.toBe(first?.json["episode_id"]);
  });

  it("unlinking and deleting a feature close silently", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const feature = await api.createFeature(LEVELS);
    const [one, two] = [await api.createFundedWallet("5.00"), await api.createFundedWallet("5.00")];
    await api.updateWallet(one.id, { feature_ids: [feature.id] });
    await api.updateWallet(two.id, { feature_ids: [feature.id] });
    await receiver.waitFor(2);
    await api.updateWallet(one.id, { feature_ids: [] });
    expect((await api.wallet(one.id)).alert_state).toBe("ok");
    expectStatus(204, await api.delete(`/features/${feature.id}`));
    expect(await api.wallet(two.id)).toMatchObject({ alert_state: "ok", feature_ids: [] });
    await steadily(() => expect(receiver.requests).toHaveLength(2), QUIET_MS);
  });

  it("hysteresis: a clear margin keeps the state until the balance is well back", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("50.00", { overdraft_limit: null });
    const critical = { threshold: "10.00", condition: "below" };
    await api.updateWallet(wallet.id, { alert_settings: { alert_enabled: true, critical, clear_margin: "5.00" } });
    const states: string[] = [];
    for (const balance of [10, 12, 14.99, 16, 12]) states.push((await moveTo(api, wallet, balance)).alert_state);
    expect(states).toEqual(["in_alarm", "in_alarm", "in_alarm", "ok", "ok"]);
  });
});

describe("default settings", () => {
  const path = "/alert-settings/default";

  it("apply to wallets of the currency without settings of their own, at once", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const [euro, own, dollar] = [
      await api.createFundedWallet("5.00", { currency: "EUR" }),
      await api.createFundedWallet("5.00", {
        currency: "EUR",
        alert_settings: { alert_enabled: true, critical: { threshold: "1.00", condition: "below" } },
      }),
      await api.createFundedWallet("5.00"),
    ];
    // `own` was empty when its settings were saved.
    const before = (await receiver.waitFor(2)).length;
    const saved = expectStatus(200, await api.put<Fields>(`${path}/EUR`, LEVELS));
    expect(saved).toMatchObject({ currency: "EUR", alert_settings: { ...LEVELS, block: null } });
    const request = (await receiver.waitFor(before + 1)).at(-1);
    expect(request?.json).toMatchObject({
      type: WALLET_ALERT,
      alert_status: "warning",
      wallet: { id: euro.id, currency: "eur" },
    });
    expect(request?.json).not.toHaveProperty("feature");
    expect((await api.wallet(own.id)).alert_state).toBe("ok");
    expect((await api.wallet(dollar.id)).alert_state).toBe("ok");

    // A new wallet has them from the start, one whose settings are removed gets them, one that gets its own settings
    // leaves them.
    expect((await api.createWallet({ currency: "EUR" })).alert_state).toBe("in_alarm");
    expect((await api.updateWallet(own.id, { alert_settings: null })).alert_state).toBe("warning");
    const settings = { alert_enabled: true, critical: { threshold: "1.00", condition: "below" } };
    expect((await api.updateWallet(euro.id, { alert_settings: settings })).alert_state).toBe("ok");

    expect(expectStatus(200, await api.get(`${path}/EUR`))).toEqual(saved);
    expect(expectStatus(200, await api.get<Fields[]>(path))).toEqual([saved]);
    expectStatus(204, await api.delete(`${path}/EUR`));
    expect((await api.get(`${path}/EUR`)).status).toBe(404);
    expect((await api.delete(`${path}/EUR`)).status).toBe(404);
    expect((await api.wallet(own.id)).alert_state).toBe("ok");
  });

  it("* takes relative units only, and has no effect while there is no spend", async () => {
    const { api } = server();
    const refused = await api.put(`${path}/*`, LEVELS);
    expect(refused.status).toBe(400);
    expect(errorOf(refused).details.length).toBeGreaterThan(0);
    const relative = { alert_enabled: true, critical: { spend_percent: "10", condition: "below" } };
    const saved = expectStatus(200, await api.put<{ alert_settings: AlertSettings }>(`${path}/*`, relative));
    expect(saved).toMatchObject({ currency: "*", alert_settings: { critical: { spend_percent: "10" } } });
    expect((await api.createWallet()).alert_state).toBe("ok");
    expectStatus(200, await api.get(`${path}/*`));
    expectStatus(204, await api.delete(`${path}/%2A`));
  });

  it("a currency that does not exist is refused", async () => {
    const { api } = server();
    for (const currency of ["XXQ", "eur", "EURO"]) {
      expect((await api.put(`${path}/${currency}`, LEVELS)).status).toBe(400);
      expect((await api.get(`${path}/${currency}`)).status).toBe(404);
    }
  });
});

describe("the block level", () => {
  it("blocks orders while it lasts and reports it", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), {
      event_types: [WALLET_ALERT, "wallet.orders_blocked", "wallet.orders_unblocked"],
    });
    const wallet = await api.createFundedWallet("50.00");
    await api.updateWallet(wallet.id, {
      alert_settings: {
        ...LEVELS,
        critical: { threshold: "5.00", condition: "below" },
        block: { threshold: "2.00", condition: "below" },
      },
    });
    expect(await moveTo(api, wallet, 2)).toMatchObject({ alert_state: "blocked", orders_blocked: true });
    expect(await moveTo(api, wallet, 1)).toMatchObject({ alert_state: "blocked", orders_blocked: true });
    expect(await moveTo(api, wallet, 3)).toMatchObject({ alert_state: "in_alarm", orders_blocked: false });
    await receiver.waitFor(4);
    // Sent at the same time, they arrive in any order.
    const reported = new Map(receiver.ofType(WALLET_ALERT).map(({ json }) => [json["alert_status"], json]));
    expect(reported.get("blocked")).toMatchObject({
      sequence: 2,
      threshold: { level: "block", threshold: "2.00", condition: "below" },
    });
    expect(reported.get("in_alarm")).toMatchObject({ sequence: 4, previous_status: "blocked" });
    const [blocked, unblocked] = [
      receiver.ofType("wallet.orders_blocked")[0]?.json.data,
      receiver.ofType("wallet.orders_unblocked")[0]?.json.data,
    ];
    expect(blocked).toMatchObject({ wallet_id: wallet.id, orders_blocked: true, available: "2.00", sequence: 2 });
    expect(unblocked).toMatchObject({ wallet_id: wallet.id, orders_blocked: false, available: "3.00", sequence: 4 });
    expect(receiver.requests).toHaveLength(4);
  });
});

describe("lists of alerts", () => {
  it("two features on one wallet alert separately; the wallet shows the most severe", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const level = (threshold: string) => ({ alert_enabled: true, critical: { threshold, condition: "below" } });
    const early = await api.createFeature(
      { alert_enabled: true, info: { threshold: "30.00", condition: "below" } },
      { name: "Early" },
    );
    const late = await api.createFeature(level("10.00"), { name: "Late" });
    const wallet = await api.createFundedWallet("50.00");
    await api.updateWallet(wallet.id, { feature_ids: [early.id, late.id] });
    expect((await moveTo(api, wallet, 30)).alert_state).toBe("info");
    expect((await moveTo(api, wallet, 10)).alert_state).toBe("in_alarm");
    const open = (await api.openAlerts()).filter(({ wallet_id }) => wallet_id === wallet.id);
    expect(new Map(open.map(({ owner, state }) => [`${owner.type} ${owner.id}`, state]))).toEqual(
      new Map([
        [`feature ${early.id}`, "info"],
        [`feature ${late.id}`, "in_alarm"],
      ]),
    );
    expect((await moveTo(api, wallet, 20)).alert_state).toBe("info");
    await receiver.waitFor(3);
    const reported = receiver.requests.map(({ json }) => [(json["feature"] as Fields)["name"], json["alert_status"]]);
    expect(reported).toEqual([
      ["Early", "info"],
      ["Late", "in_alarm"],
      ["Late", "ok"],
    ]);
    expect(await api.alertHistory(`&feature_id=${early.id}`)).toHaveLength(1);
    expect(await api.alertHistory(`&feature_id=${late.id}`)).toHaveLength(2);
    expect(await api.alertHistory(`&wallet_id=${wallet.id}&feature_id=${late.id}`)).toHaveLength(2);
    expect(await api.alertHistory(`&wallet_id=${wallet.id}`)).toHaveLength(3);
  });

  it("history shows each change with its cause and time, newest first, in episodes", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), ALERTS);
    const feature = await api.createFeature(LEVELS);
    const wallet = await api.createFundedWallet("50.00");
    await api.updateWallet(wallet.id, { feature_ids: [feature.id] });
    for (const balance of [15, 5, 50, 15]) await moveTo(api, wallet, balance);
    const history = await api.alertHistory(`&wallet_id=${wallet.id}`);
    expect(history.map(({ previous_state, state }) => `${previous_state}→${state}`)).toEqual([
      "ok→info",
      "warning→ok",
      "info→warning",
      "ok→info",
    ]);
    const [second, recovery, worse, first] = history.map(({ episode_id }) => episode_id);
    expect(worse).toBe(first);
    expect(recovery).toBe(first);
    expect(second).not.toBe(first);
    const transactions = await api.transactions(wallet.id);
    const requests = await receiver.waitFor(4);
    const newest = history[0];
    expect(newest).toMatchObject({
      wallet_id: wallet.id,
      owner: { type: "feature", id: feature.id },
      balance: "15.00",
      threshold: { level: "info", threshold: "20.00", condition: "below" },
      cause: { type: "transaction", transaction_id: transactions[0]?.id },
      wallet_sequence: 5,
      event_id: requests[3]?.json.id,
    });
    const open = (await api.openAlerts()).find(({ wallet_id }) => wallet_id === wallet.id);
    expect(open).toMatchObject({
      owner: { type: "feature", id: feature.id },
      state: "info",
      episode_id: second,
      since: newest?.created_at,
      available: "15.00",
      currency: "USD",
      wallet_name: "Prepaid",
    });
    const page = await api.get<AlertChange[]>(`/alerts/history?wallet_id=${wallet.id}&page=2&limit=3`);
    expect(page.body).toEqual(history.slice(3));
    expect(page.headers.get("x-total-count")).toBe("4");
    expect(page.headers.get("x-total-pages")).toBe("2");
    expect(page.headers.get("x-has-more")).toBe("false");
    expect((await api.get("/alerts/history?wallet_id=999999")).status).toBe(404);
  });
});

describe("rules of alert settings, each with its own message", () => {
  const level = (threshold: unknown, condition: unknown = "below") => ({ threshold, condition });
  const c = level("0.00");
  const w = level("10.00");
  const i = level("20.00");
  const on = { alert_enabled: true };

  it.each<[string, Fields, [string, string][]]>([
    [
      "enabled without a level",
      on,
      [
        [
          "alert_settings",
          "at least one threshold (critical, warning, or info) is required when alert_enabled is true",
        ],
      ],
    ],
    [
      "enabled with nulls only",
      { ...on, critical: null, warning: null, info: null, block: null },
      [
        [
          "alert_settings",
          "at least one threshold (critical, warning, or info) is required when alert_enabled is true",
        ],
      ],
    ],
    [
      "no condition",
      { ...on, critical: { threshold: "1" } },
      [["critical.condition", "critical threshold condition must be either above or below"]],
    ],
    [
      "an unknown condition",
      { ...on, critical: c, warning: level("10", "beside") },
      [["warning.condition", "warning threshold condition must be either above or below"]],
    ],
    [
      "warning without critical",
      { ...on, warning: w },
      [["critical", "critical threshold is required when warning threshold is provided"]],
    ],
    [
      "block without critical",
      { ...on, block: level("-5") },
      [["critical", "critical threshold is required when block threshold is provided"]],
    ],
    [
      "warning's condition",
      { ...on, critical: c, warning: level("10", "above") },
      [["warning.condition", "warning condition must be same as critical condition"]],
    ],
    [
      "info's condition, with warning",
      { ...on, critical: c, warning: w, info: level("20", "above") },
      [["info.condition", "info condition must be same as warning condition"]],
    ],
    [
      "info's condition, without warning",
      { ...on, critical: c, info: level("20", "above") },
      [["info.condition", "info condition must be same as critical condition"]],
    ],
    [
      "warning's order below",
      { ...on, critical: c, warning: level("0.00") },
      [["warning.threshold", "warning threshold must be greater than critical threshold for 'below' condition"]],
    ],
    [
      "info's order below",
      { ...on, critical: c, warning: w, info: level("10") },
      [["info.threshold", "info threshold must be greater than warning threshold for 'below' condition"]],
    ],
    [
      "info's order below without warning",
      { ...on, critical: c, info: level("-1") },
      [["info.threshold", "info threshold must be greater than critical threshold for 'below' condition"]],
    ],
    [
      "block's order below",
      { ...on, critical: c, block: level("0") },
      [["block.threshold", "block threshold must be less than critical threshold for 'below' condition"]],
    ],
    [
      "order above",
      {
        ...on,
        critical: level("100", "above"),
        warning: level("100", "above"),
        info: level("100", "above"),
        block: level("100", "above"),
      },
      [
        ["warning.threshold", "warning threshold must be less than critical threshold for 'above' condition"],
        ["info.threshold", "info threshold must be less than warning threshold for 'above' condition"],
        ["block.threshold", "block threshold must be greater than critical threshold for 'above' condition"],
      ],
    ],
    [
      "not a decimal",
      { ...on, critical: level("ten") },
      [["critical.threshold", "critical threshold must be a decimal number"]],
    ],
    [
      "an exponent",
      { ...on, critical: level("1e3") },
      [["critical.threshold", "critical threshold must be a decimal number"]],
    ],
    [
      "out of range",
      { ...on, critical: level("99999999999999999999") },
      [["critical.threshold", "critical threshold must be a decimal number"]],
    ],
    [
      "mixed units",
      { ...on, critical: { runway_hours: "24", condition: "below" }, warning: w },
      [["alert_settings", "all thresholds must use the same unit"]],
    ],
    [
      "rules hold also while disabled",
      { alert_enabled: false, warning: w },
      [["critical", "critical threshold is required when warning threshold is provided"]],
    ],
    [
      "everything at once, in the table's order",
      { ...on, warning: level("ten", "below"), block: level("5"), info: { threshold: "1" } },
      [
        ["info.condition", "info threshold condition must be either above or below"],
        ["critical", "critical threshold is required when warning threshold is provided"],
        ["critical", "critical threshold is required when block threshold is provided"],
        ["warning.threshold", "warning threshold must be a decimal number"],
      ],
    ],
    [
      "two orders at once",
      { ...on, critical: level("10"), warning: level("5"), info: level("5") },
      [
        ["warning.threshold", "warning threshold must be greater than critical threshold for 'below' condition"],
        ["info.threshold", "info threshold must be greater than warning threshold for 'below' condition"],
      ],
    ],
  ])("%s", async (_title, settings, violations) => {
    const { api } = server();
    const details = violations.map(([field, message]) => ({ field, message }));
    const count = async () => (await api.get<unknown[]>("/features?limit=1")).headers.get("x-total-count");
    const before = await count();
    const onFeature = await api.post("/features", { name: "API calls", alert_settings: settings });
    expect(onFeature.status).toBe(400);
    expect(errorOf(onFeature)).toMatchObject({ name: "Validation Failure", code: "VALIDATION_FAILURE", details });
    const onDefault = await api.put("/alert-settings/default/USD", settings);
    expect(errorOf(onDefault)).toMatchObject({ code: "VALIDATION_FAILURE", details });
    const onWallet = await api.post("/wallets", { name: "W", currency: "USD", alert_settings: settings });
    expect(errorOf(onWallet)).toMatchObject({ code: "VALIDATION_FAILURE", details });
    expect(await count()).toBe(before);
    expect((await api.get("/alert-settings/default/USD")).status).toBe(404);
  });

  it("a threshold finer than the wallet's scale is refused on the wallet", async () => {
    const { api } = server();
    const settings = { ...on, critical: level("0.001") };
    const answer = await api.post("/wallets", { name: "W", currency: "USD", alert_settings: settings });
    expect(errorOf(answer).details).toEqual([
      { field: "critical.threshold", message: "critical threshold must be a decimal number" },
    ]);
  });

  it.each<[string, Fields]>([
    ["critical only", { ...on, critical: c }],
    ["critical and warning", { ...on, critical: c, warning: w }],
    ["critical and info", { ...on, critical: c, info: i }],
    ["info only", { ...on, info: i }],
    ["all", { ...on, critical: c, warning: w, info: i, block: level("-10.00") }],
    ["numbers", { ...on, critical: level(0), warning: level(10.5) }],
    ["negative", { ...on, critical: level("-100.00") }],
    ["disabled and empty", { alert_enabled: false }],
    ["empty", {}],
  ])("accepts %s", async (_title, settings) => {
    const { api } = server();
    const { alert_settings: saved } = await api.createFeature(settings);
    expect(saved?.alert_enabled).toBe(settings["alert_enabled"] ?? false);
  });
});

describeEngines("features of a wallet", (engine) => {
  const engineServer = useServer({ engine });

  // A hundred is the most; each alerts as soon as the wallet has it.
  it.each([11, 50, 100])("are set, one is swapped, and all are removed, with %i at once", async (count) => {
    const { api } = engineServer();
    const fields = Array.from({ length: count + 1 }, (_, index) => ({ name: `Feature ${index}` }));
    const features = await Promise.all(fields.map((field) => api.createFeature(FIRING, field)));
    const ids = features.map(({ id }) => id);
    const wallet = await api.createFundedWallet("100.00");
    for (const featureIds of [ids.slice(0, count), ids.slice(1), []]) {
      const { feature_ids, alert_state } = await api.updateWallet(wallet.id, { feature_ids: featureIds });
      expect({ feature_ids, alert_state }).toEqual({
        feature_ids: featureIds,
        alert_state: featureIds.length === 0 ? "ok" : "in_alarm",
      });
    }
  });
});

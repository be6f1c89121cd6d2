import { stripVTControlCharacters } from "node:util";
import { EVENTS } from "@plimsoll/contract";
import type { AlertChange, OpenAlert, Provider, Topup, Wallet, WebhookEvent } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { widthOf } from "../terminal/fit.ts";
import { PLAIN, type Screen } from "../terminal/screen.ts";
import { acknowledgedText, alertLines, historyLines } from "./alerts.ts";
import { deliveryLine, type DeliveryAttempt } from "./delivery-line.ts";
import { eventLine } from "./event-line.ts";
import { addedLines, findingLines, providerLines, syncedLines } from "./providers.ts";
import { changeText, differs, statusLines, worstFirst } from "./status.ts";
import { topupLines, topupText } from "./topups.ts";

const NOW = Date.UTC(2026, 10, 29, 10, 46, 5);
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

/** A name that would clear the screen, colour it, turn the line around and end it. */
const HOSTILE = "\u001B[2J\u001B[31mEvil\u202E txet\u0007\r\nnext\u009B1m";

function wallet(members: Partial<Wallet> & { readonly hours?: number | null }): Wallet {
  const { hours = null, ...rest } = members;
  const whole = {
    id: 1,
    name: "Prepaid USD",
    currency: "USD",
    source: "mirror",
    provider_id: "prov_01jv9x2m40000000000000001",
    status: "active",
    balance: "5000.00",
    available: "5000.00",
    alert_state: "ok",
    stale: false,
    synced_at: ago(41),
    runway: { hours },
    watched: true,
    ...rest,
  };
  return whole as unknown as Wallet;
}

const WALLETS = [
  wallet({ id: 1, hours: 179.1 }),
  wallet({
    id: 2,
    name: "礼品卡余额 日本語の長い名前のウォレット 東京 👨‍👩‍👧",
    currency: "JPY",
    available: "1204500",
    balance: "1204500",
    hours: 20.4,
  }),
  wallet({ id: 3, name: HOSTILE, alert_state: "warning", available: "120.00", balance: "150.00", hours: 3.3 }),
  wallet({
    id: 4,
    name: "Payouts EUR",
    currency: "EUR",
    alert_state: "blocked",
    available: "-2.00",
    balance: "-2.00",
    hours: 0,
  }),
  wallet({
    id: 5,
    name: "محفظة الدرهم",
    currency: "AED",
    alert_state: "in_alarm",
    available: "17.25",
    balance: "17.25",
    hours: 0.4,
  }),
  wallet({
    id: 6,
    name: "Old mirror",
    watched: false,
    stale: true,
    synced_at: ago(12_000),
    available: "900.00",
    balance: "900.00",
  }),
  wallet({
    id: 10_432,
    name: "Credits of the loyalty programme for partners in the Nordics",
    currency: "CREDITS",
    source: "ledger",
    provider_id: null,
    synced_at: null,
    available: "99999999999.999999999",
    balance: "99999999999.999999999",
    status: "frozen",
  }),
];
const VIEW = { wallets: WALLETS, providers: new Map([["prov_01jv9x2m40000000000000001", "Octopus Cards"]]), now: NOW };

const ALERTS = WALLETS.filter(({ alert_state: state }) => state !== "ok").map(
  ({ id, name, available, currency, alert_state: state, runway }, index): OpenAlert => ({
    wallet_id: id,
    wallet_name: name,
    owner: index === 0 ? { type: "default", id: "USD" } : { type: "wallet", id: String(id) },
    state,
    threshold:
      index === 0
        ? { level: "warning", condition: "below", runway_hours: "24" }
        : { level: "critical", condition: "below", threshold: "100.00" },
    episode_id: `epi_01jv9x2m4000000000000000${index}`,
    since: ago(3_000 * (index + 1)),
    available,
    currency,
    runway_hours: runway?.hours ?? null,
    acknowledged: index === 1 ? { by: `Ops ${HOSTILE}`, at: ago(60), until: null, note: null } : null,
    silenced_until: index === 1 ? null : ago(-3_600),
    silenced_until_recovered: index === 0,
  }),
);

const HISTORY: AlertChange[] = [
  { previous_state: "warning", state: "in_alarm", reason: "escalated", balance: "17.25" } as const,
  { previous_state: "ok", state: "warning", reason: "entered", balance: "90.00" } as const,
].map((change, index) => ({
  id: `alert_${index}`,
  wallet_id: 5,
  owner: { type: "wallet", id: "5" },
  threshold: { level: "critical", condition: "below", spend_percent: "20" },
  cause: { type: "transaction", transaction_id: 790 },
  created_at: ago(600 * (index + 1)),
  wallet_sequence: 12,
  episode_id: "epi_01jv9x2m40000000000000002",
  event_id: "evt_1",
  ...change,
}));

function topup(members: Partial<Topup>): Topup {
  return {
    ...(EVENTS["topup.created"].example["data"] as Topup),
    created_at: ago(7_200),
    expected_at: ago(-86_400),
    ...members,
  };
}
const TOPUPS = [
  topup({ status: "overdue", expected_at: ago(86_400), wallet_id: 4 }),
  topup({
    id: "top_01jv9x2m40r5k3q8zd7w000002",
    status: "proposed",
    source: "alert",
    proposed_by: null,
    expected_at: null,
    reference: null,
    wallet_id: 3,
  }),
  topup({ id: "top_01jv9x2m40r5k3q8zd7w000003", status: "sent", amount: "250000.00" }),
];
const NAMES = new Map(WALLETS.map(({ id, name }) => [id, name]));

function provider(members: Partial<Provider>): Provider {
  const whole = {
    id: "prov_01jv9x2m40000000000000001",
    kind: "octopus",
    name: "Octopus Cards",
    hook_url: "/hooks/prov_01jv9x2m40000000000000001",
    mode: "webhook",
    status: "active",
    last_error: null,
    problems: [],
    has_credentials: true,
    last_sync_at: ago(30),
    hooks: { last_received_at: ago(2), last_refused_at: null, refused_count: 0, refused_reason: null },
    ...members,
  };
  return whole as unknown as Provider;
}
const PROVIDERS = [
  provider({}),
  provider({
    id: "prov_01jv9x2m40000000000000002",
    name: `Twilio ${HOSTILE}`,
    kind: "twilio",
    mode: "polling",
    status: "failing",
    last_error: { kind: "auth", message: "GET /2010-04-01/Accounts: answered 401 Authenticate" },
  }),
  provider({
    id: "prov_01jv9x2m40000000000000003",
    name: "Runa",
    kind: "runa",
    mode: "polling",
    status: "paused",
    has_credentials: false,
    last_sync_at: null,
  }),
];

const FINDINGS = [
  { check: "address", state: "ok", message: "https://api.octopus.example is at 203.0.113.7", advice: null },
  {
    check: "wallets",
    state: "problem",
    message: `answered 401 ${HOSTILE}`,
    advice: "give the credentials again with PATCH /api/v1/providers/{id}",
  },
  {
    check: "transactions",
    state: "skipped",
    message: "this provider lists no transactions: differences stay unexplained",
    advice: null,
  },
] as const;

const EVENT_EXAMPLES = Object.values(EVENTS).map(({ example }) => example as unknown as WebhookEvent);

const ATTEMPT: DeliveryAttempt = {
  at: ago(0),
  event_id: "evt_01jv9x2m4000000001r5k3q8zd",
  type: "wallet.debited",
  position: 12,
  attempt: 1,
  status: 200,
  error: null,
  latency_ms: 12,
  outcome: "delivered",
  retry_in_ms: null,
};
const ATTEMPTS: DeliveryAttempt[] = [
  ATTEMPT,
  { ...ATTEMPT, status: 503, outcome: "retried", retry_in_ms: 1_040 },
  { ...ATTEMPT, status: 500, attempt: 3, outcome: "failed" },
  {
    ...ATTEMPT,
    status: null,
    error: "localhost:3000 refused the connection",
    outcome: "retried",
    retry_in_ms: 512,
    type: "feature.wallet_balance.alert",
  },
];

const VIEWS: Readonly<Record<string, (screen: Screen) => string[]>> = {
  status: (screen) => statusLines(VIEW, screen),
  "status-none": (screen) => statusLines({ ...VIEW, wallets: [] }, screen),
  alerts: (screen) => alertLines(ALERTS, NOW, screen),
  "alerts-none": (screen) => alertLines([], NOW, screen),
  "alerts-history": (screen) => historyLines(HISTORY, screen),
  topups: (screen) => topupLines({ topups: TOPUPS, wallets: NAMES, now: NOW }, screen),
  providers: (screen) => providerLines(PROVIDERS, NOW, screen),
  "providers-add": (screen) =>
    addedLines(
      provider({
        warnings: [
          {
            code: "SAME_ACCOUNT_CONNECTED_TWICE",
            message: "prov_1 is connected to the same account",
            provider_id: "prov_1",
          },
        ],
      }),
      "https://plimsoll.example.com",
      screen,
    ),
  "providers-test": (screen) => findingLines(FINDINGS, screen),
  "providers-sync": (screen) =>
    syncedLines(
      {
        wallets: 3,
        changed: 1,
        drifts: 0,
        problems: [{ external_id: "7", message: `the balance "${HOSTILE}" is no number` }],
      },
      screen,
    ),
  events: (screen) => EVENT_EXAMPLES.map((event) => eventLine(event, screen)),
  listen: (screen) => ATTEMPTS.map((attempt) => deliveryLine(attempt, screen)),
};

describe.each(Object.keys(VIEWS))("%s", (name) => {
  const lines = VIEWS[name] ?? (() => []);

  it.each([80, 200])("on a terminal of %i columns", async (columns) => {
    const plain = lines({ columns, lines: 50, colour: false });
    for (const text of plain) expect(widthOf(text)).toBeLessThanOrEqual(columns);
    await expect(`${plain.join("\n")}\n`).toMatchFileSnapshot(`./golden/${name}-${columns}.txt`);
    const coloured = lines({ columns, lines: 50, colour: true });
    expect(coloured.map((text) => stripVTControlCharacters(text).trimEnd())).toEqual(plain);
    if (!name.endsWith("none") || name === "alerts-none") expect(coloured.join("")).toContain("\u001B[");
  });

  it("has no colour and nothing is shortened where the output is no terminal", async () => {
    const piped = lines(PLAIN);
    expect(piped.join("\n")).not.toContain("…");
    await expect(`${piped.join("\n")}\n`).toMatchFileSnapshot(`./golden/${name}-piped.txt`);
  });

  it.each([8, 20, 41, 80, 200, null])("lets no control character through at %s columns", (columns) => {
    for (const text of lines({ columns, lines: 50, colour: false })) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      if (columns !== null) expect(widthOf(text)).toBeLessThanOrEqual(columns);
    }
  });
});

describe("one line about one thing", () => {
  it("says what changed of a wallet", () => {
    const before = wallet({ id: 3, name: "Cards", hours: 30 });
    const after = wallet({
      id: 3,
      name: "Cards",
      hours: 3.3,
      alert_state: "in_alarm",
      available: "17.25",
      stale: true,
    });
    expect(changeText(after, before)).toBe("wallet 3 Cards: ok -> in alarm, 17.25 USD, lasts 3h 18m, stale");
    expect(changeText(before, undefined)).toBe("wallet 3 Cards: ok, 5000.00 USD, lasts 1d 6h");
    expect(differs(before, after)).toBe(true);
    expect(differs(before, { ...before, synced_at: ago(0) })).toBe(false);
  });

  it("says what became of an episode and a top-up", () => {
    const episode = {
      id: "epi_1",
      wallet_id: 3,
      wallet_name: "Cards",
      acknowledged: { by: "Ops", at: ago(0), until: ago(-60), note: "wired" },
    };
    expect(acknowledgedText(episode as never)).toBe(
      "epi_1 of wallet 3 Cards: acknowledged by Ops until 2026-11-29 10:47:05Z: wired",
    );
    expect(topupText(topup({ status: "sent" }))).toBe(
      "top_01jv9x2m40r5k3q8zd7w000001: 1500.00 USD for wallet 1, sent, expected 2026-11-30 10:46:05Z",
    );
  });
});

describe("status", () => {
  it("orders ten thousand wallets the worst first", () => {
    const states = ["ok", "info", "warning", "in_alarm", "blocked"] as const;
    const many = Array.from({ length: 10_000 }, (_, index) =>
      wallet({
        id: index + 1,
        alert_state: states[(index * 7) % 5] ?? "ok",
        stale: index % 3 === 0,
        hours: (index * 31) % 977,
      }),
    );
    const ordered = worstFirst(many);
    expect(ordered).toHaveLength(10_000);
    const rank = ({ alert_state: state, stale, runway }: Wallet) =>
      [4 - states.indexOf(state), stale ? 0 : 1, runway?.hours ?? Infinity] as const;
    for (const [index, each] of ordered.slice(1).entries()) {
      const [a, b] = [rank(ordered[index] as Wallet), rank(each)];
      expect(a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).toBeLessThanOrEqual(0);
    }
  });

  it("shows as many as the terminal has lines for, and how many more there are", () => {
    const shown = statusLines(VIEW, { columns: 80, lines: 10, colour: false }, true);
    expect(shown).toHaveLength(7);
    expect(shown[4]).toBe("… and 4 more");
    expect(shown.at(-1)).toBe("7 wallets: 1 blocked, 1 in alarm, 1 warning, 3 ok, 1 not watched; 1 stale");
  });
});

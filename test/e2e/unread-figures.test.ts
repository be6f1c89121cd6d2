import type { Event, Preflight, Provider, SyncResult, Wallet } from "@plimsoll/contract";
import { expect, it, onTestFinished } from "vitest";
import { expectStatus, type Fields } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { HttpProvider, type Answering } from "../support/http-provider.ts";

const UNSEEN = "the provider's answer does not show this wallet";

/** As much of the Octopus protocol as a poll reads; `wallets` is the list as JSON text. */
function octopus(wallets: () => string, transactions: readonly object[] = []): Answering {
  return ({ path }) => {
    if (path === "/auth/login") return { body: { success: true, data: { access_token: "t", refresh_token: "r" } } };
    if (path === "/api/v1/currencies") return { body: [{ id: 1, currency: "USD", precision: 2 }] };
    return path === "/api/v1/wallets" ? { body: wallets() } : { body: transactions };
  };
}

describeAnyEngine("figures that cannot be read", (engine) => {
  const server = useServer({ engine });
  const api = () => server().api;

  /** A provider that is polled only when the test says so. */
  async function connected(kind: string, answer: Answering, fields: Fields) {
    const upstream = await new HttpProvider(answer).start();
    onTestFinished(() => upstream.stop());
    const body = { kind, name: kind, base_url: upstream.url, cadence: { seconds: 86_400 }, ...fields };
    const { id } = expectStatus(201, await api().post<Provider>("/providers", body));
    return {
      upstream,
      sync: async () => expectStatus(200, await api().post<SyncResult>(`/providers/${id}/sync`)),
      provider: async () => expectStatus(200, await api().get<Provider>(`/providers/${id}`)),
      wallets: async () => {
        const all = expectStatus(200, await api().get<Wallet[]>("/wallets?limit=1000"));
        return all.filter(({ provider_id: of }) => of === id);
      },
      reported: async (type: string) => {
        const all = expectStatus(200, await api().get<(Event & { data?: Fields })[]>("/events?limit=1000"));
        return all.filter((event) => event.type === type && event.data?.["provider_id"] === id);
      },
    };
  }

  it("are cut toward less where a provider reports balances and nothing else", async () => {
    let balance = "3.14";
    const ding = await connected(
      "dingconnect",
      () => ({ body: `{"Balance":${balance},"CurrencyIso":"USD","ResultCode":1,"ErrorCodes":[]}` }),
      { credentials: { api_key: "k" } },
    );
    for (const [written, read] of [
      ["3.14", "3.14"],
      ["3.1475", "3.14"],
      ["0.847255", "0.84"],
      ["-0.001", "-0.01"],
      ["1e-30", "0.00"],
    ] as const) {
      balance = written;
      expect(await ding.sync()).toMatchObject({ wallets: 1, problems: [] });
      expect(await ding.wallets()).toMatchObject([{ balance: read, stale: false }]);
    }
    const twilio = await connected("twilio", () => ({ body: { balance: "0.847255", currency: "USD" } }), {
      credentials: { account_sid: "AC1", auth_token: "t" },
    });
    expect(await twilio.sync()).toMatchObject({ wallets: 1, problems: [] });
    expect(await twilio.wallets()).toMatchObject([{ balance: "0.84725", asset_scale: 5 }]);
  });

  it("make a mirror stale at once where movements are counted in the same amounts, and report it", async () => {
    const good = { id: 2, currency_id: 1, amount: 7, type: "PREPAID" };
    let first: object = { id: 1, currency_id: 1, amount: 610, type: "PREPAID" };
    let second: object | null = good;
    const list = () => JSON.stringify([first, second].filter((wallet) => wallet !== null));
    const shop = await connected("octopus", octopus(list), { credentials: { api_key: "k", api_secret: "s" } });
    expect(await shop.sync()).toMatchObject({ wallets: 2, problems: [] });
    const [mirror, other] = await shop.wallets();
    const cases: [object, object | null, string, string][] = [
      [{ ...first, amount: 3.1475 }, good, "1", "3.1475 is finer than the wallet's 2 decimal places"],
      [{ ...first, amount: null }, good, "1", "wallet 1 has no amount that is a decimal"],
      [{ ...first, amount: "" }, good, "1", "wallet 1 has no amount that is a decimal"],
      [{ ...first, currency_id: 9 }, good, "1", "wallet 1 is in a currency that the provider does not list"],
      [{ ...first, currency_id: null }, good, "1", "wallet 1 is in a currency that the provider does not list"],
      [first, null, "2", UNSEEN],
    ];
    let count = 0;
    for (const [one, two, externalId, message] of cases) {
      const before = first;
      first = one;
      second = two;
      const problems = [{ external_id: externalId, message }];
      expect(await shop.sync()).toMatchObject({ wallets: 1, problems });
      const stale = (await shop.wallets()).filter((wallet) => wallet.stale);
      expect(stale.map(({ external_id: id, balance }) => [id, balance])).toEqual([
        [externalId, externalId === "1" ? "610.00" : "7.00"],
      ]);
      expect(await shop.provider()).toMatchObject({ status: "active", problems });
      const events = await shop.reported("wallet.stale");
      count += 1;
      expect(events).toHaveLength(count);
      expect(events[0]).toMatchObject({ data: { stale: true, reason: message } });
      const [blind, seen] = externalId === "1" ? [mirror, other] : [other, mirror];
      const preflight = async (id: number | undefined) =>
        (await api().post<Preflight>("/preflight", { wallet_id: id, amount: "1.00" })).body;
      expect(await preflight(blind?.id)).toMatchObject({ decision: "deny", code: "BALANCE_STALE" });
      expect(await preflight(seen?.id)).toMatchObject({ decision: "allow" });

      first = before;
      second = good;
      expect(await shop.sync()).toMatchObject({ wallets: 2, problems: [] });
      expect((await shop.wallets()).map((wallet) => wallet.stale)).toEqual([false, false]);
      expect(await shop.reported("wallet.fresh")).toHaveLength(count);
    }
  });

  it("of a transaction list are problems too, a bounded number of them", async () => {
    const line = { wallet_id: 1, currency_id: 1, amount: 10, transaction_type: "DEBIT", created_at: "yesterday" };
    const lines = [
      ...Array.from({ length: 5 }, (_, index) => ({ ...line, id: index + 1 })),
      { ...line, id: 6, amount: "many", created_at: "2026-05-15T14:30:00Z" },
      { ...line, id: 7, transaction_type: "MOVE", created_at: "2026-05-15T14:30:00Z" },
    ];
    let amount = 100;
    const list = () => JSON.stringify([{ id: 1, currency_id: 1, amount, type: "PREPAID" }]);
    const shop = await connected("octopus", octopus(list, lines), { credentials: { api_key: "k", api_secret: "s" } });
    await shop.sync();
    amount = 90;
    expect(await shop.sync()).toMatchObject({ drifts: 1, problems: [] });
    const problems = [
      ...[1, 2, 3, 4, 5].map((id) => ({
        external_id: "1",
        message: `transaction ${id} has no created_at that is a time`,
      })),
      { external_id: "1", message: "2 more of its transactions cannot be read" },
    ];
    await eventually(async () => (await shop.provider()).problems.length > 0, 20_000);
    expect(await shop.provider()).toMatchObject({ status: "active", problems });
    expect(await shop.sync()).toMatchObject({ wallets: 1, problems });
  });

  it("fail the poll when there is none that can be read, and every mirror is stale", async () => {
    let answer: unknown = { data: { free: "5.00" } };
    const json = await connected("http-json", () => ({ body: answer }), {
      settings: {
        request: { path: "/balance" },
        auth: { style: "none" },
        items: "data",
        implied_currency: "EUR",
        amount: { path: "free" },
      },
    });
    expect(await json.sync()).toEqual({ wallets: 1, changed: 1, drifts: 0, problems: [] });
    for (const [lost, message, externalId] of [
      [{ data: { left: "5.00" } }, "wallet number 1 has no decimal at free", "EUR"],
      [{ data: [] }, UNSEEN, "EUR"],
    ] as const) {
      answer = lost;
      const problems = [{ external_id: externalId, message }];
      expect(await json.sync()).toEqual({ wallets: 0, changed: 0, drifts: 0, problems });
      expect(await json.provider()).toMatchObject({ status: "failing", problems });
      expect(await json.wallets()).toMatchObject([{ balance: "5.00", stale: true }]);
    }
    answer = { data: { free: "4.00" } };
    expect(await json.sync()).toMatchObject({ wallets: 1, problems: [] });
    expect(await json.provider()).toMatchObject({ status: "active", problems: [] });
    expect(await json.wallets()).toMatchObject([{ balance: "4.00", stale: false }]);
  });

  it("do not arise from a sign, a sum, a bare number or dots in names", async () => {
    const settings = { request: { path: "/" }, auth: { style: "none" }, implied_currency: "USD" };
    const balanceOf = async (answer: string, amount: Fields) => {
      const json = await connected("http-json", () => ({ body: answer }), { settings: { ...settings, amount } });
      expect(await json.sync()).toMatchObject({ wallets: 1, problems: [] });
      return (await json.wallets())[0]?.balance;
    };
    const owed = '{"account":{"owed":-50.00,"pending":1.25}}';
    const amount = { path: "account.owed", negate: true, less: ["account.pending"] };
    expect(await balanceOf(owed, amount)).toBe("48.75");
    expect(await balanceOf("17.50", { path: [] })).toBe("17.50");
    expect(
      await balanceOf('{"balance.usd":{"free":"3"},"bonus.usd":1}', {
        path: ["balance.usd", "free"],
        plus: [["bonus.usd"]],
      }),
    ).toBe("4.00");
  });

  it("do not come from one of two members of a name: the poll fails, and says which", async () => {
    const text = '[{"id":1,"currency_id":1,"amount":5,"amount":500}]';
    const shop = await connected(
      "octopus",
      octopus(() => text),
      { credentials: { api_key: "k", api_secret: "s" } },
    );
    const { id } = await shop.provider();
    const answer = await api().post<{ error: { message: string } }>(`/providers/${id}/sync`);
    expect([answer.status, answer.body.error.message]).toEqual([
      409,
      expect.stringContaining("the answer has the member amount twice"),
    ]);
    expect(await shop.wallets()).toEqual([]);
  });
});

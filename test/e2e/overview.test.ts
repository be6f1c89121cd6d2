import type {
  DeliveryWithAttempts,
  Found,
  Overview,
  Replayed,
  Runway,
  Transfer,
  TransactionWithOrigin,
  TransferPreview,
  Wallet,
  WalletAlternative,
} from "@plimsoll/contract";
import { expect, it } from "vitest";
import { newAccount } from "../support/e2e/accounts.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { expectStatus } from "../support/e2e/api.ts";
import { connectOctopus, declareMirror, LEVELS, listen, QUICK_RETRIES, useServer } from "../support/e2e/fixtures.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { startReceiver } from "../support/e2e/receiver.ts";

const DAY_MS = 86_400_000;

function week(amount: string): object {
  const days = [7, 6, 5, 4, 3, 2, 1].map((ago) => ({
    date: new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10),
    amount,
  }));
  return { days };
}

describeAnyEngine("what the overview and its pages request", (engine) => {
  const shared = useServer({ engine, env: QUICK_RETRIES });

  it("has the newest messages, and adds up all currencies at the account's rates, to the last unit", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const receiver = await startReceiver();
    const config = { webhook_url: receiver.url };
    const channel = expectStatus(
      201,
      await api.post<{ id: string }>("/channels", { kind: "slack", name: "Duty", config }),
    );
    await api.patch("/routes/route_page", { channel_ids: [channel.id] });
    const wallet = await api.createFundedWallet("50.00", { name: "Low" });
    await api.updateWallet(wallet.id, { alert_settings: LEVELS });
    await api.createFundedWallet("10.00", { name: "Other" });
    await api.createFundedWallet("1000", { name: "Yen", currency: "JPY" });
    await api.createFundedWallet("3.000", { name: "Dinar", currency: "KWD" });
    const read = async () => (await api.get<Overview>("/overview")).body;
    expect(await read()).toMatchObject({
      total: { currency: "USD", available: "60.00", rates_as_of: null, missing: ["JPY", "KWD"] },
    });
    await api.put("/fx-rates", { from: "JPY", to: "USD", rate: "0.006455" });
    await api.put("/fx-rates", { from: "USD", to: "KWD", rate: "0.3" });
    expect((await read()).total).toMatchObject({
      available: "76.46",
      parts: [
        { currency: "USD", available: "60.00", rate: null, value: "60.00" },
        { currency: "JPY", available: "1000", rate: "0.006455", value: "6.46" },
        { currency: "KWD", available: "3.000", rate: "3.333333333333333333", value: "10.00" },
      ],
      missing: [],
    });
    await api.debit(wallet.id, "50.00");
    const row = await eventually(async () => {
      const { attention } = await read();
      return attention.find(({ notifications }) => notifications[0]?.status === "delivered");
    });
    expect(row.notifications).toMatchObject([
      { channel: "Duty", channel_id: channel.id, kind: "alert", level: "critical" },
    ]);
  });

  it("names every wallet in no danger whose own runway ends before a wire lands, by its present pace too", async () => {
    const { api } = await newAccount(shared());
    const levels = {
      alert_enabled: true,
      critical: { threshold: "1.00", condition: "below" },
      warning: { threshold: "950.00", condition: "below" },
    };
    const made = async (name: string) => api.createFundedWallet("1000.00", { name });
    const [unknown, faster, slow, quiet] = [
      await made("Unknown"),
      await made("Faster"),
      await made("Slow"),
      await made("Quiet"),
    ];
    for (const { id } of [faster, quiet]) await api.put(`/wallets/${id}/spend-history`, week("1.00"));
    await api.put(`/wallets/${slow.id}/spend-history`, week("900.00"));
    await api.updateWallet(faster.id, { alert_settings: levels });
    await api.debit(faster.id, "200.00");
    await api.debit(unknown.id, "100.00");
    const read = async () => (await api.get<Overview>("/overview")).body.ending;
    // Its typical day is measured a moment later.
    const ending = await eventually(async () => {
      const found = await read();
      return found.some(({ name }) => name === "Slow") && found;
    });
    const shown = ending.map(({ name, alert_state: state, hours }) => [name, state, hours]);
    expect(shown).toEqual([
      ["Faster", "warning", 4],
      ["Unknown", "ok", 9],
      ["Slow", "ok", expect.closeTo(26.6, 0) as number],
    ]);
    for (const { wallet_id: id, hours } of ending.slice(0, 2)) {
      expect((await api.get<Runway>(`/wallets/${id}/runway`)).body.hours).toBe(hours);
    }
  });

  it("previews a transfer, finds it by either transaction, and names other ways", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const dollars = await api.createFundedWallet("100.00", { name: "Dollars" });
    const euros = await api.createFundedWallet("5.00", { name: "Euros", currency: "EUR" });
    const body = { from_wallet_id: dollars.id, to_wallet_id: euros.id, amount: "50.00", fee: "1.00" };
    expect((await api.post("/transfers/preview", body)).status).toBe(409);
    await api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.9" });
    const preview = expectStatus(200, await api.post<TransferPreview>("/transfers/preview", body));
    expect(preview).toMatchObject({
      rate: "0.9",
      received: "45.00",
      from: { available: "100.00", available_after: "49.00" },
      to: { available: "5.00", available_after: "50.00" },
    });
    expect((await api.post("/transfers/preview", { ...body, amount: "100.00" })).status).toBe(402);
    expect(await api.post("/transfers/preview", { ...body, from_wallet_id: 998, to_wallet_id: 999 })).toMatchObject({
      status: 404,
      body: { error: { details: [{ field: "from_wallet_id" }, { field: "to_wallet_id" }] } },
    });
    expect((await api.get<Transfer[]>("/transfers")).body).toEqual([]);

    const made: Transfer[] = [];
    for (const amount of ["1.00", "2.00", "3.00"]) {
      made.push(expectStatus(201, await api.post<Transfer>("/transfers", { ...body, amount })));
    }
    for (const transfer of made) {
      for (const id of [transfer.debit_transaction_id, transfer.credit_transaction_id]) {
        const { body: one } = await api.get<TransactionWithOrigin>(`/transactions/${id}`);
        expect(one).toMatchObject({ id, transfer: { id: transfer.id }, drift: null });
      }
    }
    const plain = await api.credit(dollars.id, "1.00");
    expect((await api.get(`/transactions/${plain.id}`)).body).toEqual({ ...plain, transfer: null, drift: null });
    expect((await api.get("/transactions/99999")).status).toBe(404);

    // It lasts half a day at ten times its balance, and two others can help: the one that gives more first.
    const needy = await api.createFundedWallet("10.00", { name: "Needy", currency: "EUR" });
    await api.put(`/wallets/${needy.id}/spend-history`, week("20.00"));
    const watched = { critical: { threshold: "40.00", condition: "below" }, alert_enabled: true };
    await api.updateWallet(euros.id, { alert_settings: watched });
    const ways = async (id: number) =>
      expectStatus(200, await api.get<WalletAlternative[]>(`/wallets/${id}/alternatives`)).map(
        ({ kind, name, amount, received }) => [kind, name, amount, received],
      );
    expect(await ways(needy.id)).toEqual([["transfer", "Dollars", "92.00", "82.80"]]);
    await api.credit(euros.id, "150.00");
    const [first, second] = await ways(needy.id);
    expect(first?.slice(0, 2)).toEqual(["transfer", "Euros"]);
    expect(second?.slice(0, 2)).toEqual(["transfer", "Dollars"]);
    // What is offered is what a transfer takes.
    const offered = { from_wallet_id: euros.id, to_wallet_id: needy.id, amount: first?.[2] };
    expectStatus(200, await api.post("/transfers/preview", offered));

    const { provider } = await connectOctopus(server);
    const mirror = await declareMirror(server, provider, { balance: "5.00" });
    await declareMirror(server, provider, { name: "Second", external_id: "2", balance: "700.00" });
    const low = await declareMirror(server, provider, { name: "Low", external_id: "3", balance: "15.00" });
    expect(await ways(mirror.id)).toEqual([
      ["same_provider", "Second", null, null],
      ["same_provider", "Low", null, null],
    ]);
    await api.updateWallet(low.id, { alert_settings: LEVELS });
    expect(await ways(mirror.id)).toEqual([["same_provider", "Second", null, null]]);
  });

  it("adds up a currency of several scales exactly, and takes the currency of the most wallets", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    for (const [count, balance, fields] of [
      [3, "0.01", { currency: "USD", asset_scale: 2 }],
      [3, "0.0049", { currency: "USD", asset_scale: 4 }],
      [4, "0.01", { currency: "EUR", asset_scale: 2 }],
      [1, "0.005", { currency: "EUR", asset_scale: 3 }],
    ] as const) {
      for (let made = 0; made < count; made += 1) await api.createFundedWallet(balance, fields);
    }
    await api.put("/fx-rates", { from: "EUR", to: "USD", rate: "1.1111" });
    expect((await api.get<Overview>("/overview")).body).toMatchObject({
      totals: [
        { currency: "USD", available: "0.0447", wallets: 6 },
        { currency: "EUR", available: "0.045", wallets: 5 },
      ],
      total: {
        currency: "USD",
        available: "0.0947",
        parts: [
          { currency: "USD", available: "0.0447", rate: null, value: "0.0447" },
          { currency: "EUR", available: "0.045", rate: "1.1111", value: "0.0500" },
        ],
        missing: [],
      },
    });
  });

  it("names those who can help with the most, not those who are many", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const needy = await api.createFundedWallet("10.00", { name: "Needy" });
    await api.put(`/wallets/${needy.id}/spend-history`, week("200.00"));
    const ways = async () => expectStatus(200, await api.get<WalletAlternative[]>(`/wallets/${needy.id}/alternatives`));
    const names = async () => (await ways()).map(({ name }) => name);
    const watched = { ...LEVELS, info: { threshold: "5000.00", condition: "below" } };
    for (let number = 0; number < 11; number += 1) {
      await api.createFundedWallet("0.05", { name: "Dust" });
      await api.createFundedWallet("9000", { name: "No rate", currency: "JPY" });
      const under = await api.createFundedWallet("4000.00", { name: "Under its level" });
      await api.updateWallet(under.id, { alert_settings: watched });
    }
    expect(await names()).toEqual(Array.from({ length: 10 }, () => "Dust"));
    // It spends, so that it lasts for less long than those that spend nothing.
    const busy = await api.createFundedWallet("700.00", { name: "Busy" });
    await api.put(`/wallets/${busy.id}/spend-history`, week("100.00"));
    await api.createFundedWallet("5000.00", { name: "Euros", currency: "EUR" });
    await api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.8" });
    const [first, second, third] = await ways();
    expect([first?.name, second?.name, third?.name]).toEqual(["Euros", "Busy", "Dust"]);
    // Until a wire to it lands, two business days from now at the earliest, it lives on what it keeps.
    expect(Number(second?.amount)).toBeGreaterThan(0);
    expect(Number(second?.amount)).toBeLessThanOrEqual(500);
    await api.createFundedWallet("5000.00", { name: "Dollars" });
    expect((await names()).slice(0, 3)).toEqual(["Dollars", "Euros", "Busy"]);
  });

  it("shows the level that decides, of its own settings, a feature's or the default's", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const feature = await api.createFeature(LEVELS);
    const { id } = await api.createFundedWallet("15.00", { feature_ids: [feature.id] });
    const alert = async () => (await api.get<Wallet[]>("/wallets?include=alert")).body[0]?.alert;
    expect(await alert()).toMatchObject({
      owner: { type: "feature", id: feature.id },
      threshold: { level: "info", condition: "below", threshold: "20.00" },
      since: expect.stringMatching(/^20/) as string,
    });
    const spark = async () => (await api.get<Wallet[]>("/wallets?include=spark")).body[0]?.spark_level;
    expect(await spark()).toBe("20.00");
    await api.updateFeature(feature.id, { alert_settings: null });
    expect(await spark()).toBeNull();
    expect(await alert()).toBeNull();
    const relative = { alert_enabled: true, critical: { spend_percent: "100", condition: "below" } };
    await api.put("/alert-settings/default/*", relative);
    await api.put(`/wallets/${id}/spend-history`, week("4.00"));
    expect(await spark()).toBe("4.00");
    expect((await api.get<Wallet>(`/wallets/${id}?include=counts,levels`)).body).toMatchObject({
      levels: [{ level: "critical", condition: "below", at: "4.00" }],
      counts: { episodes: 1 },
    });
  });

  it("says of each wallet whether alert settings that are on watch it", async () => {
    const { api } = await newAccount(shared());
    const off = { ...LEVELS, alert_enabled: false };
    const on = await api.createFeature(LEVELS);
    const silent = await api.createFeature(off);
    const asleep = { alert_enabled: true, critical: { spend_percent: "100", condition: "below" } };
    const wallets = {
      "own levels": { alert_settings: LEVELS },
      "levels asleep": { alert_settings: asleep },
      "levels off": { alert_settings: off },
      "a feature's": { feature_ids: [silent.id, on.id] },
      "a silent feature's": { feature_ids: [silent.id] },
      none: {},
      euros: { currency: "EUR" },
    };
    for (const [name, fields] of Object.entries(wallets)) await api.createWallet({ name, ...fields });
    const frozen = await api.createWallet({ name: "frozen", alert_settings: LEVELS });
    await api.updateWallet(frozen.id, { status: "frozen" });
    const closed = await api.createWallet({ name: "closed", alert_settings: LEVELS });
    expectStatus(200, await api.post(`/wallets/${closed.id}/close`));
    const named = async (query: string) => (await api.get<Wallet[]>(`/wallets?${query}`)).body.map(({ name }) => name);
    const watched = async () => {
      const { body } = await api.get<Wallet[]>("/wallets?include=watched");
      const { wallets: counted } = (await api.get<Overview>("/overview")).body;
      const open = body.filter(({ status }) => status !== "closed");
      expect(counted).toMatchObject({
        total: open.length,
        watched: open.filter((wallet) => wallet.watched === true).length,
      });
      for (const wallet of body) {
        const one = (await api.get<Wallet>(`/wallets/${wallet.id}?include=watched`)).body;
        expect(one.watched).toBe(wallet.watched);
        const found = await api.get<Found>(`/search?q=${encodeURIComponent(wallet.name)}`);
        expect(found.body.wallets.find(({ id }) => id === wallet.id)?.watched).toBe(wallet.watched);
      }
      const found = (is: boolean) => body.filter((wallet) => wallet.watched === is).map(({ name }) => name);
      expect(await named("watched=true")).toEqual(found(true));
      expect(await named("watched=false")).toEqual(found(false));
      return found(true);
    };
    const own = ["own levels", "levels asleep", "a feature's"];
    expect(await watched()).toEqual([...own, "frozen"]);
    expect(await named("watched=false&status=closed&not=status")).toEqual([
      "levels off",
      "a silent feature's",
      "none",
      "euros",
    ]);
    await api.put("/alert-settings/default/USD", LEVELS);
    // Settings of its own, even such as are off, replace the default.
    expect(await watched()).toEqual([...own, "a silent feature's", "none", "frozen"]);
    await api.put("/alert-settings/default/*", asleep);
    expect(await watched()).toEqual([...own, "a silent feature's", "none", "euros", "frozen"]);
    expectStatus(204, await api.delete("/alert-settings/default/*"));
    await api.updateWallet(closed.id, { status: "active" });
    expect(await watched()).toContain("closed");
    await api.updateWallet(closed.id, { status: "closed" });
    await api.updateFeature(on.id, { alert_settings: { alert_enabled: false } });
    await api.put("/alert-settings/default/USD", off);
    expect(await watched()).toEqual(["own levels", "levels asleep", "frozen"]);
    await api.updateFeature(on.id, { alert_settings: { alert_enabled: true } });
    expect(await watched()).toContain("a feature's");
    expectStatus(204, await api.delete(`/features/${on.id}`));
    expect(await watched()).toEqual(["own levels", "levels asleep", "frozen"]);
    expect((await api.get<Wallet[]>("/wallets")).body[0]).not.toHaveProperty("watched");
  });

  it("shows what each attempt carried, its signatures shortened, and the end of the secret", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const { receiver, endpoint } = await listen(server, { event_types: ["wallet.created"] }, (_request, index) =>
      index === 0 ? 500 : 200,
    );
    expect((await api.endpoint(endpoint.id)).secret_ending).toBe(endpoint.secret.replace(/=+$/, "").slice(-4));
    await api.createWallet({ name: "Told" });
    await eventually(() => receiver.requests.length === 2);
    const [delivery] = await api.deliveries(endpoint.id);
    const read = async () =>
      (await api.get<DeliveryWithAttempts>(`/deliveries/${delivery?.id ?? ""}`)).body.attempts.map(
        ({ request }) => request,
      );
    const shown = await eventually(async () => {
      const requests = await read();
      return requests.length === 2 && requests;
    });
    const shortened = (text: string) => `${text.slice(0, 4)}…${text.slice(-4)}`;
    for (const [index, request] of shown.entries()) {
      const { headers } = receiver.requests[index] ?? {};
      expect(request?.secret_ending).toBe(endpoint.secret.replace(/=+$/, "").slice(-4));
      expect(request?.headers).toMatchObject({
        "X-Event-ID": headers?.["x-event-id"],
        "X-Timestamp": headers?.["x-timestamp"],
        "X-Signature": shortened(String(headers?.["x-signature"])),
        "webhook-signature": `v1,${shortened(String(headers?.["webhook-signature"]).slice(3))}`,
      });
    }
    expect(JSON.stringify(shown)).not.toContain(String(receiver.requests[0]?.headers["x-signature"]));

    // What signed before is not known any more once it has been replaced.
    await api.post(`/webhook-endpoints/${endpoint.id}/rotate-secret`);
    for (const request of await read()) {
      expect(request?.secret_ending).toBeNull();
      expect(Object.keys(request?.headers ?? {}).filter((name) => /signature/i.test(name))).toEqual([]);
    }
  });

  it("replays part by part, each behind the one before", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const { receiver, endpoint } = await listen(server, { event_types: ["wallet.created"] });
    await api.updateEndpoint(endpoint.id, { status: "disabled" });
    for (const name of ["A", "B", "C"]) await api.createWallet({ name });
    await eventually(async () => (await api.deliveries(endpoint.id, "&status=skipped")).length === 3);
    await api.updateEndpoint(endpoint.id, { status: "enabled" });
    const replay = (body: object) => api.post<Replayed>(`/webhook-endpoints/${endpoint.id}/replay`, body);
    const { body: first } = await replay({ limit: 2 });
    expect(first).toEqual({ replayed: 2, next: expect.any(String) as string });
    await eventually(() => receiver.requests.length === 2);
    expect((await api.deliveries(endpoint.id, "&status=skipped")).length).toBe(1);
    const { body: second } = await replay({ limit: 2, after: first.next });
    expect(second).toEqual({ replayed: 1, next: null });
    await eventually(() => receiver.requests.length === 3);
    expect(new Set(receiver.requests.map(({ json }) => json.data?.["name"]))).toEqual(new Set(["A", "B", "C"]));
    const other = await listen(server, {});
    for (const after of [first.next, "garbage", "ntf_1"]) {
      expect(await api.post(`/webhook-endpoints/${other.endpoint.id}/replay`, { after })).toMatchObject({
        status: 400,
        body: { error: { details: [{ field: "after" }] } },
      });
    }
  });
});

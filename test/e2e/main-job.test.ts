import { expect, it } from "vitest";
import { describeEngines } from "../support/e2e/engines.ts";
import { connectOctopus, declareMirror, LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";
import { movementEvent, sendHook, sendRawHook, type OctopusEvent } from "../support/e2e/octopus.ts";
import { verifies, verifiesPlain, verifiesStandard, type ReceivedRequest } from "../support/e2e/receiver.ts";
import { steadily } from "../support/e2e/eventually.ts";

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/) as string;
const ALERT = "feature.wallet_balance.alert";

/** Seed 000, verbatim. */
const SAMPLE = `{
"id": "evt_wal002",
"type": "wallet.debited",
"created_at": "2026-05-15T14:30:00Z",
"data": {
"wallet_id": 1,
"ledger_id": 790,
"amount": "241.25",
"currency": "USD",
"reference_number": "MY_ORDER_001",
"remarks": "USD Wallet deducted by amount 241.25 for order reference code MY_ORDER_001"
}
}`;

describeEngines("a provider's debit becomes an alert", (engine) => {
  const server = useServer({ engine });

  it("from the signed hook to the signed webhook", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), { event_types: [ALERT] });
    const { provider, target } = await connectOctopus(server());
    const feature = await api.createFeature(LEVELS);
    const mirror = await declareMirror(server(), provider, { balance: "241.25", feature_ids: [feature.id] });
    expect(mirror).toMatchObject({ source: "mirror", provider_id: provider.id, external_id: "1", balance: "241.25" });

    const event = movementEvent("wallet.debited", 1, "243.25");
    const answer = await sendHook(target, event);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ received: true, duplicate: false });

    const wallet = await api.wallet(mirror.id);
    expect(wallet).toMatchObject({ balance: "-2.00", available: "-2.00", amount: -2, alert_state: "in_alarm" });
    const [transaction] = await api.transactions(mirror.id);
    expect(transaction).toMatchObject({
      transaction_type: "DEBIT",
      amount: "243.25",
      balance_after: "-2.00",
      reference_number: event.data["reference_number"],
      status: "COMPLETED",
    });

    const [request] = await receiver.waitFor(1);
    expect(request?.json).toEqual({
      id: expect.stringMatching(/^evt_/) as string,
      type: ALERT,
      created_at: TIME,
      event_type: ALERT,
      alert_type: "feature_wallet_balance",
      alert_status: "in_alarm",
      previous_status: "ok",
      reason: "entered",
      threshold: { level: "critical", threshold: "0.00", condition: "below" },
      ongoing_balance: "-2.00",
      sequence: wallet.sequence,
      episode_id: expect.stringMatching(/^ep/) as string,
      feature: {
        id: feature.id,
        name: "API calls",
        type: "metered",
        status: "published",
        alert_settings: { ...LEVELS, block: null },
        meter_id: null,
        created_at: TIME,
        updated_at: TIME,
      },
      wallet: {
        id: mirror.id,
        name: "Octopus USD",
        wallet_type: "PRE_PAID",
        balance: "-2.00",
        credit_balance: "-2.00",
        currency: "usd",
        alert_enabled: true,
        alert_state: "in_alarm",
        wallet_status: "active",
        customer_id: null,
        created_at: TIME,
        updated_at: TIME,
      },
    });
    expectSigned(request, endpoint);
  });

  it("duplicates are 2xx and change nothing", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), { event_types: [ALERT, "wallet.debited"] });
    const { provider, target } = await connectOctopus(server());
    const feature = await api.createFeature(LEVELS);
    const mirror = await declareMirror(server(), provider, { balance: "50.00", feature_ids: [feature.id] });
    const event = movementEvent("wallet.debited", 1, "45.00");
    expect((await sendHook(target, event)).body).toEqual({ received: true, duplicate: false });
    await receiver.waitFor(2);

    const again = await Promise.all(Array.from({ length: 20 }, () => sendHook(target, event)));
    for (const answer of again) {
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ received: true, duplicate: true });
    }
    // Whatever else its body contains, the id counts.
    const sameId: OctopusEvent = { ...event, data: { ...event.data, amount: "1.00" } };
    expect((await sendHook(target, sameId)).body).toEqual({ received: true, duplicate: true });

    expect(await api.wallet(mirror.id)).toMatchObject({ balance: "5.00", sequence: 2 });
    await steadily(() => expect(receiver.requests).toHaveLength(2), 200);
  });

  it("parallel copies of one event apply once", async () => {
    const { provider, target } = await connectOctopus(server());
    const mirror = await declareMirror(server(), provider);
    const event = movementEvent("wallet.credited", 1, "1.00");
    const answers = await Promise.all(Array.from({ length: 32 }, () => sendHook(target, event)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 32 }, () => 200));
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1);
    expect((await server().api.wallet(mirror.id)).balance).toBe("1001.00");
  });

  it("takes seed 000's sample event verbatim", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), { event_types: ["wallet.debited"] });
    const { provider, target } = await connectOctopus(server());
    const mirror = await declareMirror(server(), provider, { balance: "5000.00" });
    const event = JSON.parse(SAMPLE) as OctopusEvent;
    const answer = await sendRawHook(target, SAMPLE, { "x-event-id": event.id, "x-event-type": event.type });
    expect(answer.body).toEqual({ received: true, duplicate: false });
    expect(await api.wallet(mirror.id)).toMatchObject({ balance: "4758.75", amount: 4758.75 });

    const [request] = await receiver.waitFor(1);
    const [transaction] = await api.transactions(mirror.id);
    expect(request?.json).toEqual({
      id: expect.stringMatching(/^evt_/) as string,
      type: "wallet.debited",
      created_at: TIME,
      data: {
        ...event.data,
        wallet_id: mirror.id,
        ledger_id: transaction?.id,
        sequence: transaction?.sequence,
        balance_after: "4758.75",
      },
    });
  });

  it("a native wallet through the API does the same", async () => {
    const { api } = server();
    const { receiver, endpoint } = await listen(server(), {
      event_types: [ALERT, "wallet.debited", "wallet.credited"],
    });
    const feature = await api.createFeature(LEVELS, { name: "Minutes" });
    const wallet = await api.createWallet({ feature_ids: [feature.id], overdraft_limit: null, conversion_rate: "2" });
    await api.credit(wallet.id, "50.00", { reference_number: "WIRE-1", remarks: "top-up" });
    // Empty at first: below the level when the settings were saved, so it fired; the credit clears it.
    await receiver.waitFor(3);
    const reported = new Map(receiver.ofType(ALERT).map(({ json }) => [json["sequence"], json["alert_status"]]));
    expect(reported).toEqual(
      new Map([
        [0, "in_alarm"],
        [1, "ok"],
      ]),
    );

    const debit = await api.debit(wallet.id, "52.00", { reference_number: "MY_ORDER_001", remarks: "five vouchers" });
    expect(debit).toMatchObject({ transaction_type: "DEBIT", amount: "52.00", balance_after: "-2.00", sequence: 2 });
    const requests = await receiver.waitFor(5);
    const debited = receiver.ofType("wallet.debited")[0];
    expect(debited?.json.data).toEqual({
      wallet_id: wallet.id,
      ledger_id: debit.id,
      amount: "52.00",
      currency: "USD",
      reference_number: "MY_ORDER_001",
      remarks: "five vouchers",
      sequence: 2,
      balance_after: "-2.00",
    });
    const alert = receiver.ofType(ALERT).at(-1);
    expect(alert?.json).toMatchObject({
      alert_status: "in_alarm",
      previous_status: "ok",
      reason: "entered",
      ongoing_balance: "-2.00",
      sequence: 2,
      feature: { id: feature.id, name: "Minutes" },
      wallet: { id: wallet.id, balance: "-2.00", credit_balance: "-1.00" },
    });
    for (const request of requests) expectSigned(request, endpoint);
  });
});

function expectSigned(
  request: ReceivedRequest | undefined,
  endpoint: { readonly id: string; readonly secret: string },
): void {
  if (request === undefined) throw new Error("no request");
  expect(request.method).toBe("POST");
  expect(request.headers).toMatchObject({
    "content-type": expect.stringContaining("application/json") as string,
    "x-event-id": request.json.id,
    "x-event-type": request.json.type,
    "x-webhook-id": endpoint.id,
    "x-timestamp": expect.stringMatching(/^\d{10}$/) as string,
    "x-signature": expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    "webhook-id": request.json.id,
    "webhook-timestamp": expect.stringMatching(/^\d{10}$/) as string,
    "webhook-signature": expect.stringMatching(/^v1,\S+$/) as string,
  });
  expect(endpoint.secret).toMatch(/^whsec_/);
  expect(verifies(request, endpoint.secret)).toBe(true);
  const other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  expect(verifiesPlain(request, other) || verifiesStandard(request, other)).toBe(false);
}

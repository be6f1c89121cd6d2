import type { Runway, Topup } from "@plimsoll/contract";
import { describe, expect, test } from "vitest";
import { credit, debit, newTopup, newWallet } from "../support/commands.ts";
import { Api, errorOf, expectStatus } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { connectOctopus, declareMirror, listen, useServer } from "../support/e2e/fixtures.ts";
import { DAY, dataWithHistory, startOfToday } from "../support/e2e/history.ts";
import { movementEvent, sendHook } from "../support/e2e/octopus.ts";
import { startServer, type Server } from "../support/e2e/server.ts";

const CRITICAL = { alert_enabled: true, critical: { threshold: "100.00", condition: "below" } };

async function topups(server: Server, query = ""): Promise<Topup[]> {
  return expectStatus(200, await server.api.get<Topup[]>(`/topups${query}`));
}

async function topup(server: Server, id: string): Promise<Topup> {
  return expectStatus(200, await server.api.get<Topup>(`/topups/${id}`));
}

describeEngines("a top-up", (engine) => {
  const server = useServer({ engine });

  test("is proposed by a critical alert, sent by people, and settled by the provider's credit", async () => {
    const { provider, target } = await connectOctopus(server());
    const mirror = await declareMirror(server(), provider, { alert_settings: CRITICAL });
    const { receiver } = await listen(server(), {
      event_types: ["wallet.balance.alert", "topup.created", "topup.updated", "topup.settled"],
    });
    await sendHook(target, movementEvent("wallet.debited", 1, "950.00"));
    const [proposal] = await topups(server(), `?wallet_id=${mirror.id}`);
    expect(proposal).toMatchObject({ status: "proposed", source: "alert", amount: "110.00", expected_at: null });
    const id = proposal?.id ?? "";
    const sent = await server().api.patch<Topup>(`/topups/${id}`, {
      status: "sent",
      amount: "2000.00",
      reference: "WIRE-7",
    });
    expect(sent).toMatchObject({ status: 200, body: { status: "sent", amount: "2000.00", reference: "WIRE-7" } });
    const runway = expectStatus(200, await server().api.get<Runway>(`/wallets/${mirror.id}/runway`));
    expect(runway).toMatchObject({ available: "50.00", in_flight: "2000.00" });

    await sendHook(target, movementEvent("wallet.credited", 1, "1985.00", { reference_number: "WIRE-7" }));
    expect(await topup(server(), id)).toMatchObject({ status: "settled", settled_amount: "1985.00" });
    expect(await server().api.wallet(mirror.id)).toMatchObject({ alert_state: "ok", available: "2035.00" });
    const types = await eventually(() => {
      const received = receiver.requests.map(({ json }) => json.type);
      return received.length >= 5 && received.toSorted();
    });
    expect(types).toEqual([
      "topup.created",
      "topup.settled",
      "topup.updated",
      "wallet.balance.alert",
      "wallet.balance.alert",
    ]);
  });

  test("above the account's amount is approved by a second key, and says who did what", async () => {
    const settings = { topup_approval: { above: "1000" }, topup: { step: "500", instructions: "IBAN AE07" } };
    expect((await server().api.patch("/account", settings)).body).toMatchObject({
      topup: { target_days: 5, step: "500", methods: ["wire"], instructions: "IBAN AE07" },
    });
    const wallet = await server().api.createFundedWallet("10.00");
    const made = await server().api.post<{ id: string; key: string }>("/api-keys", {
      name: "second",
      scopes: ["write"],
    });
    const second = new Api(server().url, expectStatus(201, made).key);
    const big = expectStatus(
      201,
      await server().api.post<Topup>("/topups", { wallet_id: wallet.id, amount: "1000.01" }),
    );
    const act = (api: Api, action: string, body?: object) => api.post<Topup>(`/topups/${big.id}/${action}`, body);
    expect(errorOf(await act(server().api, "send"))).toMatchObject({ code: "CONFLICT" });
    expect(errorOf(await act(server().api, "approve"))).toMatchObject({ code: "FORBIDDEN" });
    expectStatus(200, await act(second, "approve"));
    const sent = expectStatus(200, await act(server().api, "send", { reference: "WIRE-8" }));
    expect(sent).toMatchObject({
      status: "sent",
      reference: "WIRE-8",
      proposed_by: big.proposed_by,
      approved_by: made.body.id,
      sent_by: big.proposed_by,
    });
    expect(expectStatus(200, await act(second, "cancel"))).toMatchObject({
      status: "cancelled",
      cancelled_by: made.body.id,
    });
    const wrong = await server().api.patch("/account", { timezone: "Mars/Base", cutoff: "25:00" });
    expect(errorOf(wrong)).toMatchObject({ code: "VALIDATION_FAILURE" });
    await server().api.patch("/account", { topup_approval: null, topup: null });
  });

  test("the advice is what one would wire, by when, and when it lands; money in flight covers it", async () => {
    const wallet = await server().api.createFundedWallet("100.00", { expected_daily_spend: "98.15" });
    const advice = async () => expectStatus(200, await server().api.get<Runway>(`/wallets/${wallet.id}/runway`)).topup;
    const first = await advice();
    // Five days are 490.75, and the 100.00 are gone when it lands.
    expect(first).toMatchObject({
      amount: "500.00",
      covered: false,
      method: "wire",
      parts: { daily_spend: "98.15", target_days: 5, target: "490.75", lead_time_business_days: 2, landing: "0.00" },
    });
    expect(first.parts.spent).toBe("100.00");
    expect([2, 3, 4]).toContain(Math.round((Date.parse(first.lands_at) - Date.now()) / DAY));
    const soon = new Date(Date.now() + DAY / 2).toISOString();
    await server().api.post("/topups", { wallet_id: wallet.id, amount: "5000", expected_at: soon });
    expect(await advice()).toMatchObject({
      amount: "0.00",
      covered: true,
      reason: "covered",
      parts: { landing: "5000.00" },
    });
  });

  test("is announced once under a key, listed and cancelled", async () => {
    const wallet = await server().api.createFundedWallet("10.00");
    const body = { wallet_id: wallet.id, amount: "1500.00", method: "wire", reference: "WIRE-1" };
    const headers = { "idempotency-key": `topup-${wallet.id}` };
    const first = await server().api.post<Topup>("/topups", body, headers);
    const again = await server().api.post<Topup>("/topups", body, headers);
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await server().api.post("/topups", { ...body, amount: "1" }, headers)).status).toBe(422);
    const due = Date.parse(first.body.expected_at ?? "") - Date.parse(first.body.created_at);
    expect([2, 3, 4]).toContain(due / DAY);
    expect(await topups(server(), `?wallet_id=${wallet.id}&status=initiated`)).toEqual([first.body]);
    expect((await server().api.patch(`/topups/${first.body.id}`, { status: "cancelled" })).status).toBe(200);
    const late = await server().api.patch(`/topups/${first.body.id}`, { status: "sent" });
    expect([late.status, errorOf(late).code]).toEqual([409, "CONFLICT"]);
    expect(await server().api.wallet(wallet.id)).toMatchObject({ balance: "10.00" });
  });

  test.each([
    [{ amount: "0" }, "amount"],
    [{ amount: "1.001" }, "amount"],
    [{ amount: undefined }, "amount"],
    [{ method: "cash" }, "method"],
    [{ expected_at: "tomorrow" }, "expected_at"],
    [{ expected_at: 5 }, "expected_at"],
    [{ reference: "" }, "reference"],
    [{ wallet_id: "1" }, "wallet_id"],
    [{ status: "sent" }, "status"],
  ])("%j is refused by name", async (fields, field) => {
    const { id } = await server().api.createWallet();
    const answer = await server().api.post("/topups", { wallet_id: id, amount: "5.00", ...fields });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details.map((detail) => detail.field)).toEqual([field]);
    expect(await topups(server(), `?wallet_id=${id}`)).toEqual([]);
  });

  test("an unknown one is a 404; overdue and proposed cannot be requested", async () => {
    expect((await server().api.get("/topups/top_nobody")).status).toBe(404);
    expect((await server().api.patch("/topups/x", { status: "sent" })).status).toBe(404);
    expect((await server().api.post("/topups", { wallet_id: 999_999, amount: "5" })).status).toBe(404);
    for (const status of ["overdue", "proposed"]) {
      expect((await server().api.patch("/topups/top_nobody", { status })).status).toBe(400);
    }
  });
});

describe("a top-up that does not arrive", () => {
  test("is overdue once, by the first server that checks, and still settles", async () => {
    const past = startOfToday() - 10 * DAY;
    const data = await dataWithHistory("sqlite", [
      { at: past, commands: [newWallet(), credit(1, "100.00"), newTopup(1, "500.00")] },
      { at: past + DAY, commands: [debit(1, "1.00", { kind: "order" })] },
    ]);
    const server = await startServer({ data });
    const overdue = await eventually(async () => {
      const [first] = await topups(server);
      return first?.status === "overdue" && first;
    });
    const events = await server.api.get<{ type: string }[]>("/events?limit=1000");
    expect(events.body.filter(({ type }) => type === "topup.overdue")).toHaveLength(1);
    await server.api.credit(1, "500.00");
    expect(await topup(server, overdue.id)).toMatchObject({ status: "settled" });
  });
});

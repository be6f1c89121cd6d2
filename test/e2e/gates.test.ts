import type { Hold } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type Api, type Fields } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { listen, useServer } from "../support/e2e/fixtures.ts";
import { startServer } from "../support/e2e/server.ts";

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

async function createHold(api: Api, walletId: number, amount: unknown, fields: Fields = {}): Promise<Hold> {
  const body = { wallet_id: walletId, amount, expires_in: 900, ...fields };
  return expectStatus(201, await api.post<Hold>("/holds", body));
}

async function hold(api: Api, id: string): Promise<Hold> {
  return expectStatus(200, await api.get<Hold>(`/holds/${id}`));
}

describeEngines("holds", (engine) => {
  const server = useServer({ engine });

  it("set aside, take in part and let go", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), { event_types: ["hold.created", "hold.captured", "hold.released"] });
    const wallet = await api.createFundedWallet("100.00");
    const first = await createHold(api, wallet.id, "60.00", { reference: "BOOKING-7" });
    expect(first).toMatchObject({
      wallet_id: wallet.id,
      currency: "USD",
      amount: "60.00",
      status: "open",
      source: "api",
    });
    expect(Date.parse(first.expires_at) - Date.parse(first.created_at)).toBe(900_000);
    expect(await api.wallet(wallet.id)).toMatchObject({
      balance: "100.00",
      held: "60.00",
      available: "40.00",
      amount: 40,
    });
    const beyond = await api.post("/holds", { wallet_id: wallet.id, amount: "40.01", expires_in: 1 });
    expect([beyond.status, errorOf(beyond).code]).toEqual([402, "INSUFFICIENT_FUNDS"]);
    expect((await api.post(`/wallets/${wallet.id}/debits`, { amount: "40.01" })).status).toBe(402);

    const captured = expectStatus(200, await api.post<Hold>(`/holds/${first.id}/capture`, { amount: "25.50" }));
    expect(captured).toMatchObject({ status: "captured", captured_amount: "25.50" });
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "74.50", held: "0.00", available: "74.50" });
    const [debit] = await api.transactions(wallet.id);
    expect(debit).toMatchObject({ id: captured.transaction_id, kind: "usage", reference_number: "BOOKING-7" });

    const second = await createHold(api, wallet.id, 10);
    // No body, and a header that says there is one: both take all of it.
    expectStatus(200, await api.post(`/holds/${second.id}/release`));
    const third = await createHold(api, wallet.id, "4.50");
    expectStatus(200, await api.post(`/holds/${third.id}/capture`));
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "70.00", held: "0.00" });
    await eventually(() => receiver.requests.length >= 6);
    expect(receiver.requests.map(({ json }) => json.type).toSorted()).toEqual(
      ["hold.captured", "hold.captured", "hold.created", "hold.created", "hold.created", "hold.released"].toSorted(),
    );
  });

  it("64 simultaneous holds against a balance for 10 place exactly 10", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    const body = { wallet_id: wallet.id, amount: "10.00", expires_in: 900 };
    const answers = await Promise.all(times(64, () => api.post("/holds", body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(54);
    expect(await api.wallet(wallet.id)).toMatchObject({ held: "100.00", available: "0.00" });
  });

  it("a repeated request is answered alike, another under its key is refused", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    const key = { "idempotency-key": `hold-${wallet.id}` };
    const body = { wallet_id: wallet.id, amount: "10.00", expires_in: 900 };
    const answers = await Promise.all(times(8, () => api.post<Hold>("/holds", body, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(7);
    const id = answers[0]?.body.id ?? "";
    const capture = { "idempotency-key": `capture-${wallet.id}` };
    const taken = await api.post(`/holds/${id}/capture`, {}, capture);
    expect((await api.post(`/holds/${id}/capture`, undefined, capture)).text).toBe(taken.text);
    expect((await api.post("/holds", body, key)).text).toBe(answers[0]?.text);
    expect((await api.post("/holds", { ...body, amount: "11.00" }, key)).status).toBe(422);
    expect((await api.post(`/holds/${id}/release`, undefined, key)).status).toBe(422);
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "90.00", held: "0.00" });
  });

  it("expire by themselves, also while no server runs", async () => {
    const own = await startServer({ engine });
    const wallet = await own.api.createFundedWallet("100.00");
    const short = await createHold(own.api, wallet.id, "30.00", { expires_in: 1 });
    const long = await createHold(own.api, wallet.id, "20.00");
    await eventually(async () => expect(await hold(own.api, short.id)).toMatchObject({ status: "expired" }));
    expect(await own.api.wallet(wallet.id)).toMatchObject({ balance: "100.00", held: "20.00" });
    const second = await createHold(own.api, wallet.id, "30.00", { expires_in: 1 });
    await own.stop();
    await eventually(() => Date.now() >= Date.parse(second.expires_at));
    const later = await startServer({ engine, data: own.data });
    const late = await later.api.post(`/holds/${second.id}/capture`);
    expect([late.status, errorOf(late).message]).toEqual([409, "the hold has expired"]);
    await eventually(async () => expect(await hold(later.api, second.id)).toMatchObject({ status: "expired" }));
    expect(await later.api.wallet(wallet.id)).toMatchObject({ held: "20.00" });
    expect(await hold(later.api, long.id)).toMatchObject({ status: "open" });
    await later.stop();
  });
});

describe("bad input about holds", () => {
  const server = useServer();

  it.each([
    ["wallet_id", { wallet_id: undefined }],
    ["wallet_id", { wallet_id: "1" }],
    ["amount", { amount: "0" }],
    ["amount", { amount: "1.001" }],
    ["amount", { amount: undefined }],
    ["expires_in", { expires_in: undefined }],
    ["expires_in", { expires_in: 0 }],
    ["expires_in", { expires_in: 1.5 }],
    ["expires_in", { expires_in: 10_000_000 }],
    ["reference", { reference: 7 }],
    ["colour", { colour: "red" }],
  ])("names %s of %j", async (field, fields) => {
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00");
    const answer = await api.post("/holds", { wallet_id: wallet.id, amount: "1.00", expires_in: 9, ...fields });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details.map((detail) => detail.field)).toEqual([field]);
    expect(await api.wallet(wallet.id)).toMatchObject({ held: "0.00" });
  });

  it("answers 404 for what is not there, and 409 for what is over", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00");
    expect((await api.get("/holds/hold_nothing")).status).toBe(404);
    expect((await api.get("/holds/7")).status).toBe(404);
    expect((await api.post("/holds/hold_nothing/capture")).status).toBe(404);
    expect((await api.post("/holds", { wallet_id: 999_999, amount: "1", expires_in: 1 })).status).toBe(404);
    const { id } = await createHold(api, wallet.id, "1.00");
    expectStatus(200, await api.post(`/holds/${id}/release`));
    expect((await api.post(`/holds/${id}/release`)).status).toBe(409);
    expect((await api.post(`/holds/${id}/capture`)).status).toBe(409);
    const excessive = await createHold(api, wallet.id, "1.00");
    expect((await api.post(`/holds/${excessive.id}/capture`, { amount: "1.01" })).status).toBe(400);
    expect((await api.get("/holds?status=odd")).status).toBe(400);
    const listed = expectStatus(200, await api.get<Hold[]>(`/holds?wallet_id=${wallet.id}&status=open`));
    expect(listed.map((entry) => entry.id)).toEqual([excessive.id]);
  });
});

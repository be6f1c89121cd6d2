import { setTimeout as pause } from "node:timers/promises";
import type { Order, Wallet } from "@plimsoll/contract";
import type { Fault, FaultRule } from "@plimsoll/sandbox";
import { expect, it } from "vitest";
import { errorOf, expectStatus, type Answer, type Api, type Fields } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { listen, useServer } from "../support/e2e/fixtures.ts";
import { connectSandbox, mirrorAll, type ConnectedSandbox } from "../support/e2e/sandbox.ts";
import { startServer, type Server } from "../support/e2e/server.ts";

interface Shop extends ConnectedSandbox {
  readonly wallet: Wallet;
}

async function shop(server: Server, fields: Fields = {}): Promise<Shop> {
  const connected = await connectSandbox(server, {}, fields);
  const [wallet] = await mirrorAll(server, connected);
  if (!wallet) throw new Error("the sandbox has no wallet");
  return { ...connected, wallet };
}

/** A drift is searched for in the provider's list some seconds after it was found, and once more later. */
const SEARCHED_WITHIN_MS = 30_000;

let references = 0;

/** Two cards of 50 at 3.5 %: 96.50 */
function place(api: Api, wallet: Wallet, fields: Fields = {}): Promise<Answer<Order>> {
  references += 1;
  const reference = `ORDER-${process.pid}-${references}`;
  const body = { product_id: 1, denomination: "50.00", quantity: 2, wallet_id: wallet.id, reference_code: reference };
  return api.post<Order>("/orders", { ...body, ...fields });
}

/** As a client does that obeys Retry-After: while a movement of the wallet is being confirmed, the response is 503. */
async function placeWhenConfirmed(api: Api, wallet: Wallet): Promise<Answer<Order>> {
  references += 1;
  const fields = { reference_code: `CONFIRMED-${process.pid}-${references}` };
  for (;;) {
    const answer = await place(api, wallet, fields);
    const seconds = answer.headers.get("retry-after");
    if (seconds === null) return answer;
    await pause(Number(seconds) * 1_000);
  }
}

async function orderOf(api: Api, id: number): Promise<Order> {
  return expectStatus(200, await api.get<Order>(`/orders/${id}`));
}

/** Our balance equals the provider's, and nothing is set aside any more. */
async function booksAgree({ api }: Server, { sandbox, wallet }: Shop): Promise<void> {
  await eventually(async () => {
    const balance = sandbox.truth().wallets[0]?.balance;
    expect(await api.wallet(wallet.id)).toMatchObject({ balance, held: "0.00", available: balance });
    return true;
  });
}

/** The kinds of the transactions with the order's number. */
async function movementsOf(api: Api, wallet: Wallet, { id }: Order): Promise<readonly string[]> {
  const transactions = await api.transactions(wallet.id);
  return transactions.flatMap(({ order_id, kind }) => (order_id === id ? [kind] : [])).toSorted();
}

const only = (rule: FaultRule = {}): FaultRule => ({ only: ["place_order"], count: 1, ...rule });

describeAnyEngine("orders on a mirror", (engine) => {
  const server = useServer({ engine });

  it("are quoted and placed, and the provider's debit ends the hold", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), { event_types: ["order.created", "order.delivered"] });
    const own = await shop(server());
    const asked = { wallet_id: own.wallet.id, product_id: 1, denomination: "50.00", quantity: 2 };
    expect(expectStatus(200, await api.post("/preflight", asked))).toMatchObject({
      decision: "allow",
      total_payable: "96.50",
    });
    const order = expectStatus(201, await place(api, own.wallet));
    expect(order).toMatchObject({
      status: "DELIVERED",
      source: "mirror",
      product_name: "Steam Wallet Card",
      delivered_quantity: 2,
      total_payable: "96.50",
      provider_id: own.provider.id,
      provider_order_id: "1",
      failure: null,
      charges: { total_payable: 96.5, exact: { total_payable: "96.50", discount: "3.5" } },
    });
    await booksAgree(server(), own);
    // By a webhook or by a poll, whichever was sooner.
    const [debit] = await api.transactions(own.wallet.id);
    expect(debit).toMatchObject({ amount: "96.50", kind: "order", reference_number: order.reference_code });
    expect(await orderOf(api, order.id)).toMatchObject({ status: "DELIVERED", forward_state: "settled" });
    await eventually(() => receiver.requests.length === 2);
    const body = {
      product_id: 1,
      denomination: "50.00",
      quantity: 2,
      wallet_id: own.wallet.id,
      reference_code: order.reference_code,
    };
    const again = await api.post<Order>("/orders", body);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect((await api.post("/orders", { ...body, quantity: 3 })).status).toBe(422);
    expect(own.sandbox.truth().orders).toHaveLength(1);
  });

  const troubles: readonly (readonly [string, Partial<Record<Fault, FaultRule>>])[] = [
    ["killed after the provider accepted", { reset_after: only() }],
    ["killed before", { reset_before: only() }],
    ["answered with 500, twice", { server_error: only({ count: 2 }) }],
    ["delayed by Retry-After", { too_many_requests: only({ retryAfterSeconds: 1 }) }],
    ["killed, and the question about it too", { reset_after: { only: ["place_order", "orders"], count: 3 } }],
  ];
  it.each(troubles)("are placed once when the connection is %s", async (_, faults) => {
    const own = await shop(server());
    own.sandbox.setFaults(faults);
    const placed = expectStatus(201, await place(server().api, own.wallet));
    await eventually(async () =>
      expect(await orderOf(server().api, placed.id)).toMatchObject({ status: "DELIVERED", failure: null }),
    );
    expect(Object.values(own.sandbox.truth().struck).length).toBeGreaterThan(0);
    expect(own.sandbox.truth().orders).toHaveLength(1);
    await booksAgree(server(), own);
  });

  it("are counted by the outcome of their placement", async () => {
    const own = await shop(server());
    const names = ["placed", "found", "refused", "later"].map(
      (outcome) => `plimsoll_order_forwards_total{outcome="${outcome}"}`,
    );
    const read = async () => {
      const text = await (await fetch(`${server().url}/metrics`)).text();
      const valueOf = (name: string) =>
        Number(
          text
            .split("\n")
            .find((line) => line.startsWith(`${name} `))
            ?.split(" ")[1] ?? 0,
        );
      return [...names, "plimsoll_order_forward_seconds_count", "plimsoll_order_forwards_under_way"].map(valueOf);
    };
    // Orders of other tests may still be read in detail: the number under way is not constant.
    const atRest = () =>
      eventually(async () => {
        const values = await read();
        return values.at(-1) === 0 && values;
      });
    const before = await atRest();
    expectStatus(201, await place(server().api, own.wallet));
    own.sandbox.setFaults({ reset_after: only() });
    expectStatus(201, await place(server().api, own.wallet));
    own.sandbox.setFaults({ drop_webhook: {} });
    own.sandbox.debit(1, "780.00");
    expect((await place(server().api, own.wallet)).status).toBe(402);
    const after = await atRest();
    expect(after.map((value, index) => value - (before[index] ?? 0))).toEqual([1, 1, 1, 0, 3, 0]);
  });

  it("that the provider refuses fail, free the held amount, and get the same response when repeated", async () => {
    const { api } = server();
    const own = await shop(server());
    // The mirror does not know of it yet.
    own.sandbox.setFaults({ drop_webhook: {} });
    own.sandbox.debit(1, "950.00");
    const body = { reference_code: `SHORT-${process.pid}-${engine}` };
    for (const answer of [await place(api, own.wallet, body), await place(api, own.wallet, body)]) {
      expect([answer.status, errorOf(answer).code]).toEqual([402, "INSUFFICIENT_FUNDS"]);
    }
    const [order] = expectStatus(200, await api.get<Order[]>(`/orders?reference_code=${body.reference_code}`));
    expect(order).toMatchObject({
      status: "FAILED",
      forward_state: "refused",
      failure: { kind: "insufficient_funds" },
    });
    expect(await api.wallet(own.wallet.id)).toMatchObject({ held: "0.00", available: "1000.00" });
    expect(own.sandbox.truth().orders).toHaveLength(0);
  });

  it("are refused before they are stored: by the gates, by the quote, by a silent provider", async () => {
    const { api } = server();
    const own = await shop(server());
    const beyond = await place(api, own.wallet, { quantity: 30 });
    expect([beyond.status, errorOf(beyond).code]).toEqual([402, "INSUFFICIENT_FUNDS"]);
    expect((await place(api, own.wallet, { product_id: 999 })).status).toBe(404);
    expect((await place(api, own.wallet, { denomination: "51.00" })).status).toBe(400);
    expect((await place(api, own.wallet, { denomination: "x" })).status).toBe(400);
    own.sandbox.setFaults({ server_error: {} });
    const silent = await place(api, own.wallet);
    expect([silent.status, silent.headers.get("retry-after")]).toEqual([503, "1"]);
    own.sandbox.clearFaults();
    await api.updateWallet(own.wallet.id, { status: "frozen" });
    expect((await place(api, own.wallet)).status).toBe(409);
    const orders = expectStatus(200, await api.get<Order[]>(`/orders?wallet_id=${own.wallet.id}`));
    expect(orders).toEqual([]);
  });

  it("never spend more than the balance: 24 at once against a balance for ten", async () => {
    const own = await shop(server());
    const answers = await Promise.all(Array.from({ length: 24 }, () => placeWhenConfirmed(server().api, own.wallet)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(14);
    expect(own.sandbox.truth().orders).toHaveLength(10);
    await booksAgree(server(), own);
  });

  it("that another system placed under the same reference are not taken for ours", async () => {
    const own = await shop(server());
    const reference = `TAKEN-${process.pid}-${engine}`;
    own.sandbox.placeOrder({ productId: 2, denomination: "25", quantity: 1, walletId: 1, reference });
    const answer = await place(server().api, own.wallet, { reference_code: reference });
    expect([answer.status, errorOf(answer).code]).toEqual([409, "CONFLICT"]);
    expect(own.sandbox.truth().orders).toHaveLength(1);
    await booksAgree(server(), own);
  });

  it("are delivered piece by piece as the provider's webhooks report", async () => {
    const { api } = server();
    const types = ["order.partially_delivered", "order.delivered"];
    const { receiver } = await listen(server(), { event_types: types });
    const own = await shop(server());
    const order = expectStatus(201, await place(api, own.wallet, { quantity: 8, denomination: "10.00" }));
    expect(order).toMatchObject({ status: "PENDING", delivered_quantity: 0 });
    own.sandbox.deliver(1, 3);
    await eventually(async () =>
      expect(await orderOf(api, order.id)).toMatchObject({ status: "PARTIALLY_DELIVERED", delivered_quantity: 3 }),
    );
    own.sandbox.deliver(1, 5);
    await eventually(async () => expect(await orderOf(api, order.id)).toMatchObject({ status: "DELIVERED" }));
    await eventually(() => receiver.requests.length === 2);
    expect(receiver.requests.map(({ json }) => json.type)).toEqual(types);
    await booksAgree(server(), own);
  });

  it("are followed by polling without webhooks: failed, delivered, and their debits", async () => {
    const { api } = server();
    const { receiver } = await listen(server(), { event_types: ["order.failed", "order.delivered"] });
    const own = await shop(server());
    own.sandbox.setFaults({ drop_webhook: {} });
    const large = { quantity: 8, denomination: "10.00" };
    const failing = expectStatus(201, await place(api, own.wallet, large));
    const delivered = expectStatus(201, await place(api, own.wallet, { ...large, quantity: 9 }));
    expect(await api.wallet(own.wallet.id)).toMatchObject({ balance: "1000.00", held: "164.05" });
    own.sandbox.failOrder(1);
    own.sandbox.deliver(2, 9);
    expectStatus(200, await api.post(`/providers/${own.provider.id}/sync`));
    expect(await orderOf(api, failing.id)).toMatchObject({ status: "FAILED", failure: null, delivered_quantity: 0 });
    expect(await orderOf(api, delivered.id)).toMatchObject({ status: "DELIVERED", forward_state: "settled" });
    await booksAgree(server(), own);
    expect((await api.wallet(own.wallet.id)).balance).toBe("913.15");
    await eventually(() => receiver.requests.length === 2);
    // The provider's list explains the difference, and the debit is its order's.
    await eventually(
      async () => expect(await movementsOf(api, own.wallet, delivered)).toEqual(["order"]),
      SEARCHED_WITHIN_MS,
    );
    const { transaction_id } = await orderOf(api, delivered.id);
    expect(await api.transactions(own.wallet.id)).toContainEqual(
      expect.objectContaining({ id: transaction_id, order_id: delivered.id, amount: "86.85" }),
    );
  });

  it("that fail later record the provider's refund, as the wallet does", async () => {
    const { api } = server();
    const own = await shop(server());
    const order = expectStatus(201, await place(api, own.wallet, { quantity: 8, denomination: "10.00" }));
    own.sandbox.deliver(1, 2);
    own.sandbox.failOrder(1);
    await eventually(async () =>
      expect(await orderOf(api, order.id)).toMatchObject({
        status: "FAILED",
        delivered_quantity: 2,
        refunded_amount: "57.90",
      }),
    );
    await booksAgree(server(), own);
    expect(await movementsOf(api, own.wallet, order)).toEqual(["order", "refund"]);
    const { transaction_id, refund_transaction_id } = await orderOf(api, order.id);
    const transactions = await api.transactions(own.wallet.id);
    const [refund, debit] = [refund_transaction_id, transaction_id].map((id) =>
      transactions.find((each) => each.id === id),
    );
    expect(refund).toMatchObject({
      transaction_type: "CREDIT",
      amount: "57.90",
      reference_number: order.reference_code,
    });
    expect(debit).toMatchObject({ transaction_type: "DEBIT", amount: "77.20", reference_number: order.reference_code });
  });

  it("keep voucher codes only where the provider's settings allow it, sealed, and log none", async () => {
    const { api } = server();
    const open = await shop(server(), { settings: { store_vouchers: true } });
    const kept = expectStatus(201, await place(api, open.wallet));
    const answer = await api.get<{ vouchers: { code: string }[] }>(`/orders/${kept.id}/vouchers`);
    expect(expectStatus(200, answer).vouchers).toHaveLength(2);
    expect(answer.text).toContain("SANDBOX-1-0001");
    const closed = await shop(server());
    const forgotten = expectStatus(201, await place(api, closed.wallet));
    expect((await api.get(`/orders/${forgotten.id}/vouchers`)).status).toBe(404);
    expect(JSON.stringify(kept)).not.toContain("SANDBOX-");
    expect(server().logs).not.toContain("SANDBOX-");
  });

  it("survive kill -9 between being stored and being sent", async () => {
    const first = await startServer({ engine });
    const own = await shop(first);
    own.sandbox.setFaults({ slow_request: { only: ["place_order"], delayMs: 60_000, count: 1 } });
    const lost = place(first.api, own.wallet).catch(() => null);
    await eventually(async () => expect(await first.api.wallet(own.wallet.id)).toMatchObject({ held: "96.50" }));
    await eventually(() => own.sandbox.truth().struck.slow_request === 1);
    await first.kill();
    await lost;
    const second = await first.restart();
    own.sandbox.setHook(`${second.url}${own.provider.hook_url}`, own.secret);
    await eventually(async () => expect(await orderOf(second.api, 1)).toMatchObject({ status: "DELIVERED" }), 45_000);
    expect(own.sandbox.truth().orders).toHaveLength(1);
    await booksAgree(second, own);
  }, 60_000);
});

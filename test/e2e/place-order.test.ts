import {
  BalanceStaleError,
  createClient,
  InsufficientFundsError,
  OrdersBlockedError,
  PlimsollError,
  WalletEmptyError,
  type Client,
  type PlaceOrder,
} from "@plimsoll/client";
import { beforeAll, describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";

const server = useServer();

let client: Client;
let productId: string;
let references = 0;

beforeAll(async () => {
  client = createClient({ baseUrl: server().url, apiKey: server().data.adminKey });
  const product = { name: "Gift card", currency: "USD", denominations: ["50.00"], discount: "3.5" };
  productId = (await client.products.create(product)).id;
});

async function funded(amount: string): Promise<number> {
  const { id } = await client.wallets.create({ name: "Prepaid", currency: "USD" });
  await client.wallets.credit(id, { amount });
  return id;
}

/** 48.25 a piece. */
function order(walletId: number, quantity = 1): PlaceOrder {
  const reference_code = `ref-${++references}`;
  return { product_id: productId, denomination: "50.00", quantity, wallet_id: walletId, reference_code };
}

async function refusal(request: Promise<unknown>): Promise<PlimsollError> {
  const error: unknown = await request.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PlimsollError);
  return error as PlimsollError;
}

async function ordersOf(walletId: number): Promise<number> {
  return (await client.orders.list({ wallet_id: walletId }).page({ limit: 1 })).total;
}

describe("placeOrder", () => {
  it("places what the wallet covers", async () => {
    const id = await funded("241.25");
    expect(await client.placeOrder(order(id, 5))).toMatchObject({ wallet_id: id, total_payable: "241.25" });
    expect((await client.wallets.get(id)).balance).toBe("0.00");
  });

  it("reports the missing amount before anything is ordered", async () => {
    const id = await funded("200.00");
    const error = await refusal(client.placeOrder(order(id, 5)));
    expect(error).toBeInstanceOf(WalletEmptyError);
    expect(error).toBeInstanceOf(InsufficientFundsError);
    expect(error).toMatchObject({
      name: "WalletEmptyError",
      code: "INSUFFICIENT_FUNDS",
      status: 402,
      wallet_id: id,
      available: "200.00",
      total_payable: "241.25",
      shortfall: "41.25",
    });
    expect(await ordersOf(id)).toBe(0);
    expect((await client.wallets.get(id)).sequence).toBe(1);
  });

  it("returns the same order to a repetition, although it emptied the wallet", async () => {
    const id = await funded("48.25");
    const asked = order(id);
    const first = await client.placeOrder(asked);
    expect(await client.placeOrder(asked)).toEqual(first);
    expect((await refusal(client.placeOrder({ ...asked, quantity: 2 }))).code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await ordersOf(id)).toBe(1);
  });

  it("places as many as the balance covers, however many clients order at once", async () => {
    const id = await funded("482.50");
    const answers = await Promise.allSettled(Array.from({ length: 64 }, async () => client.placeOrder(order(id))));
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
    expect(refused).toHaveLength(54);
    for (const error of refused) {
      expect(error).toBeInstanceOf(WalletEmptyError);
      expect(error).toMatchObject({ total_payable: "48.25", wallet_id: id });
    }
    expect(await ordersOf(id)).toBe(10);
    expect((await client.wallets.get(id)).balance).toBe("0.00");
  });

  it("distinguishes a blocked wallet from an empty one", async () => {
    const id = await funded("1000.00");
    const level = (threshold: string) => ({ condition: "below", threshold }) as const;
    await client.wallets.update(id, {
      alert_settings: { alert_enabled: true, critical: level("3000"), block: level("2000") },
    });
    const error = await refusal(client.placeOrder(order(id)));
    expect(error).toBeInstanceOf(OrdersBlockedError);
    expect(error).toMatchObject({ code: "ORDERS_BLOCKED", status: 409 });
    expect(await ordersOf(id)).toBe(0);
  });

  it("orders nothing on a frozen wallet", async () => {
    const id = await funded("1000.00");
    await client.wallets.update(id, { status: "frozen" });
    const error = await refusal(client.placeOrder(order(id)));
    expect(error).not.toBeInstanceOf(BalanceStaleError);
    expect(error).toMatchObject({ code: "CONFLICT", message: "the pre-flight denies the order: WALLET_FROZEN" });
    expect(await ordersOf(id)).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { cut, json, refusal, startAnswering, type Answer } from "../../../test/support/answering.ts";
import { BalanceStaleError, createClient, PlimsollError, WalletEmptyError, type Client } from "./index.ts";

const ORDER = { product_id: "prod_1", denomination: "50.00", quantity: 5, wallet_id: 7, reference_code: "ref-1" };

const FIGURES = { wallet_id: 7, available: "200.00", total_payable: "241.25", shortfall: "41.25" };
const allow = json(200, { ...FIGURES, decision: "allow", code: "OK", available: "300.00", shortfall: "0.00" });
const deny = (code: string) => json(200, { ...FIGURES, decision: "deny", code });
const noOrders = json(200, []);
const placed = json(201, { id: 1, reference_code: "ref-1" });

/** The server's requests in order, and the result. */
async function place(answers: readonly Answer[]) {
  const { url, seen } = await startAnswering(answers);
  const client: Client = createClient({ baseUrl: url });
  const result: unknown = await client.placeOrder(ORDER).catch((error: unknown) => error);
  return { result, seen, asked: seen.map((request) => `${request.method} ${request.url}`) };
}

describe("placeOrder", () => {
  it("runs the pre-flight, then orders", async () => {
    const { result, seen, asked } = await place([allow, placed]);
    expect(result).toMatchObject({ id: 1 });
    expect(asked).toEqual(["POST /api/v1/preflight", "POST /api/v1/orders"]);
    const { reference_code: _reference, ...quoted } = ORDER;
    expect(seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([quoted, ORDER]);
  });

  it("sends the order again when its response is lost: the reference identifies it", async () => {
    const { result, seen, asked } = await place([allow, cut, placed]);
    expect(result).toMatchObject({ id: 1 });
    expect(asked).toEqual(["POST /api/v1/preflight", "POST /api/v1/orders", "POST /api/v1/orders"]);
    expect(seen[2]?.body).toBe(seen[1]?.body);
  });

  it("orders nothing when the pre-flight refuses, unless the order exists", async () => {
    const look = "GET /api/v1/orders?reference_code=ref-1&limit=1";
    const fresh = await place([deny("INSUFFICIENT_FUNDS"), noOrders]);
    expect(fresh.result).toBeInstanceOf(WalletEmptyError);
    expect(fresh.result).toMatchObject(FIGURES);
    expect(fresh.asked).toEqual(["POST /api/v1/preflight", look]);

    const repeated = await place([deny("INSUFFICIENT_FUNDS"), json(200, [{ id: 1 }]), placed]);
    expect(repeated.result).toMatchObject({ id: 1 });
    expect(repeated.asked).toEqual(["POST /api/v1/preflight", look, "POST /api/v1/orders"]);
  });

  it.each(["BALANCE_STALE", "ORDERS_BLOCKED"])("throws for %s as elsewhere", async (code) => {
    const { result } = await place([deny(code), noOrders]);
    const direct = await place([allow, refusal(409, code)]);
    expect(result).toBeInstanceOf(PlimsollError);
    expect((result as PlimsollError).constructor).toBe((direct.result as PlimsollError).constructor);
    expect(result).toMatchObject({ code, status: 409 });
    expect(result instanceof BalanceStaleError).toBe(code === "BALANCE_STALE");
  });

  it.each(["WALLET_CLOSED", "PRODUCT_ARCHIVED", "QUOTE_UNAVAILABLE"])("names any other reason: %s", async (code) => {
    const { result } = await place([deny(code), noOrders]);
    expect(result).toMatchObject({ code: "CONFLICT", message: expect.stringContaining(code) as string });
  });

  it("reports the missing amount when another order was faster", async () => {
    const { result } = await place([allow, refusal(402, "INSUFFICIENT_FUNDS"), deny("INSUFFICIENT_FUNDS")]);
    expect(result).toBeInstanceOf(WalletEmptyError);
    expect(result).toMatchObject({ ...FIGURES, cause: { code: "INSUFFICIENT_FUNDS" } });
  });

  it("reports it with the earlier figures, when it cannot run the pre-flight again", async () => {
    const { result } = await place([allow, refusal(402, "INSUFFICIENT_FUNDS"), refusal(500, "INTERNAL_SERVER_ERROR")]);
    expect(result).toBeInstanceOf(WalletEmptyError);
    expect(result).toMatchObject({ total_payable: "241.25", shortfall: null });
  });
});

import { parseDecimal, toScale } from "@plimsoll/core";
import { afterEach, describe, expect, test } from "vitest";
import { type SandboxOptions, startSandbox } from "@plimsoll/sandbox";
import { ProviderError, type Connector } from "../connector.ts";
import { openConnector } from "../open-connector.ts";
import { anywhere } from "../../../../../test/support/outbound.ts";

const SIGNAL = new AbortController().signal;
const ORDER = { productId: "1", denomination: "50.00", quantity: 5, externalWalletId: "1", reference: "REF-1" };

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** A sandbox with a wallet of 5,000.00 USD and one of 100.10 EUR, and a connector to it. */
async function connected(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({
    wallets: [
      { currency: "USD", balance: "5000.00" },
      { currency: "EUR", balance: "100.10" },
    ],
    fulfilment: null,
    ...options,
  });
  cleanups.push(sandbox.stop);
  const connector: Connector = openConnector(
    {
      kind: "octopus",
      baseUrl: sandbox.url,
      credentials: { api_key: sandbox.apiKey, api_secret: sandbox.apiSecret },
    },
    { ...anywhere(), timeoutMs: 5_000 },
  );
  cleanups.push(() => connector.close());
  return { sandbox, connector };
}

/** A decimal text in millionths, exactly. */
function units(text: string | undefined): bigint {
  const decimal = parseDecimal(text);
  if (!decimal.ok) throw new Error(`${text} is no decimal`);
  return toScale(decimal.value, 6, "floor");
}

async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await work.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe("against the sandbox", () => {
  test.each([null, 1])("every wallet is read with its true balance, %s on a page", async (walletsPerPage) => {
    const { sandbox, connector } = await connected({ walletsPerPage, clockOffsetMs: 4_000 });
    for (let more = 0; more < 150; more += 1) sandbox.addWallet({ currency: "JPY", balance: String(more) });
    const { balances, problems, clock } = await connector.fetchBalances(SIGNAL);
    expect(problems).toEqual([]);
    expect(balances).toHaveLength(152);
    for (const { externalId, available, currency } of balances) {
      const truth = sandbox.truth().wallets.find(({ id }) => String(id) === externalId);
      expect([units(available), currency]).toEqual([units(truth?.balance), truth?.currency]);
    }
    expect(clock?.low).toBeLessThanOrEqual(4_000);
    expect(clock?.high).toBeGreaterThanOrEqual(4_000);
  });

  test("transactions are the true ones, newest first", async () => {
    const { sandbox, connector } = await connected({ timePrecision: "millisecond" });
    sandbox.debit(1, "241.25", { reference: "MY_ORDER_001" });
    sandbox.credit(1, "1000.00");
    const { transactions, complete } = await connector.listTransactions("1", 0, SIGNAL);
    const truth = sandbox.truth().transactions.filter(({ wallet_id }) => wallet_id === 1);
    expect(complete).toBe(true);
    expect(transactions.map(({ externalId, direction, occurredAt }) => [externalId, direction, occurredAt])).toEqual(
      truth.toReversed().map((entry) => [String(entry.id), entry.transaction_type, Date.parse(entry.created_at)]),
    );
    expect(transactions.at(0)).toMatchObject({ currency: "USD", status: "COMPLETED" });
  });

  test("a token that ends early costs only another request", async () => {
    const { sandbox, connector } = await connected({ faults: { expire_token: { count: 1 } } });
    expect((await connector.fetchBalances(SIGNAL)).balances).toHaveLength(2);
    expect(sandbox.truth().struck).toEqual({ expire_token: 1 });
  });

  test("tokens of a minute are renewed while they are used", async () => {
    const { connector } = await connected({ accessTtlMs: 60_000 });
    for (let round = 0; round < 3; round += 1) {
      expect((await connector.fetchBalances(SIGNAL)).balances).toHaveLength(2);
    }
  });

  test("429 and 500 are distinguished, and Retry-After is passed on", async () => {
    const { sandbox, connector } = await connected();
    sandbox.setFaults({ server_error: { count: 1, only: ["wallets"] } });
    expect((await failureOf(connector.fetchBalances(SIGNAL))).kind).toBe("transient");
    sandbox.setFaults({ too_many_requests: { count: 1, only: ["wallets"], retryAfterSeconds: 7 } });
    const limited = await failureOf(connector.fetchBalances(SIGNAL));
    expect([limited.kind, limited.retryAfterMs]).toEqual(["rate_limited", 7_000]);
  });

  test("a quote equals the order's cost", async () => {
    const { sandbox, connector } = await connected();
    const quote = await connector.quote(ORDER, SIGNAL);
    const order = await connector.placeOrder(ORDER, SIGNAL);
    expect(order).toMatchObject({ status: "DELIVERED", reference: "REF-1", quantity: 5, deliveredQuantity: 5 });
    expect(order.vouchers).toMatch(/^\[/);
    expect(units(sandbox.balance(1))).toBe(units("5000.00") - units(quote.totalPayable));
    expect(await connector.getOrder(order.externalId, SIGNAL)).toMatchObject({ externalId: order.externalId });
    expect(await connector.findOrder("REF-1", SIGNAL)).toMatchObject({ externalId: order.externalId });
    expect(await connector.findOrder("REF-2", SIGNAL)).toBeNull();
    expect((await connector.listOrders(0, SIGNAL)).orders).toHaveLength(1);
  });

  test("an order is placed once, whatever happens to the response", async () => {
    const { sandbox, connector } = await connected();
    sandbox.setFaults({ reset_after: { count: 1, only: ["place_order"] } });
    expect((await failureOf(connector.placeOrder(ORDER, SIGNAL))).kind).toBe("transient");
    expect(await connector.findOrder("REF-1", SIGNAL)).toMatchObject({ reference: "REF-1" });
    expect((await failureOf(connector.placeOrder(ORDER, SIGNAL))).kind).toBe("duplicate");
    sandbox.setFaults({ reset_before: { count: 1, only: ["place_order"] } });
    const second = { ...ORDER, reference: "REF-2" };
    expect((await failureOf(connector.placeOrder(second, SIGNAL))).kind).toBe("transient");
    expect(await connector.findOrder("REF-2", SIGNAL)).toBeNull();
    expect(sandbox.truth().orders).toHaveLength(1);
  });

  test("an empty wallet and a wrong product have errors of their own", async () => {
    const { connector } = await connected();
    const large = { ...ORDER, denomination: "100.00", quantity: 100 };
    expect((await failureOf(connector.placeOrder(large, SIGNAL))).kind).toBe("insufficient_funds");
    const wrong = await failureOf(connector.placeOrder({ ...ORDER, denomination: "51.00", reference: "R" }, SIGNAL));
    expect(wrong.kind).toBe("rejected");
    expect((await failureOf(connector.quote({ ...ORDER, productId: "99" }, SIGNAL))).kind).toBe("not_found");
  });
});

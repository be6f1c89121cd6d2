import type { Product } from "@plimsoll/core";
import type { OrderFilter } from "@plimsoll/server/store/port/orders";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  credit,
  debit,
  deliver,
  endOrder,
  newEndpoint,
  newFeature,
  newProduct,
  newWallet,
  order,
  patchProduct,
  patchWallet,
  putRates,
  transfer,
} from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { Fixture, whole } from "./fixture.ts";

export function gateSuite(engine: TestEngine): void {
  describe("gates", () => {
    let fixture: Fixture;
    let product: Product;
    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      await fixture.must(newWallet(), newWallet({ currency: "EUR" }), credit(1, "1000.00"), credit(2, "1000.00"));
      await fixture.must(newWallet({ accountId: 2 }), credit(1, "1000.00", { accountId: 2 }));
      const [made] = await fixture.must<{ product: Product }>(newProduct({ discount: "3.5" }));
      if (!made) throw new Error("no product");
      product = made.product;
    });
    afterEach(() => fixture.close());

    const reads = () => fixture.store.reads;
    const all: OrderFilter = { walletId: null, status: null, reference: null };

    test("orders are stored with their state", async () => {
      await fixture.must(
        order(product.id, "a", { quantity: 3 }),
        order(product.id, "b"),
        order(product.id, "c"),
        order(product.id, "d"),
      );
      fixture.now += 1_000;
      await fixture.must(deliver(1, 2), deliver(2, 1), endOrder(3, "FAILED"), endOrder(4, "CANCELLED"));
      const listed = await whole((page) => reads().orders(1, all, page));
      expect(listed.map((entry) => [entry.order.status, entry.order.delivered, entry.order.refunded])).toEqual([
        ["CANCELLED", 0, 965n],
        ["FAILED", 0, 965n],
        ["DELIVERED", 1, 0n],
        ["PARTIALLY_DELIVERED", 2, 0n],
      ]);
      expect(listed[0]?.denomination).toEqual({ currency: "USD", assetScale: 2 });
      expect(listed[0]?.order).toMatchObject({ reference: "d", refundTransactionId: 8, productName: product.name });
      expect(await reads().order(2, 1)).toBeNull();
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("orders are listed newest first, by wallet, status and reference", async () => {
      await fixture.must(putRates({ from: "USD", to: "EUR", rate: "0.9" }));
      for (let i = 0; i < 25; i += 1) {
        await fixture.must(order(product.id, `a${i}`), order(product.id, `b${i}`, { walletId: 2 }));
      }
      await fixture.must(endOrder(50, "FAILED"), endOrder(1, "FAILED"));
      const ids = async (filter: Partial<OrderFilter>) =>
        (await whole((page) => reads().orders(1, { ...all, ...filter }, page))).map((entry) => entry.order.id);
      expect(await ids({})).toEqual(Array.from({ length: 50 }, (_, i) => 50 - i));
      expect(await ids({ status: "FAILED" })).toEqual([50, 1]);
      expect(await ids({ walletId: 2 })).toEqual(Array.from({ length: 25 }, (_, i) => 50 - 2 * i));
      expect(await ids({ walletId: 2, status: "FAILED" })).toEqual([50]);
      expect(await ids({ reference: "b3" })).toEqual([8]);
      expect(await ids({ reference: "nobody's" })).toEqual([]);
      const not = new Set(["status"]);
      expect(await ids({ status: "PENDING", not })).toEqual([50, 1]);
      expect(await ids({ walletId: 2, status: "FAILED", not })).toEqual(
        Array.from({ length: 24 }, (_, i) => 48 - 2 * i),
      );
      expect(await ids({ reference: "b3", status: "FAILED", not })).toEqual([8]);
    });

    test("features, products, cards and endpoints are found by text and status, or by what they are not", async () => {
      const hostile = String.raw`100%_\'";--`;
      await fixture.must(
        newProduct({ name: hostile, currency: "EUR" }),
        patchProduct(product.id, { status: "archived" }),
        newFeature(null, { name: "Card issuing" }),
        newFeature(null, { name: hostile, status: "draft" }),
        newEndpoint({ url: "https://one.example/hook", description: hostile }),
        newEndpoint({ url: "https://two.example/hook" }),
        ...["card_1", "card_2", `card_${hostile}`].map((cardId, index) => ({
          type: "create_card" as const,
          accountId: 1,
          cardId,
          walletId: index === 0 ? 1 : 2,
          status: index === 1 ? ("frozen" as const) : ("active" as const),
          expires: null,
        })),
      );
      const not = new Set(["status", "walletId", "currency"]);
      const first = { page: 1, limit: 50 };
      const names = async (filter: object) => (await reads().features(1, first, filter)).rows.map(({ name }) => name);
      expect(await names({ q: "card" })).toEqual(["Card issuing"]);
      expect(await names({ q: "%_" })).toEqual([hostile]);
      expect(await names({ status: "draft" })).toEqual([hostile]);
      expect(await names({ status: "draft", not })).not.toContain(hostile);
      const products = async (filter: object) =>
        (await reads().products(1, first, filter)).rows.map(({ name }) => name);
      expect(await products({ q: "100%" })).toEqual([hostile]);
      expect(await products({ status: "archived" })).toEqual([product.name]);
      expect(await products({ status: "archived", not })).toEqual([hostile]);
      expect(await products({ currency: product.currency, not })).toEqual([hostile]);
      expect(await products({ currency: "AED" })).toEqual([]);
      const cards = async (filter: object) => (await reads().cards(1, first, filter)).rows.map(({ cardId }) => cardId);
      expect(await cards({ q: "CARD_" })).toEqual(["card_1", "card_2", `card_${hostile}`]);
      expect(await cards({ status: "frozen" })).toEqual(["card_2"]);
      expect(await cards({ status: "frozen", not })).toEqual(["card_1", `card_${hostile}`]);
      expect(await cards({ walletId: 1, not, q: "2" })).toEqual(["card_2"]);
      expect((await reads().cards(1, { page: 2, limit: 1 }, { walletId: 2 })).rows).toMatchObject([
        { cardId: `card_${hostile}` },
      ]);
      const urls = async (filter: object) => (await reads().endpoints(1, first, filter)).rows.map(({ url }) => url);
      expect(await urls({ q: "TWO.example" })).toEqual(["https://two.example/hook"]);
      expect(await urls({ q: "'" })).toEqual(["https://one.example/hook"]);
      expect(await urls({ status: "enabled", not })).toEqual([]);
    });

    test("a reference places one order, however many processes try at once", async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => fixture.batch(order(product.id, "same"))));
      expect(answers.flat().filter((answer) => answer.ok && answer.replayed !== true)).toHaveLength(1);
      expect((await reads().wallet(1, 1))?.balance).toBe(99_035n);
    });

    test("products and rates are stored, changed and listed", async () => {
      const others = await fixture.must<{ product: Product }>(
        ...Array.from({ length: 24 }, (_, i) => newProduct({ name: `n${i}`, fee: i % 2 === 0 ? "0.50" : null })),
      );
      await fixture.must(patchProduct(product.id, { status: "archived", name: "Old", denominations: ["1"] }));
      const products = await whole((page) => reads().products(1, page));
      expect(products.map(({ position }) => position)).toEqual(Array.from({ length: 25 }, (_, i) => 25 - i));
      expect(products.at(-1)).toMatchObject({ name: "Old", status: "archived", denominations: '["1.00"]' });
      expect(await reads().product(1, others[0]?.product.id ?? "")).toEqual(others[0]?.product);
      expect(await reads().product(2, product.id)).toBeNull();

      await fixture.must(putRates({ from: "USD", to: "EUR", rate: "0.9" }, { from: "EUR", to: "CHF", rate: "1" }));
      await fixture.must(putRates({ from: "USD", to: "EUR", rate: "0.95" }, { from: "EUR", to: "CHF", rate: null }));
      expect(await reads().fxRate(1, "USD", "EUR")).toMatchObject({ rate: "0.95" });
      expect((await whole((page) => reads().fxRates(1, page))).map(({ rate }) => rate)).toEqual(["0.95"]);
      expect((await reads().fxRates(2, { page: 1, limit: 5 })).total).toBe(0);
    });

    test("transfers are stored and listed", async () => {
      await fixture.must(putRates({ from: "USD", to: "EUR", rate: "0.9" }));
      await fixture.must(transfer(1, 2, "10.00", { fee: "0.50", reference: "first" }));
      for (let i = 0; i < 24; i += 1) await fixture.must(transfer(2, 1, "1.00", { rate: "1.1" }));
      const listed = await whole((page) => reads().transfers(1, page));
      expect(listed.map(({ transfer: { position } }) => position)).toEqual(
        Array.from({ length: 25 }, (_, i) => 25 - i),
      );
      const first = listed.at(-1);
      expect(first).toMatchObject({
        transfer: {
          amount: 1_000n,
          fee: 50n,
          received: 900n,
          rate: "0.9",
          reference: "first",
          debitId: 3,
          creditId: 4,
        },
        from: { currency: "USD", assetScale: 2 },
        to: { currency: "EUR", assetScale: 2 },
      });
      expect(await reads().transfer(1, first?.transfer.id ?? "")).toEqual(first);
      expect(await reads().transfer(2, first?.transfer.id ?? "")).toBeNull();
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("wallets that spend, and rates among their currencies, are found", async () => {
      const rate = (from: string, to: string) => ({ from, to, rate: "1.5" });
      await fixture.must(putRates(rate("USD", "EUR"), rate("EUR", "CHF"), rate("CHF", "USD")));
      const pairs = async (...codes: string[]) =>
        (await reads().fxRatesAmong(1, codes))
          .map(({ fromCurrency, toCurrency }) => fromCurrency + toCurrency)
          .toSorted();
      expect(await pairs("USD", "EUR")).toEqual(["USDEUR"]);
      expect(await pairs("USD", "EUR", "CHF")).toEqual(["CHFUSD", "EURCHF", "USDEUR"]);
      expect(await pairs("USD")).toEqual([]);
      expect(await pairs()).toEqual([]);
      await fixture.must(debit(2, "10.00"), debit(1, "10.00"));
      expect(await reads().spendingWallets(1, 10)).toEqual([]);
      fixture.now += 2 * 86_400_000;
      await fixture.must({ type: "measure_spend", accountId: 1, walletIds: [1, 2] });
      const spending = async (limit: number) => (await reads().spendingWallets(1, limit)).map(({ id }) => id);
      expect(await spending(10)).toEqual([1, 2]);
      expect(await spending(1)).toEqual([1]);
      await fixture.must(patchWallet(1, { status: "frozen" }));
      expect(await spending(10)).toEqual([2]);
    });

    test("the open wallets of a currency are found, a few at a time", async () => {
      expect(await reads().walletsIn(1, "USD", 2)).toEqual([1]);
      await fixture.must(...Array.from({ length: 3 }, () => newWallet()));
      expect(await reads().walletsIn(1, "USD", 2)).toEqual([1, 3]);
      await fixture.must(patchWallet(3, { status: "closed" }));
      expect(await reads().walletsIn(1, "USD", 2)).toEqual([1, 4]);
      expect(await reads().walletsIn(1, "CHF", 2)).toEqual([]);
    });
  });
}

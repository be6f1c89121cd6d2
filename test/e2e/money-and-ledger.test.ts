import type { Currency, ErrorEnvelope, Transaction, Wallet } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type Answer, type Fields } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { useServer } from "../support/e2e/fixtures.ts";

interface Results {
  readonly results: readonly {
    readonly status: number;
    readonly transaction?: Transaction;
    readonly error?: ErrorEnvelope["error"];
    readonly replayed?: boolean;
  }[];
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function countOf(answers: readonly Answer<unknown>[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}

describeEngines("concurrency", (engine) => {
  const server = useServer({ engine });

  it("64 simultaneous debits against a balance for 10 place exactly 10", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    const answers = await Promise.all(times(64, () => api.post(`/wallets/${wallet.id}/debits`, { amount: "10.00" })));
    expect(countOf(answers, 201)).toBe(10);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(54);
    for (const answer of refused) {
      expect(answer.status).toBe(402);
      expect(errorOf(answer)).toMatchObject({ code: "INSUFFICIENT_FUNDS", name: "Insufficient Funds" });
    }
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "0.00", available: "0.00", sequence: 11 });
    const transactions = await api.transactions(wallet.id);
    expect(transactions.map(({ sequence }) => sequence)).toEqual(times(11, (index) => 11 - index));
    expect(transactions.map(({ balance_after }) => balance_after)).toEqual(
      times(11, (index) => (index * 10).toFixed(2)),
    );
  });

  it("eight parallel requests with one key make one transaction and one response", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00");
    const debit = () => api.post(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, { "idempotency-key": "order-1" });
    const answers = await Promise.all(times(8, debit));
    expect(countOf(answers, 201)).toBe(8);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true");
    expect(replayed).toHaveLength(7);
    expect(await api.wallet(wallet.id)).toMatchObject({ balance: "99.00", sequence: 2 });
  });

  it("a batch of 1,000 gets one result for each item, in order, and a broken item fails alone", async () => {
    const { api } = server();
    const [one, two] = [await api.createFundedWallet("300.00"), await api.createWallet()];
    const kinds = [
      { item: { wallet_id: one.id, transaction_type: "DEBIT", amount: "1.00" }, status: 201 },
      { item: { wallet_id: two.id, transaction_type: "CREDIT", amount: "0.01", kind: "refund" }, status: 201 },
      { item: { wallet_id: two.id, transaction_type: "DEBIT", amount: "1000000.00" }, status: 402 },
      { item: { wallet_id: 987_654, transaction_type: "DEBIT", amount: "1.00" }, status: 404 },
      { item: { wallet_id: one.id, transaction_type: "DEBIT", amount: "0.001" }, status: 400 },
      { item: { wallet_id: one.id, transaction_type: "SIDEWAYS", amount: "1.00" }, status: 400 },
      { item: "nonsense", status: 400 },
      { item: { wallet_id: one.id, transaction_type: "DEBIT", amount: "1.00", unknown_field: 1 }, status: 400 },
    ];
    const picked = times(1_000, (index) => kinds[index % kinds.length] ?? kinds[0]);
    const answer = await api.post<Results>(
      "/transactions",
      picked.map((kind) => kind?.item),
    );
    const { results } = expectStatus(200, answer);
    expect(results.map(({ status }) => status)).toEqual(picked.map((kind) => kind?.status));
    expect(results[0]?.transaction).toMatchObject({ wallet_id: one.id, sequence: 2, balance_after: "299.00" });
    expect(results[1]?.transaction).toMatchObject({ wallet_id: two.id, sequence: 1, kind: "refund" });
    expect(results[2]?.error?.code).toBe("INSUFFICIENT_FUNDS");
    expect(results[3]?.error?.code).toBe("NOT_FOUND");
    expect(results[4]?.error?.details.map(({ field }) => field)).toEqual(["amount"]);
    expect(results[5]?.error?.details.map(({ field }) => field)).toEqual(["transaction_type"]);
    expect(results[7]?.error?.details.map(({ field }) => field)).toEqual(["unknown_field"]);
    expect(await api.wallet(one.id)).toMatchObject({ balance: "175.00", sequence: 126 });
    expect(await api.wallet(two.id)).toMatchObject({ balance: "1.25", sequence: 125 });
  });
});

describe("money and the ledger", () => {
  const server = useServer();

  describe("amounts", () => {
    it.each<[string, string]>([
      ["a string", '"12.34"'],
      ["a number", "12.34"],
      ["a string with fewer decimals", '"12"'],
      ["a whole number", "12"],
      ["the smallest", '"0.01"'],
      ["15 digits as a number", "1234567890123.45"],
      ["more digits as a string", '"90071992547409.93"'],
      ["leading zeros of a fraction", "0.05"],
    ])("accepts %s", async (_title, text) => {
      const { api } = server();
      const wallet = await api.createWallet();
      const answer = await api.post<Transaction>(`/wallets/${wallet.id}/credits`, `{"amount":${text}}`);
      const { amount, balance_after } = expectStatus(201, answer);
      const [whole, fraction = ""] = text.replaceAll('"', "").split(".");
      expect(amount).toBe(`${whole}.${fraction.padEnd(2, "0")}`);
      expect(balance_after).toBe(amount);
      expect((await api.get(`/wallets/${wallet.id}`)).text).toContain(`"amount":${amount},`);
    });

    it("accepts numbers below a millionth as they were written", async () => {
      const { api } = server();
      const wallet = await api.createWallet({ asset_scale: 9 });
      const credits = `/wallets/${wallet.id}/credits`;
      const amounts = [];
      for (const text of ["0.000000001", "0.0000001", "0.00000123"]) {
        const { amount, balance_after } = expectStatus(201, await api.post<Transaction>(credits, `{"amount":${text}}`));
        amounts.push([amount, balance_after]);
      }
      expect(amounts).toEqual([
        ["0.000000001", "0.000000001"],
        ["0.000000100", "0.000000101"],
        ["0.000001230", "0.000001331"],
      ]);
      for (const text of ["1e-7", "0.0000000001"]) {
        expect((await api.post(credits, `{"amount":${text}}`)).status).toBe(400);
      }
      const rated = await api.post<Wallet>("/wallets", '{"name":"W","currency":"USD","conversion_rate":0.0000001}');
      expect(expectStatus(201, rated).conversion_rate).toBe("0.0000001");
    });

    it.each<[string, string]>([
      ["too fine, string", '"0.001"'],
      ["too fine, number", "0.001"],
      ["an exponent, string", '"1e2"'],
      ["an exponent, number", "1e2"],
      ["an exponent, upper case", "1E2"],
      ["a negative exponent", "100e-2"],
      ["16 digits as a number", "12345678901234.56"],
      ["a double's noise", "0.30000000000000004"],
      ["NaN, string", '"NaN"'],
      ["Infinity, string", '"Infinity"'],
      ["negative, string", '"-1.00"'],
      ["negative, number", "-1"],
      ["zero, string", '"0"'],
      ["zero, number", "0"],
      ["minus zero", '"-0.00"'],
      ["huge, string", '"99999999999999999999999999"'],
      ["huge, number", "99999999999999999999999999"],
      ["one unit beyond 64 bits", '"92233720368547758.08"'],
      ["thousand characters", `"${"9".repeat(1_000)}"`],
      ["empty", '""'],
      ["blanks", '" 1.00 "'],
      ["a thousands separator", '"1,000.00"'],
      ["a currency sign", '"$1.00"'],
      ["hexadecimal", '"0x10"'],
      ["other digits", '"١٢"'],
      ["null", "null"],
      ["true", "true"],
      ["an array", '["1.00"]'],
      ["an object", '{"value":"1.00"}'],
    ])("refuses %s by name and writes nothing", async (_title, text) => {
      const { api } = server();
      const wallet = await api.createFundedWallet("5.00", { overdraft_limit: null });
      for (const path of ["credits", "debits"]) {
        const answer = await api.post(`/wallets/${wallet.id}/${path}`, `{"amount":${text}}`);
        expect(answer.status).toBe(400);
        const { code, details } = errorOf(answer);
        expect(code).toBe("VALIDATION_FAILURE");
        expect(details.map(({ field }) => field)).toEqual(["amount"]);
        expect(details[0]?.message).toContain("amount");
      }
      expect(await api.wallet(wallet.id)).toMatchObject({ balance: "5.00", sequence: 1 });
      expect(await api.transactions(wallet.id)).toHaveLength(1);
    });

    it("refuses a missing amount and text that is not JSON", async () => {
      const { api } = server();
      const wallet = await api.createWallet();
      const missing = await api.post(`/wallets/${wallet.id}/credits`, {});
      expect(errorOf(missing).details.map(({ field }) => field)).toEqual(["amount"]);
      for (const text of ['{"amount":NaN}', '{"amount":.5}', '{"amount":1.}', '{"amount":01}', ""]) {
        const answer = await api.post(`/wallets/${wallet.id}/credits`, text);
        expect(answer.status).toBe(400);
        expect(errorOf(answer).code).toBe("VALIDATION_FAILURE");
      }
      expect((await api.wallet(wallet.id)).sequence).toBe(0);
    });

    it("prints big balances digit by digit", async () => {
      const { api } = server();
      for (const [balance, fields] of [
        ["92233720368547758.07", {}],
        ["9223372036.854775807", { asset_scale: 9 }],
        ["9007199254740993", { currency: "JPY" }],
        ["9007199254740.993", { currency: "KWD" }],
      ] as const) {
        const wallet = await api.createFundedWallet(balance, fields);
        expect(wallet.balance).toBe(balance);
        const { text } = await api.get(`/wallets/${wallet.id}`);
        expect(text).toContain(`"amount":${balance},`);
        expect((await api.get("/wallets?limit=1000")).text).toContain(
          `"id":${wallet.id},"currency_id":${wallet.currency_id},"amount":${balance},`,
        );
        const [transaction] = await api.transactions(wallet.id);
        expect(transaction).toMatchObject({ amount: balance, balance_after: balance });
      }
    });

    it("never beyond what a wallet can hold, in either direction", async () => {
      const { api } = server();
      const full = await api.createFundedWallet("92233720368547758.07");
      const more = await api.post(`/wallets/${full.id}/credits`, { amount: "0.01" });
      expect(errorOf(more)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "amount" }] });
      const deep = await api.createWallet({ overdraft_limit: null });
      await api.debit(deep.id, "92233720368547758.07");
      const less = await api.post(`/wallets/${deep.id}/debits`, { amount: "0.05" });
      expect(errorOf(less)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "amount" }] });
      expect(await api.wallet(deep.id)).toMatchObject({ balance: "-92233720368547758.07", sequence: 1 });
    });

    it.each<[string, Fields, string, string, string]>([
      ["JPY", { currency: "JPY" }, "100", "0.5", "99"],
      ["KWD", { currency: "KWD" }, "100.000", "0.0005", "99.999"],
      ["scale 9", { asset_scale: 9 }, "100.000000000", "0.0000000001", "99.999999999"],
      ["scale 0", { asset_scale: 0 }, "100", "0.1", "99"],
    ])("%s has its own decimal places", async (_title, fields, start, tooFine, after) => {
      const { api } = server();
      const wallet = await api.createFundedWallet("100", fields);
      expect(wallet.balance).toBe(start);
      const refused = await api.post(`/wallets/${wallet.id}/debits`, { amount: tooFine });
      expect(errorOf(refused).details.map(({ field }) => field)).toEqual(["amount"]);
      const smallest = `${"0.000000000".slice(0, wallet.asset_scale + 1)}1`;
      await api.debit(wallet.id, wallet.asset_scale === 0 ? "1" : smallest);
      expect((await api.wallet(wallet.id)).balance).toBe(after);
    });

    it("refuses scales and currencies that do not exist", async () => {
      const { api } = server();
      for (const [fields, field] of [
        [{ asset_scale: 10 }, "asset_scale"],
        [{ asset_scale: -1 }, "asset_scale"],
        [{ asset_scale: 1.5 }, "asset_scale"],
        [{ currency: "XXQ" }, "currency"],
        [{ currency: "usd" }, "currency"],
        [{ currency: "" }, "currency"],
        [{ overdraft_limit: "-1" }, "overdraft_limit"],
        [{ overdraft_limit: "0.001" }, "overdraft_limit"],
        [{ conversion_rate: "0" }, "conversion_rate"],
        [{ balance: "5.00" }, "balance"],
      ] as const) {
        const answer = await api.post("/wallets", { name: "W", currency: "USD", ...fields });
        expect(answer.status).toBe(400);
        expect(errorOf(answer).details.map((detail) => detail.field)).toEqual([field]);
      }
    });

    it("the currency list is seed 000's, with stable ids that wallets refer to", async () => {
      const { api } = server();
      const currencies = expectStatus(200, await api.get<Currency[]>("/currencies"));
      const dollar = currencies.find(({ currency }) => currency === "USD");
      expect(dollar).toEqual({ id: expect.any(Number) as number, name: "US Dollar", currency: "USD", precision: 2 });
      expect((await api.createWallet()).currency_id).toBe(dollar?.id);
      expect(currencies.find(({ currency }) => currency === "JPY")?.precision).toBe(0);
      expect(currencies.find(({ currency }) => currency === "KWD")?.precision).toBe(3);
      expect(new Set(currencies.map(({ id }) => id)).size).toBe(currencies.length);
      expect(currencies.length).toBeGreaterThan(150);
    });
  });

  describe("idempotency", () => {
    it("the same request again gets the first response, marked", async () => {
      const { api } = server();
      const wallet = await api.createFundedWallet("100.00");
      const send = (amount: unknown, key = "k-1") =>
        api.post(`/wallets/${wallet.id}/debits`, { amount, kind: "order" }, { "idempotency-key": key });
      const first = await send("10.00");
      await api.credit(wallet.id, "1.00");
      const again = await send("10.00");
      expect(again.status).toBe(201);
      expect(again.text).toBe(first.text);
      expect(first.headers.get("idempotency-replayed")).toBeNull();
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      const other = await send("11.00");
      expect(other.status).toBe(422);
      expect(errorOf(other).code).toBe("IDEMPOTENCY_KEY_REUSED");
      expect((await send("10.00", "k-2")).status).toBe(201);
      expect(await api.wallet(wallet.id)).toMatchObject({ balance: "81.00", sequence: 4 });
    });

    it("a key belongs to one operation on one wallet", async () => {
      const { api } = server();
      const [one, two] = [await api.createFundedWallet("9.00"), await api.createFundedWallet("9.00")];
      const headers = { "idempotency-key": "k-shared" };
      expect((await api.post(`/wallets/${one.id}/debits`, { amount: "1.00" }, headers)).status).toBe(201);
      expect((await api.post(`/wallets/${two.id}/debits`, { amount: "1.00" }, headers)).status).toBe(422);
      expect((await api.post(`/wallets/${one.id}/credits`, { amount: "1.00" }, headers)).status).toBe(422);
    });

    it("a refusal does not use up its key: the request may be repeated when there are funds", async () => {
      const { api } = server();
      const wallet = await api.createWallet();
      const debit = () => api.post(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, { "idempotency-key": "k-late" });
      expect((await debit()).status).toBe(402);
      await api.credit(wallet.id, "1.00");
      expect((await debit()).status).toBe(201);
      expect((await debit()).headers.get("idempotency-replayed")).toBe("true");
      expect((await api.wallet(wallet.id)).balance).toBe("0.00");
    });

    it("a batch is repeated item by item", async () => {
      const { api } = server();
      const wallet = await api.createFundedWallet("10.00");
      const item = (key: string, amount = "1.00") => ({
        wallet_id: wallet.id,
        transaction_type: "DEBIT",
        amount,
        idempotency_key: key,
      });
      const first = expectStatus(
        200,
        await api.post<Results>("/transactions", [item("b-1"), item("b-2"), item("b-1")]),
      );
      expect(first.results.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(first.results[2]?.transaction).toEqual(first.results[0]?.transaction);
      const second = expectStatus(
        200,
        await api.post<Results>("/transactions", [item("b-2"), item("b-3"), item("b-1", "2.00")]),
      );
      expect(second.results.map(({ status }) => status)).toEqual([201, 201, 422]);
      expect(second.results[0]?.transaction).toEqual(first.results[1]?.transaction);
      expect(await api.wallet(wallet.id)).toMatchObject({ balance: "7.00", sequence: 4 });
    });

    it("a batch under one header key is repeated as a whole", async () => {
      const { api } = server();
      const wallet = await api.createFundedWallet("10.00");
      const items = times(3, () => ({ wallet_id: wallet.id, transaction_type: "DEBIT", amount: "1.00" }));
      const headers = { "idempotency-key": "whole-batch" };
      const first = await api.post<Results>("/transactions", items, headers);
      const again = await api.post<Results>("/transactions", items, headers);
      expect(again.status).toBe(200);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect(again.body.results.map(({ transaction }) => transaction)).toEqual(
        first.body.results.map(({ transaction }) => transaction),
      );
      expect((await api.wallet(wallet.id)).balance).toBe("7.00");
    });

    it.each([
      ["", "empty"],
      ["x".repeat(256), "too long"],
    ])("refuses an invalid key (%#)", async (key) => {
      const { api } = server();
      const wallet = await api.createFundedWallet("10.00");
      const answer = await api.post(`/wallets/${wallet.id}/debits`, { amount: "1.00" }, { "idempotency-key": key });
      expect(answer.status).toBe(400);
      expect(errorOf(answer).details.map(({ field }) => field)).toEqual(["Idempotency-Key"]);
    });
  });

  describe("the batch as a whole", () => {
    it.each<[string, unknown]>([
      ["no items", []],
      ["1,001 items", times(1_001, () => ({ wallet_id: 1, transaction_type: "DEBIT", amount: "1.00" }))],
      ["an object", { wallet_id: 1 }],
      ["null", "null"],
    ])("refuses %s", async (_title, body) => {
      const answer = await server().api.post("/transactions", body);
      expect(answer.status).toBe(400);
      expect(errorOf(answer).details.map(({ field }) => field)).toEqual(["body"]);
    });
  });

  describe("overdraft and status", () => {
    it.each<[string | null | undefined, string, string]>([
      [undefined, "10.00", "10.01"],
      ["0", "10.00", "10.01"],
      ["5.00", "15.00", "15.01"],
    ])("a limit of %s allows a debit of %s and refuses %s", async (limit, most, tooMuch) => {
      const { api } = server();
      const fields = limit === undefined ? {} : { overdraft_limit: limit };
      const wallet = await api.createFundedWallet("10.00", fields);
      expect((await api.post(`/wallets/${wallet.id}/debits`, { amount: tooMuch })).status).toBe(402);
      await api.debit(wallet.id, most);
      const after = await api.wallet(wallet.id);
      expect(after.sequence).toBe(2);
      expect(Number(after.balance)).toBe(10 - Number(most));
    });

    it("null is unlimited, and a limit that shrinks binds the next debit only", async () => {
      const { api } = server();
      const wallet = await api.createWallet({ overdraft_limit: null });
      expect(wallet.overdraft_limit).toBeNull();
      await api.debit(wallet.id, "1000000.00");
      const limited = await api.updateWallet(wallet.id, { overdraft_limit: "5.00" });
      expect(limited).toMatchObject({ overdraft_limit: "5.00", balance: "-1000000.00" });
      expect((await api.post(`/wallets/${wallet.id}/debits`, { amount: "0.01" })).status).toBe(402);
      await api.credit(wallet.id, "1.00");
    });

    it("a frozen wallet accepts credits only, a closed one nothing", async () => {
      const { api } = server();
      const wallet = await api.createFundedWallet("5.00");
      await api.updateWallet(wallet.id, { status: "frozen" });
      const frozen = await api.post(`/wallets/${wallet.id}/debits`, { amount: "1.00" });
      expect([frozen.status, errorOf(frozen).code]).toEqual([409, "CONFLICT"]);
      await api.updateWallet(wallet.id, { status: "active" });
      expect((await api.patch(`/wallets/${wallet.id}`, { status: "closed" })).status).toBe(409);
      await api.debit(wallet.id, "5.00");
      await api.updateWallet(wallet.id, { status: "closed" });
      const closed = await api.post(`/wallets/${wallet.id}/credits`, { amount: "1.00" });
      expect([closed.status, errorOf(closed).code]).toEqual([409, "CONFLICT"]);
    });
  });

  describe("lists", () => {
    it("transactions come newest first, without gaps, in pages", async () => {
      const { api } = server();
      const wallet = await api.createWallet();
      const items = times(25, (index) => ({
        wallet_id: wallet.id,
        transaction_type: "CREDIT",
        amount: `${index + 1}.00`,
      }));
      expectStatus(200, await api.post("/transactions", items));
      const page = async (number: number, limit = 10) =>
        api.get<Transaction[]>(`/transactions?wallet_id=${wallet.id}&page=${number}&limit=${limit}`);
      const pages = [await page(1), await page(2), await page(3)];
      const all = pages.flatMap(({ body }) => body);
      expect(all.map(({ sequence }) => sequence)).toEqual(times(25, (index) => 25 - index));
      expect(pages.map(({ headers }) => headers.get("x-has-more"))).toEqual(["true", "true", "false"]);
      for (const [index, { headers }] of pages.entries()) {
        expect(headers.get("x-page")).toBe(String(index + 1));
        expect(headers.get("x-per-page")).toBe("10");
        expect(headers.get("x-total-count")).toBe("25");
        expect(headers.get("x-total-pages")).toBe("3");
      }
      const balances = all.toReversed().map(({ balance_after }) => balance_after);
      expect(balances).toEqual(times(25, (index) => `${((index + 1) * (index + 2)) / 2}.00`));
      expect(all[0]).toEqual({
        id: expect.any(Number) as number,
        wallet_id: wallet.id,
        currency_id: wallet.currency_id,
        sequence: 25,
        transaction_type: "CREDIT",
        kind: "topup",
        amount: "25.00",
        balance_after: "325.00",
        order_id: null,
        source: "api",
        reference_number: null,
        remarks: null,
        status: "COMPLETED",
        created_at: expect.any(String) as string,
      });
    });

    it("far pages are empty, quick and not an error", async () => {
      const { api } = server();
      const wallet = await api.createFundedWallet("1.00");
      for (const path of [
        "/wallets",
        `/transactions?wallet_id=${wallet.id}`,
        "/transactions",
        "/features",
        "/events",
        "/alerts",
        "/alerts/history",
        "/currencies",
        "/webhook-endpoints",
        "/providers",
      ]) {
        const answer = await api.get(`${path}${path.includes("?") ? "&" : "?"}page=9007199254&limit=1000`);
        expect(answer.status).toBe(200);
        expect(answer.body).toEqual([]);
        expect(answer.headers.get("x-has-more")).toBe("false");
      }
    });

    it.each([
      "page=0",
      "page=-1",
      "page=x",
      "page=1.5",
      "limit=0",
      "limit=1001",
      "limit=",
      "page=99999999999999999999",
      "offset=3",
      "page=1&page=2",
    ])("refuses ?%s by name", async (query) => {
      const answer = await server().api.get(`/wallets?${query}`);
      expect(answer.status).toBe(400);
      expect(errorOf(answer).details.map(({ field }) => field)).toEqual([query.split("=")[0]]);
    });

    it("a client of seed 000 reads the bare array unchanged", async () => {
      const { api } = server();
      const created = await api.createFundedWallet("5000.00");
      const wallets = expectStatus(200, await api.get<Wallet[]>("/wallets?limit=1000"));
      const wallet = wallets.find(({ id }) => id === created.id);
      expect(wallet).toMatchObject({ id: created.id, currency_id: created.currency_id, amount: 5000, type: "PREPAID" });
      expect(wallet).toEqual(created);
      expect(wallets.map(({ id }) => id)).toEqual(wallets.map(({ id }) => id).toSorted((a, b) => a - b));
    });
  });
});

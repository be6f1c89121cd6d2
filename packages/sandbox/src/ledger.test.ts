import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SandboxError } from "./error.ts";
import { Ledger, type NewMovement } from "./ledger.ts";

const wallet = { currency: "USD", scale: 2, type: "PREPAID" as const, balance: 1_000n };

const movement = (direction: "CREDIT" | "DEBIT", amount: bigint, walletId = 1): NewMovement => ({
  walletId,
  direction,
  amount,
  reference: "R",
  remarks: "",
  source: "test",
  orderId: null,
});

describe("the sandbox's ledger", () => {
  it("books every movement with the balance after it, and refuses one that would take a prepaid wallet below zero", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.bigInt(1n, 400n))), (moves) => {
        const ledger = new Ledger();
        ledger.add(wallet);
        let balance = 1_000n;
        for (const [isCredit, amount] of moves) {
          const next = isCredit ? balance + amount : balance - amount;
          const move = () => ledger.move(movement(isCredit ? "CREDIT" : "DEBIT", amount), 0);
          if (next < 0n) expect(move).toThrow(SandboxError);
          else {
            expect(move().balanceAfter).toBe(next);
            balance = next;
          }
          expect(ledger.wallet(1).balance).toBe(balance);
        }
        const sum = ledger.entries.reduce(
          (all, { direction, amount }) => all + (direction === "CREDIT" ? amount : -amount),
          1_000n,
        );
        expect(sum).toBe(balance);
      }),
    );
  });

  it("lets a postpaid wallet go below zero", () => {
    const ledger = new Ledger();
    ledger.add({ ...wallet, type: "POSTPAID", balance: 0n });
    expect(ledger.move(movement("DEBIT", 5n), 0).balanceAfter).toBe(-5n);
  });

  it("gives a movement two numbers: the list's and the webhook's", () => {
    const ledger = new Ledger();
    ledger.add(wallet);
    expect(ledger.move(movement("DEBIT", 1n), 7)).toMatchObject({ id: 1, ledgerId: 1_001, at: 7 });
  });

  it.each([
    ["amounts of nothing", movement("CREDIT", 0n), "VALIDATION_FAILURE"],
    ["unknown wallets", movement("CREDIT", 1n, 9), "NOT_FOUND"],
    ["balances beyond 64 bits", movement("CREDIT", 2n ** 63n), "VALIDATION_FAILURE"],
    ["more than there is", movement("DEBIT", 1_001n), "INSUFFICIENT_FUNDS"],
  ])("refuses %s and books nothing", (_, refused, code) => {
    const ledger = new Ledger();
    ledger.add(wallet);
    expect(() => ledger.move(refused, 0)).toThrow(expect.objectContaining({ code }) as Error);
    expect(ledger.entries).toEqual([]);
    expect(ledger.wallet(1).balance).toBe(1_000n);
  });
});

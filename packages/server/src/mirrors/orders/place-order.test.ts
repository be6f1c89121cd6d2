import type { Order, Sealed } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { WALLET_ROW } from "../../../../../test/support/wallet-row.ts";
import {
  ProviderError,
  type Connector,
  type ProviderErrorKind,
  type ProviderOrder,
} from "../../providers/connector.ts";
import { placementStep, type Step } from "./place-order.ts";

const NOW = Date.UTC(2026, 4, 15, 14, 30);
const MINUTE = 60_000;

const ORDER: Order = {
  accountId: 1,
  id: 4,
  walletId: 7,
  source: "mirror",
  productId: "77",
  productName: "77",
  currency: "USD",
  scale: 2,
  denomination: 2_500n,
  quantity: 2,
  amount: 5_000n,
  payable: 5_000n,
  charges: "{}",
  reference: "ORDER-4",
  fingerprint: "",
  status: "PENDING",
  delivered: 0,
  deliveredAt: null,
  refunded: 0n,
  transactionId: null,
  refundTransactionId: null,
  providerId: "prov_1",
  providerOrderId: null,
  placementState: "pending",
  placementDueAt: NOW,
  placementAttempts: 0,
  acceptedAt: null,
  failure: null,
  vouchers: null,
  createdAt: NOW,
  updatedAt: NOW,
};

const PLACED: ProviderOrder = {
  externalId: "9001",
  reference: "ORDER-4",
  status: "PENDING",
  productId: "77",
  productName: "Gift card",
  denomination: "25.00",
  quantity: 2,
  deliveredQuantity: 0,
  totalPayable: null,
  vouchers: null,
  deliveredOn: null,
  createdAt: null,
};

type Answer<T> = T | Error | "silence";

interface Provider {
  readonly place?: Answer<ProviderOrder>;
  readonly find?: Answer<ProviderOrder | null>;
  readonly get?: Answer<ProviderOrder>;
  readonly takesOrders?: boolean;
}

/** One step for an order, at a provider with these responses, by a clock that stands still. */
async function step(provider: Provider, fresh: boolean, fields: Partial<Order> = {}, options: Partial<Step> = {}) {
  const asked: string[] = [];
  const answer = async <T>(name: string, given: Answer<T> | undefined, signal: AbortSignal): Promise<T> => {
    asked.push(name);
    if (given === undefined) throw new Error(`${name} was not expected`);
    if (given instanceof Error) throw given;
    if (given !== "silence") return given;
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
  };
  const connector = {
    capabilities: { transactions: true, quotes: true, orders: provider.takesOrders ?? true },
    placeOrder: (_request: unknown, signal: AbortSignal) => answer("place", provider.place, signal),
    findOrder: (_reference: string, signal: AbortSignal) => answer("find", provider.find, signal),
    getOrder: (_id: string, signal: AbortSignal) => answer("get", provider.get, signal),
  } as unknown as Connector;
  const order = { ...ORDER, ...fields };
  const wallet = { ...WALLET_ROW, source: "mirror" as const, externalId: "1" };
  const signal = new AbortController().signal;
  const made: Step = { order, wallet, connector, sealVouchers: null, now: () => NOW, random: () => 0.5, signal };
  return { ...(await placementStep({ ...made, ...options }, fresh)), asked };
}

function failure(kind: ProviderErrorKind, retryAfterMs: number | null = null): ProviderError {
  return new ProviderError(kind, `the provider said ${kind}`, { retryAfterMs });
}

describe("an order that was stored just now", () => {
  it("is placed without a search for it", async () => {
    const stepped = await step({ place: PLACED }, true);
    expect(stepped).toMatchObject({ outcome: "placed", asked: ["place"], report: { type: "reported", asOf: NOW } });
  });

  it.each<[ProviderErrorKind, string]>([
    ["rejected", "rejected"],
    ["not_found", "rejected"],
    ["insufficient_funds", "insufficient_funds"],
    ["auth", "refused"],
    ["forbidden", "refused"],
    ["unsupported", "refused"],
  ])("that the provider answers with %s is refused as %s, and not searched for again", async (kind, reason) => {
    const stepped = await step({ place: failure(kind) }, true);
    expect(stepped).toMatchObject({ outcome: "refused", asked: ["place"], report: { failure: { kind: reason } } });
  });

  it("that the provider was too busy for was surely not placed, and waits as long as the provider requests", async () => {
    const { report, outcome } = await step({ place: failure("rate_limited", 7_000) }, true);
    expect(outcome).toBe("later");
    expect(report).toEqual({ type: "later", sent: false, retryAt: NOW + 7_000 });
  });

  it("whose response was lost is searched for", async () => {
    const lost = failure("transient");
    expect(await step({ place: lost, find: PLACED }, true)).toMatchObject({
      outcome: "found",
      asked: ["place", "find"],
    });
    const unknown = await step({ place: lost, find: null }, true);
    expect(unknown.report).toEqual({ type: "later", sent: true, retryAt: NOW + 500 });
  });
});

describe("an order that may have been sent before", () => {
  it("is searched for first, and not placed again when it is there", async () => {
    expect(await step({ find: PLACED }, false)).toMatchObject({ outcome: "found", asked: ["find"] });
  });

  it("is placed when the provider does not have it", async () => {
    expect(await step({ find: null, place: PLACED }, false)).toMatchObject({
      outcome: "placed",
      asked: ["find", "place"],
    });
  });

  it("that is refused now is searched for once more: an earlier attempt may have used up what this one lacks", async () => {
    expect(await step({ find: null, place: failure("insufficient_funds") }, false)).toMatchObject({
      outcome: "refused",
      asked: ["find", "place", "find"],
    });
  });

  it.each([
    ["a quarter of an hour ago is placed", 15 * MINUTE, "placed"],
    ["longer ago is given up", 15 * MINUTE + 1, "refused"],
  ])("and was searched for %s", async (_title, age, outcome) => {
    const stepped = await step({ find: null, place: PLACED }, false, { createdAt: NOW - age });
    expect(stepped.outcome).toBe(outcome);
    if (outcome === "refused") expect(stepped.report).toMatchObject({ failure: { kind: "lost" } });
  });

  it.each([
    ["product", { productId: "78" }],
    ["quantity", { quantity: 3 }],
    ["denomination", { denomination: "25.01" }],
  ])("is another client's when the provider has one of the same reference with another %s", async (_name, other) => {
    const stepped = await step({ find: { ...PLACED, ...other } }, false);
    expect(stepped).toMatchObject({ outcome: "refused", report: { failure: { kind: "duplicate" } } });
  });

  it.each(["25", "25.0", "25.000"])(
    "is ours when the provider reports its denomination as %s",
    async (denomination) => {
      expect((await step({ find: { ...PLACED, denomination } }, false)).outcome).toBe("found");
    },
  );
});

describe("the next attempt", () => {
  const retryAfter = async (fields: Partial<Order>, random = 0.5, asked: number | null = null) => {
    const { report } = await step({ find: failure("transient", asked) }, false, fields, { random: () => random });
    return report.type === "later" && report.retryAt !== null ? report.retryAt - NOW : null;
  };

  it("waits twice as long each time, and at most a minute", async () => {
    const waits = await Promise.all([0, 1, 2, 6, 7, 50].map((placementAttempts) => retryAfter({ placementAttempts })));
    expect(waits).toEqual([500, 1_000, 2_000, 32_000, 60_000, 60_000]);
    expect(await retryAfter({ placementAttempts: 50 }, 1)).toBe(60_000);
  });

  it("is spread over half of that", async () => {
    expect([await retryAfter({}, 0), await retryAfter({}, 1)]).toEqual([375, 625]);
  });

  it("waits as long as the provider requests, and at most five minutes", async () => {
    expect([await retryAfter({}, 0.5, 9_000), await retryAfter({}, 0.5, 3_600_000)]).toEqual([9_000, 300_000]);
  });
});

describe("an order that the provider has", () => {
  const accepted = { placementState: "accepted", providerOrderId: "9001" } as const;

  it("is read, and its codes are sealed where they are to be stored", async () => {
    const get = { ...PLACED, status: "DELIVERED" as const, deliveredQuantity: 2, vouchers: "CODE" };
    expect(await step({ get }, false, accepted)).toMatchObject({
      outcome: "detail",
      asked: ["get"],
      report: { order: { status: "DELIVERED", delivered: 2 }, vouchers: null },
    });
    const sealed = await step({ get }, false, accepted, { sealVouchers: (plain) => `sealed ${plain}` as Sealed });
    expect(sealed.report).toMatchObject({ vouchers: "sealed CODE" });
  });

  it("is read at most eight times", async () => {
    const after = async (placementAttempts: number) =>
      (await step({ get: failure("transient") }, false, { ...accepted, placementAttempts })).report;
    expect(await after(6)).toMatchObject({ type: "later", retryAt: NOW + 32_000 });
    expect(await after(7)).toMatchObject({ type: "later", retryAt: null });
  });
});

it("a provider that takes no orders refuses at once", async () => {
  expect(
    await step({ place: failure("transient"), find: failure("unsupported"), takesOrders: false }, true),
  ).toMatchObject({
    outcome: "refused",
    report: { failure: { kind: "refused", message: "the provider takes no orders" } },
  });
});

it("a stop ends what is under way, and the order is tried again", async () => {
  const stop = new AbortController();
  const stepped = step({ place: "silence" }, true, {}, { signal: stop.signal });
  stop.abort();
  expect((await stepped).report).toMatchObject({ type: "later", sent: true });
});

it("a bug is not a failure of the provider", async () => {
  await expect(step({ place: new TypeError("a bug") }, true)).rejects.toThrow("a bug");
});

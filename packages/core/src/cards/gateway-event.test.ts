import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  below,
  credit,
  expire,
  mirrorOf,
  newProvider,
  newWallet,
  patchWallet,
} from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import type { GatewayNotice } from "./gateway-event.ts";
import { endOfValidity } from "./expiry.ts";

const GATEWAY = "gw_1";
const CARD = "card-1";
const DAY_MS = 24 * 60 * 60 * 1_000;

type Of<T extends Command["type"]> = Extract<Command, { readonly type: T }>;

let serial = 0;

function message(notice: GatewayNotice, fields: Partial<Of<"gateway_event">> = {}): Of<"gateway_event"> {
  serial += 1;
  return {
    type: "gateway_event",
    accountId: 1,
    connectionId: GATEWAY,
    eventId: `event-${serial}`,
    eventType: notice.type,
    cardId: CARD,
    notice,
    ...fields,
  };
}

function authorize(amount: string, authorizationId = "a1", fields: Partial<Of<"gateway_event">> = {}) {
  return message({ type: "authorize", authorizationId, amount, currency: "USD", decided: null }, fields);
}

function settle(amount: string, transactionId = "t1", authorizationId: string | null = "a1") {
  return message({ type: "settle", transactionId, authorizationId, amount, currency: "USD" });
}

function release(authorizationId = "a1") {
  return message({ type: "release", authorizationId });
}

function newCard(walletId = 1, fields: Partial<Of<"create_card">> = {}): Of<"create_card"> {
  return { type: "create_card", accountId: 1, cardId: CARD, walletId, status: "active", expires: null, ...fields };
}

/** A card on a wallet with a balance. */
function issued(balance = "100.00"): World {
  const world = new World();
  world.must(newWallet());
  world.must(credit(1, balance));
  world.must(newCard());
  return world;
}

function code(world: World, command: Of<"gateway_event">): string {
  return world.must(command).responseCode;
}

function state(world: World) {
  const { balance, held } = world.wallet();
  return { balance: Number(balance) / 100, held: Number(held) / 100 };
}

describe("an authorization", () => {
  function situation() {
    const world = new World();
    world.must(newWallet({ name: "1: fine" }));
    world.must(credit(1, "10.00"));
    world.must(newWallet({ name: "2: frozen" }));
    const { provider } = world.must(newProvider());
    world.must(mirrorOf(provider.id, "3", { name: "3: stale" }));
    world.tamper(3, { stale: true, balance: 1_000n });
    world.must(newCard(1, { cardId: "fine" }));
    world.must(newCard(1, { cardId: "frozen and expired", status: "frozen", expires: "2001-01" }));
    world.must(newCard(1, { cardId: "closed", status: "closed" }));
    world.must(newCard(2, { cardId: "expired, wallet frozen", expires: "2001-01-31" }));
    world.must(newCard(2, { cardId: "wallet frozen" }));
    world.must(newCard(3, { cardId: "stale" }));
    world.must(patchWallet(2, { status: "frozen" }));
    return world;
  }

  test.each([
    ["14", null, "1.00"],
    ["14", "unknown", "1.00"],
    ["62", "frozen and expired", "1.00"],
    ["62", "closed", "1.00"],
    ["54", "expired, wallet frozen", "1.00"],
    ["62", "wallet frozen", "1.00"],
    ["91", "stale", "1.00"],
    ["62", "fine", "-1.00"],
    ["62", "fine", "1e2"],
    ["51", "fine", "10.001"],
    ["62", "fine", "99999999999999999.99"],
    ["00", "fine", "10.00"],
    ["00", "fine", "0"],
  ])("gets %s for card %s and %s", (expected, cardId, amount) => {
    const world = situation();
    const before = world.rows("holds").length;
    expect(code(world, authorize(amount, "a1", { cardId }))).toBe(expected);
    const placed = expected === "00" && amount !== "0" ? 1 : 0;
    expect(world.rows("holds")).toHaveLength(before + placed);
    expect(world.wallet().held).toBe(placed === 1 ? 1_000n : 0n);
  });

  test("of a stale mirror is let through when the account says so", () => {
    const world = situation();
    world.must({ type: "update_account", accountId: 1, patch: { stale_policy: "open" } });
    expect(code(world, authorize("10.00", "a1", { cardId: "stale" }))).toBe("00");
    expect(code(world, authorize("0.01", "a2", { cardId: "stale" }))).toBe("51");
  });

  test("in another currency is refused", () => {
    const world = issued();
    const notice = {
      type: "authorize",
      authorizationId: "a1",
      amount: "1.00",
      currency: "EUR",
      decided: null,
    } as const;
    expect(code(world, message(notice))).toBe("62");
  });

  test("sets whole units aside, takes effect once, and watches alerts", () => {
    const world = issued();
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("10.00") } }));
    const command = authorize("89.995");
    expect(code(world, command)).toBe("00");
    expect(code(world, command)).toBe("00");
    expect(code(world, authorize("89.995"))).toBe("00");
    expect(state(world)).toEqual({ balance: 100, held: 90 });
    expect(world.wallet().alertState).toBe("in_alarm");
    expect(code(world, authorize("10.01", "a2"))).toBe("51");
    expect(code(world, authorize("10.00", "a3"))).toBe("00");
    expect(world.rows("holds").map(({ source, reference }) => [source, reference])).toEqual([
      ["card", CARD],
      ["card", CARD],
    ]);
  });

  test("decided elsewhere is recorded and sets nothing aside", () => {
    const world = issued();
    for (const [decided, expected] of [
      ["approved", "00"],
      ["declined", "51"],
    ] as const) {
      const notice = { type: "authorize", authorizationId: decided, amount: "0", currency: null, decided } as const;
      expect(code(world, message(notice))).toBe(expected);
    }
    expect(world.rows("cardAuthorizations").map(({ status }) => status)).toEqual(["approved", "declined"]);
    expect(state(world)).toEqual({ balance: 100, held: 0 });
  });

  test("that was declined before it arrives is refused", () => {
    const world = issued();
    expect(code(world, release())).toBe("00");
    expect(code(world, authorize("1.00"))).toBe("62");
    expect(state(world)).toEqual({ balance: 100, held: 0 });
  });

  test("that was approved too late is undone, and stays so for its repetitions", () => {
    const world = issued();
    const command = authorize("40.00");
    expect(code(world, command)).toBe("00");
    const reverse = {
      type: "reverse_authorization",
      accountId: 1,
      connectionId: GATEWAY,
      eventId: command.eventId,
      authorizationId: "a1",
    } as const;
    world.must(reverse);
    world.must(reverse);
    expect(state(world)).toEqual({ balance: 100, held: 0 });
    expect(code(world, command)).toBe("91");
  });

  test("without a capture is free again after a week", () => {
    const world = issued();
    expect(code(world, authorize("40.00"))).toBe("00");
    world.now += 7 * DAY_MS;
    world.must(expire(...world.rows("holds").map(({ id }) => id)));
    expect(state(world)).toEqual({ balance: 100, held: 0 });
    // The money moved all the same.
    expect(code(world, settle("-40.00"))).toBe("00");
    expect(state(world)).toEqual({ balance: 60, held: 0 });
  });
});

describe("a settlement", () => {
  test("captures the hold, less or more than was held, once for each transaction", () => {
    const world = issued();
    world.must(authorize("40.00"));
    expect(code(world, settle("-45.50"))).toBe("00");
    expect(state(world)).toEqual({ balance: 54.5, held: 0 });
    expect(code(world, settle("-45.50"))).toBe("00");
    expect(state(world)).toEqual({ balance: 54.5, held: 0 });
    expect(code(world, settle("-4.50", "t2"))).toBe("00");
    expect(state(world)).toEqual({ balance: 50, held: 0 });
    const cards = world.rows("transactions").filter(({ kind }) => kind === "card");
    expect(cards.map(({ amount, referenceNumber, externalId }) => [amount, referenceNumber, externalId])).toEqual([
      [-4_550n, CARD, "t1"],
      [-450n, CARD, "t2"],
    ]);
  });

  test("without an authorization, and below zero, is posted: the money has moved", () => {
    const world = issued("10.00");
    expect(code(world, settle("-25.00", "t1", null))).toBe("00");
    expect(state(world)).toEqual({ balance: -15, held: 0 });
  });

  test("above zero is a refund", () => {
    const world = issued();
    world.must(settle("-25.00", "t1", null));
    expect(code(world, settle("5.005", "t2", null))).toBe("00");
    expect(world.rows("transactions").at(-1)).toMatchObject({ kind: "refund", amount: 500n });
  });

  test("on a mirror ends the hold and leaves the balance to the provider", () => {
    const world = new World();
    const { provider } = world.must(newProvider());
    world.must(mirrorOf(provider.id, "1"));
    world.tamper(1, { balance: 10_000n });
    world.must(newCard());
    expect(code(world, authorize("40.00"))).toBe("00");
    expect(state(world)).toEqual({ balance: 100, held: 40 });
    expect(code(world, settle("-40.00"))).toBe("00");
    expect(state(world)).toEqual({ balance: 100, held: 0 });
  });

  test("of an unknown card, in another currency or without an amount moves nothing", () => {
    const world = issued();
    expect(code(world, { ...settle("-1.00", "t1", null), cardId: "unknown" })).toBe("14");
    const foreign = {
      type: "settle",
      transactionId: "t2",
      authorizationId: null,
      amount: "-1.00",
      currency: "EUR",
    } as const;
    expect(code(world, message(foreign))).toBe("96");
    expect(code(world, settle("x", "t3", null))).toBe("96");
    expect(state(world)).toEqual({ balance: 100, held: 0 });
  });
});

test("a terminated card is closed", () => {
  const world = issued();
  expect(code(world, message({ type: "close_card" }))).toBe("00");
  expect(code(world, authorize("1.00"))).toBe("62");
  expect(code(world, message({ type: "close_card" }, { cardId: "unknown" }))).toBe("14");
});

test.each([
  ["2027-11", Date.UTC(2027, 11, 1)],
  ["2027-12", Date.UTC(2028, 0, 1)],
  ["2028-02-29", Date.UTC(2028, 2, 1)],
  ["2027-02-29", null],
  ["2027-13", null],
  ["2027-11-30T12:30:00Z", Date.UTC(2027, 10, 30, 12, 30)],
  ["2027-11-30T12:30:00.250+01:00", Date.UTC(2027, 10, 30, 11, 30, 0, 250)],
  ["2027-02-29T00:00:00Z", null],
  ["2027-11-30T24:30:00Z", null],
  ["2027-11-30T12:30:00", null],
  ["11/27", null],
  ["", null],
])("a card good through %s ends at %s", (expires, end) => {
  expect(endOfValidity(expires)).toBe(end);
});

type Step =
  | { readonly type: "authorize"; readonly id: number; readonly cents: number }
  | { readonly type: "release"; readonly id: number; readonly cents: number }
  | { readonly type: "settle"; readonly id: number; readonly cents: number; readonly transaction: number };

function asking<T extends string>(type: T) {
  return fc.record({
    type: fc.constant(type),
    id: fc.integer({ min: 1, max: 6 }),
    cents: fc.integer({ min: 1, max: 6_000 }),
  });
}

const steps = fc.array(
  fc.oneof(
    asking("authorize" as const),
    asking("release" as const),
    fc.record({
      type: fc.constant("settle" as const),
      id: fc.integer({ min: 1, max: 6 }),
      cents: fc.integer({ min: -3_000, max: 6_000 }),
      transaction: fc.integer({ min: 1, max: 8 }),
    }),
  ),
  { maxLength: 40 },
);

function commandOf(step: Step): Of<"gateway_event"> {
  const id = `a${step.id}`;
  if (step.type === "settle") return settle((-step.cents / 100).toFixed(2), `t${step.transaction}`, id);
  return step.type === "release" ? release(id) : authorize((step.cents / 100).toFixed(2), id);
}

/** The same books, kept in the plainest way. */
class Model {
  balance = 10_000;
  readonly holds = new Map<number, number>();
  readonly decided = new Set<number>();
  readonly settled = new Set<number>();

  get held(): number {
    return [...this.holds.values()].reduce((sum, cents) => sum + cents, 0);
  }

  take(step: Step): string {
    if (step.type === "release") {
      this.holds.delete(step.id);
      this.decided.add(step.id);
      return "00";
    }
    if (step.type === "settle") {
      if (this.settled.has(step.transaction)) return "00";
      this.settled.add(step.transaction);
      this.balance -= step.cents;
      if (step.cents > 0 && this.holds.delete(step.id)) this.decided.add(step.id);
      return "00";
    }
    if (this.decided.has(step.id)) return "62";
    if (this.holds.has(step.id)) return "00";
    if (this.balance - this.held < step.cents) {
      this.decided.add(step.id);
      return "51";
    }
    this.holds.set(step.id, step.cents);
    return "00";
  }
}

test("in any order of messages, however often repeated: no overspend, nothing moved twice, held is the sum of open holds", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const world = issued();
      const model = new Model();
      for (const step of all) {
        const command = commandOf(step);
        const expected = model.take(step);
        expect(code(world, command)).toBe(expected);
        // Sent again it returns the same and changes nothing.
        expect(code(world, command)).toBe(expected);
        expect(world.wallet()).toMatchObject({ balance: BigInt(model.balance), held: BigInt(model.held) });
      }
    }),
    { numRuns: 150 },
  );
});

import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { asks, commandOf, FEATURES, namedIn, shopCommands } from "../../../../test/support/asks.ts";
import { audit } from "../../../../test/support/audit.ts";
import {
  ACCOUNT,
  credit,
  debit,
  newEndpoint,
  newFeature,
  newProvider,
  newWallet,
  patchWallet,
  SEED_001,
} from "../../../../test/support/commands.ts";
import { SCALE } from "../../../../test/support/scale.ts";
import { World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import { Draft } from "../draft.ts";
import type { EventRow, StoredEvent } from "../model/event.ts";
import type { Transaction } from "../model/transaction.ts";
import { eventId, eventPosition } from "./event-id.ts";

/** What a batch reports, in the order in which it did. */
type Reported = { readonly moved: Transaction } | { readonly stored: StoredEvent };

/** By draft: a decision that lacks rows is made again from the beginning, on another draft. */
let journals: Map<Draft, Reported[]>;

beforeEach(() => {
  journals = new Map();
  const note = (draft: Draft, reported: Reported) => {
    journals.set(draft, [...(journals.get(draft) ?? []), reported]);
  };
  const { insert, append } = Draft.prototype;
  vi.spyOn(Draft.prototype, "insert").mockImplementation(function (this: Draft, table, row) {
    if (table === "transactions") note(this, { moved: { ...(row as Transaction) } });
    return insert.call(this, table, row) as typeof row;
  });
  vi.spyOn(Draft.prototype, "append").mockImplementation(function (this: Draft, table, row) {
    if (table === "events") note(this, { stored: { ...(row as StoredEvent) } });
    append.call(this, table, row);
  });
});
afterEach(() => void vi.restoreAllMocks());

/** The event of everything that was reported, as a table of all events would have it. */
class Writer {
  readonly events: EventRow[] = [];
  readonly world: World;
  constructor(world: World) {
    this.world = world;
  }

  batch(commands: readonly Command[]): void {
    journals.clear();
    this.world.batch(commands);
    for (const reported of [...journals.values()].at(-1) ?? []) {
      const position = this.events.length + 1;
      if ("moved" in reported) this.events.push(this.eventOf(reported.moved, position));
      else {
        const { ordinal: _, ...event } = reported.stored;
        this.events.push({ ...event, position });
      }
    }
  }

  private eventOf(transaction: Transaction, position: number): EventRow {
    const { walletId, createdAt } = transaction;
    const wallet = this.world.wallet(walletId);
    const type = transaction.amount < 0n ? "wallet.debited" : "wallet.credited";
    const id = eventId(ACCOUNT, position, createdAt);
    const payload = JSON.stringify({
      id,
      type,
      created_at: new Date(createdAt).toISOString(),
      data: {
        wallet_id: walletId,
        ledger_id: transaction.id,
        amount: decimal(transaction.amount, wallet.assetScale).replace("-", ""),
        currency: wallet.currency,
        reference_number: transaction.referenceNumber ?? "",
        remarks: transaction.remarks ?? "",
        sequence: transaction.sequence,
        balance_after: decimal(transaction.balanceAfter, wallet.assetScale),
      },
    });
    return { accountId: ACCOUNT, position, id, type, payload, endpointId: null, createdAt };
  }
}

function decimal(amount: bigint, scale: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, "0");
  const sign = amount < 0n ? "-" : "";
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

describe("the events that are derived are those that a table of all events would have", () => {
  test("whatever clients ask for", { timeout: 3_600_000 }, () => {
    let movements = 0;
    let others = 0;
    fc.assert(
      fc.property(asks, (some) => {
        const world = new World();
        const writer = new Writer(world);
        const features = Array.from({ length: FEATURES }, () => newFeature());
        const connect = newProvider();
        writer.batch([...features, newEndpoint(), connect, ...shopCommands()]);
        const ids = new Map(world.rows("features").map(({ id }, index) => [`feature ${index}`, id]));
        writer.batch([newWallet({ overdraftLimit: null, featureIds: [...ids.values()].slice(0, 2) }), newWallet()]);
        for (const batch of some) {
          const named = namedIn(world, ids, connect.id);
          writer.batch(batch.map((one) => commandOf(named, one)));
          world.now += 60_000;
        }
        expect(world.events()).toEqual(writer.events);
        audit(world);
        movements += world.rows("transactions").length;
        others += world.rows("events").length;
      }),
      { numRuns: 40 * SCALE },
    );
    expect(Math.min(movements, others)).toBeGreaterThan(40);
  });

  test("movements of several wallets, among alerts and changes, in one batch and in many", () => {
    const step = fc.oneof(
      fc.record({ of: fc.constantFrom(1, 2, 3), cents: fc.integer({ min: -900, max: 900 }) }),
      fc.record({ of: fc.constantFrom(1, 2, 3), name: fc.string({ minLength: 1, maxLength: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 8 }), (batches) => {
        const world = new World();
        const writer = new Writer(world);
        writer.batch([
          newWallet({ overdraftLimit: null, alertSettings: SEED_001 }),
          newWallet({ currency: "JPY" }),
          newWallet({ overdraftLimit: "5" }),
        ]);
        for (const batch of batches) {
          writer.batch(
            batch.map((one): Command => {
              if ("name" in one) return patchWallet(one.of, { name: one.name });
              const amount = one.of === 2 ? `${Math.abs(one.cents)}` : (Math.abs(one.cents) / 100).toFixed(2);
              return (one.cents < 0 ? debit : credit)(one.of, amount, {
                remarks: 'é "\\\u2028',
                referenceNumber: null,
              });
            }),
          );
          world.now += 1;
        }
        expect(world.events()).toEqual(writer.events);
        audit(world);
      }),
      { numRuns: 100 * SCALE },
    );
  });
});

describe("the id of an event", () => {
  const accountIds = fc.integer({ min: 1, max: 2 ** 30 - 1 });
  const positions = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 2 ** 50 - 1 }));
  const times = fc.integer({ min: 0, max: 253_402_300_799_999 });

  test("names its position, has one form, and sorts by time, then by position", () => {
    fc.assert(
      fc.property(accountIds, positions, positions, times, times, (accountId, position, other, at, later) => {
        const id = eventId(accountId, position, at);
        expect(id).toMatch(/^evt_[0-9a-hjkmnp-tv-z]{26}$/);
        expect(eventPosition(id)).toBe(position);
        const next = eventId(accountId, other, later);
        if (at !== later) expect(id < next).toBe(at < later);
        else if (position !== other) expect(id < next).toBe(position < other);
      }),
    );
  });

  test("is no other account's", () => {
    fc.assert(
      fc.property(accountIds, accountIds, positions, times, (one, another, position, at) => {
        fc.pre(one !== another);
        expect(eventId(one, position, at)).not.toBe(eventId(another, position, at));
      }),
      { numRuns: 1_000 },
    );
    const ids = Array.from({ length: 20_000 }, (_, index) => eventId(index + 1, 7, 0));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("is what it was", () => {
    expect(eventId(1, 1, Date.UTC(2026, 4, 15, 14, 30))).toBe("evt_01krp0pmj0000000000165hbq9");
  });

  test("of another form names no position", () => {
    const id = eventId(1, 5, 1_000);
    for (const text of ["", "evt_", "evt_x", `${id}0`, id.slice(0, -1), `${id.slice(0, -1)}!`]) {
      expect(eventPosition(text)).toBeNull();
    }
  });
});

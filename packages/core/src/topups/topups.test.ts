import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  above,
  below,
  credit,
  debit,
  key,
  measureSpend,
  mirrorOf,
  newProvider,
  newTopup,
  newWallet,
  patchTopup,
  patchWallet,
  providerEvent,
  SEED_001,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World } from "../../../../test/support/world.ts";
import type { TopupStatus } from "../model/topup.ts";

const DAY = 86_400_000;
/** A Wednesday. */
const NOON = Date.UTC(2026, 4, 13, 12);

function funded(balance = "100.00"): World {
  const world = new World();
  world.now = NOON;
  world.must(newWallet({ overdraftLimit: null }));
  world.must(credit(1, balance, { kind: "adjustment" }));
  return world;
}

function topup(world: World, index = 0) {
  const row = world.rows("topups").toSorted((a, b) => a.position - b.position)[index];
  if (!row) throw new Error(`no top-up ${index}`);
  return row;
}

function overdue(world: World, ...topupIds: string[]) {
  return world.must({ type: "mark_overdue", accountId: ACCOUNT, topupIds });
}

const topupEvents = (world: World) =>
  world
    .payloads("topup.created", "topup.updated", "topup.settled", "topup.overdue", "topup.cancelled")
    .map(({ type, data }) => `${type} ${String(data["status"])}`);

describe("announcing", () => {
  test("expects it two business days later, and reports it", () => {
    const world = funded();
    const { body } = world.must(newTopup(1, "1500", { reference: "WIRE-1" }));
    expect(JSON.parse(body)).toEqual({
      id: topup(world).id,
      wallet_id: 1,
      currency: "USD",
      amount: "1500.00",
      method: "wire",
      status: "initiated",
      source: "api",
      reference: "WIRE-1",
      expected_at: "2026-05-15T12:00:00.000Z",
      sent_at: null,
      proposed_by: "key_a",
      approved_by: null,
      approved_at: null,
      sent_by: null,
      cancelled_by: null,
      transaction_id: null,
      settled_amount: null,
      created_at: "2026-05-13T12:00:00.000Z",
      updated_at: "2026-05-13T12:00:00.000Z",
    });
    expect(world.payloads("topup.created")[0]?.data).toEqual(JSON.parse(body));
    expect(world.wallet()).toMatchObject({ openTopups: 1, balance: 10_000n });
    audit(world);
  });

  test("the account's lead time decides, over the weekend", () => {
    const world = funded();
    world.must({ type: "update_account", accountId: ACCOUNT, patch: { lead_time_business_days: 3 } });
    world.must(newTopup(1, "1"));
    expect(topup(world).expectedAt).toBe(NOON + 5 * DAY);
  });

  test("takes effect once under a key", () => {
    const world = funded();
    const first = world.run(newTopup(1, "1", { idempotency: key("k") }));
    expect(world.run(newTopup(1, "1", { idempotency: key("k") }))).toEqual({ ...first, replayed: true });
    expect(world.run(newTopup(1, "2", { idempotency: key("k", "other") }))).toMatchObject({
      rejection: { reason: "idempotency_key_reused" },
    });
    expect(world.rows("topups")).toHaveLength(1);
  });

  test("is rejected in a fixed order, and leaves nothing", () => {
    const world = funded();
    const reasonOf = (command: Parameters<World["run"]>[0]) => {
      const answer = world.run(command);
      return answer.ok ? "ok" : answer.rejection.reason;
    };
    expect(reasonOf(newTopup(9, "x"))).toBe("wallet_not_found");
    for (const amount of ["0", "-1", "1.001", "x", null, "92233720368547758.08"]) {
      expect(reasonOf(newTopup(1, amount))).toBe("invalid");
    }
    world.must(newWallet());
    world.must(patchWallet(2, { status: "closed" }));
    expect(reasonOf(newTopup(2, "x"))).toBe("wallet_closed");
    world.batch(Array.from({ length: 100 }, () => newTopup(1, "1")));
    expect(reasonOf(newTopup(1, "1"))).toBe("too_many");
    expect(world.rows("topups")).toHaveLength(100);
  });
});

describe("changing the status", () => {
  const ALL: readonly TopupStatus[] = ["proposed", "approved", "initiated", "sent", "settled", "overdue", "cancelled"];
  /** A top-up in each status. */
  const IN: Readonly<Record<TopupStatus, (world: World) => void>> = {
    proposed: (world) => world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("500") } })),
    initiated: (world) => world.must(newTopup(1, "1")),
    approved: (world) => {
      world.must(newTopup(1, "1"));
      world.must(patchTopup(topup(world).id, { status: "approved" }));
    },
    sent: (world) => {
      world.must(newTopup(1, "1"));
      world.must(patchTopup(topup(world).id, { status: "sent" }));
    },
    overdue: (world) => {
      world.must(newTopup(1, "1", { expectedAt: NOON }));
      overdue(world, topup(world).id);
    },
    settled: (world) => world.runAll(newTopup(1, "1"), credit(1, "1")),
    cancelled: (world) => {
      world.must(newTopup(1, "1"));
      world.must(patchTopup(topup(world).id, { status: "cancelled" }));
    },
  };
  const ALLOWED: Readonly<Record<TopupStatus, readonly TopupStatus[]>> = {
    proposed: ["proposed", "approved", "initiated", "sent", "cancelled"],
    approved: ["approved", "sent", "settled", "cancelled"],
    initiated: ["approved", "initiated", "sent", "settled", "cancelled"],
    sent: ["sent", "settled", "cancelled"],
    overdue: ["approved", "overdue", "sent", "settled", "cancelled"],
    settled: [],
    cancelled: [],
  };

  test.each(ALL.flatMap((from) => ALL.map((to) => [from, to] as const)))("%s → %s", (from, to) => {
    const world = funded();
    IN[from](world);
    expect(topup(world).status).toBe(from);
    const before = world.store.dump();
    const answer = world.run(patchTopup(topup(world).id, { status: to }));
    if (ALLOWED[from].includes(to)) {
      expect(answer.ok && answer.value.topup.status).toBe(to);
      expect(topup(world).status).toBe(to);
    } else {
      const reason = ALLOWED[from].length === 0 ? "topup_ended" : "topup_status";
      expect(answer).toMatchObject({ ok: false, rejection: { reason } });
      expect(world.store.dump()).toEqual(before);
    }
    audit(world);
  });

  test("sending moves an expectation that no caller gave", () => {
    const world = funded();
    world.must(newTopup(1, "1"));
    world.must(newTopup(1, "1", { expectedAt: NOON + 9 * DAY }));
    world.now += DAY;
    for (const index of [0, 1]) world.must(patchTopup(topup(world, index).id, { status: "sent" }));
    expect(topup(world, 0)).toMatchObject({ expectedAt: NOON + 5 * DAY, sentAt: world.now, dueAt: NOON + 5 * DAY });
    expect(topup(world, 1)).toMatchObject({ expectedAt: NOON + 9 * DAY });
  });

  test("an overdue one that is expected later after all is on its way again", () => {
    const world = funded();
    IN.overdue(world);
    world.must(patchTopup(topup(world).id, { expectedAt: NOON + DAY }));
    expect(topup(world)).toMatchObject({ status: "initiated", dueAt: NOON + DAY });
    world.now += 2 * DAY;
    expect(overdue(world, topup(world).id)).toEqual({ marked: 1, left: [] });
  });

  test("the amount is fixed once the money is sent; an empty patch emits no event", () => {
    const world = funded();
    IN.initiated(world);
    world.must(patchTopup(topup(world).id, { amount: "7.50", reference: "R" }));
    expect(topup(world)).toMatchObject({ amount: 750n, reference: "R" });
    world.must(patchTopup(topup(world).id, { status: "sent" }));
    expect(world.run(patchTopup(topup(world).id, { amount: "8" }))).toMatchObject({
      rejection: { reason: "topup_sent" },
    });
    const events = topupEvents(world).length;
    world.must(patchTopup(topup(world).id, {}));
    world.must(patchTopup(topup(world).id, { status: "sent" }));
    expect(topupEvents(world)).toHaveLength(events);
  });

  test("overdue is reported once", () => {
    const world = funded();
    world.must(newTopup(1, "1"));
    expect(overdue(world, topup(world).id, "top_unknown")).toEqual({ marked: 0, left: [] });
    world.now += 2 * DAY;
    expect(overdue(world, topup(world).id)).toEqual({ marked: 1, left: [] });
    expect(overdue(world, topup(world).id)).toEqual({ marked: 0, left: [] });
    expect(topupEvents(world)).toEqual(["topup.created initiated", "topup.overdue overdue"]);
  });
});

describe("settling", () => {
  test("by reference, whatever the amount, in the transaction of the credit", () => {
    const world = funded();
    world.must(newTopup(1, "1500", { reference: "WIRE-1" }));
    world.must(newTopup(1, "1485"));
    world.must(credit(1, "1485", { referenceNumber: "WIRE-1" }));
    expect(topup(world, 0)).toMatchObject({ status: "settled", transactionId: 2, settledAmount: 148_500n });
    expect(topup(world, 1).status).toBe("initiated");
    expect(world.wallet().openTopups).toBe(1);
    expect(world.payloads("topup.settled")[0]?.data).toMatchObject({ transaction_id: 2, settled_amount: "1485.00" });
    audit(world);
  });

  test("else by exactly the amount: on its way before proposed, the one expected first", () => {
    const world = funded();
    world.must(newTopup(1, "5", { expectedAt: NOON + 3 * DAY }));
    world.must(newTopup(1, "5", { expectedAt: NOON + DAY }));
    world.must(newTopup(1, "6", { expectedAt: NOON }));
    world.must(credit(1, "5", { referenceNumber: "another" }));
    expect([0, 1, 2].map((index) => topup(world, index).status)).toEqual(["initiated", "settled", "initiated"]);
    world.must(credit(1, "4.99"));
    expect(topup(world, 0).status).toBe("initiated");
  });

  test("a proposal comes after those on their way, whichever was there first", () => {
    const world = funded();
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("149.99") } }));
    world.must(newTopup(1, "50"));
    expect(topup(world, 0)).toMatchObject({ status: "proposed", amount: 5_000n });
    // Still critical after the credit, so that the proposal is not withdrawn.
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("500") } }));
    world.must(credit(1, "50"));
    expect([0, 1].map((index) => topup(world, index).status)).toEqual(["proposed", "settled"]);
  });

  test("a credit more than a day before the announcement is another one", () => {
    const world = new World();
    world.now = NOON;
    const provider = world.must(newProvider()).provider.id;
    world.must(mirrorOf(provider, "1"));
    world.must(newTopup(1, "5"));
    const credited = { direction: "CREDIT", amount: "5.00" } as const;
    world.must(providerEvent(provider, "e1", credited, NOON - DAY - 1));
    expect(topup(world).status).toBe("initiated");
    world.must(providerEvent(provider, "e2", credited, NOON - DAY));
    expect(topup(world).status).toBe("settled");
  });

  test("a late credit settles an overdue one; after 30 days only its reference does", () => {
    const world = funded();
    world.must(newTopup(1, "5", { expectedAt: NOON }));
    world.must(newTopup(1, "6", { expectedAt: NOON, reference: "R" }));
    overdue(world, topup(world, 0).id, topup(world, 1).id);
    world.now += 31 * DAY;
    world.must(credit(1, "5"));
    expect(topup(world, 0).status).toBe("overdue");
    world.must(credit(1, "1", { referenceNumber: "R" }));
    expect(topup(world, 1).status).toBe("settled");
    world.now -= 2 * DAY;
    world.must(credit(1, "5"));
    expect(topup(world, 0).status).toBe("settled");
  });

  test.each(["refund", "order", "fx"] as const)("a credit of kind %s is not an arrival", (kind) => {
    const world = funded();
    world.must(newTopup(1, "5", { reference: "R" }));
    world.must(credit(1, "5", { kind, referenceNumber: "R" }));
    expect(topup(world).status).toBe("initiated");
  });

  test("a correction of the books settles nothing, though it has the amount of one", () => {
    const world = funded();
    world.must(newTopup(1, "5"));
    world.post({ amount: 500n, kind: "reconciliation", correction: true });
    expect(topup(world).status).toBe("initiated");
    expect(world.wallet().openTopups).toBe(1);
    world.post({ amount: 500n, kind: "reconciliation" });
    expect(topup(world).status).toBe("settled");
  });

  test("a debit, and another wallet's credit, settle nothing", () => {
    const world = funded();
    world.must(newWallet());
    world.must(newTopup(1, "5", { reference: "R" }));
    world.runAll(debit(1, "5", { referenceNumber: "R" }), credit(2, "5", { referenceNumber: "R" }));
    expect(topup(world).status).toBe("initiated");
  });

  test("a provider's credit does, at once and after waiting", () => {
    const world = funded();
    const provider = world.must(newProvider()).provider.id;
    world.must(mirrorOf(provider, "1"));
    world.must(newTopup(2, "900", { reference: "WIRE-9" }));
    world.must(providerEvent(provider, "e1", { direction: "CREDIT", amount: "900.00" }, NOON));
    expect(topup(world).status).toBe("settled");
  });

  test("one credit settles one, and each is settled by one, as in a book of both", () => {
    const step = fc.record({
      credit: fc.boolean(),
      amount: fc.constantFrom("1.00", "2.00", "3.00"),
      reference: fc.constantFrom(null, null, "A", "B"),
      wait: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const world = funded();
        const book: { amount: string; reference: string | null; expected: number; by: number | null }[] = [];
        let credits = 1;
        for (const { credit: isCredit, amount, reference, wait } of steps) {
          world.now += wait * DAY;
          if (!isCredit) {
            const expected = world.now + 10 * DAY;
            world.must(newTopup(1, amount, { reference, expectedAt: expected }));
            book.push({ amount, reference, expected, by: null });
            continue;
          }
          world.must(credit(1, amount, { referenceNumber: reference }));
          credits += 1;
          const open = book.filter((entry) => entry.by === null);
          const match =
            open.find((entry) => reference !== null && entry.reference === reference) ??
            open.filter((entry) => entry.amount === amount && world.now <= entry.expected + 30 * DAY)[0];
          if (match) match.by = credits;
        }
        const rows = world.rows("topups").toSorted((a, b) => a.position - b.position);
        expect(rows.map((row) => row.transactionId)).toEqual(book.map(({ by }) => by));
        audit(world);
      }),
      { numRuns: 50 },
    );
  });
});

describe("approval", () => {
  function guarded(limit: unknown = "100.00"): World {
    const world = funded();
    world.must({ type: "update_account", accountId: ACCOUNT, patch: { topup_approval: { above: limit } } });
    return world;
  }
  const reasonOf = (world: World, ...of: Parameters<typeof patchTopup>) => {
    const answer = world.run(patchTopup(...of));
    return answer.ok ? "accepted" : answer.rejection.reason;
  };

  test("above the account's amount, another key than the proposer's has to approve before it is sent", () => {
    const world = guarded();
    world.must(newTopup(1, "100.01"));
    const { id } = topup(world);
    expect(reasonOf(world, id, { status: "sent" }, "key_b")).toBe("topup_unapproved");
    expect(reasonOf(world, id, { status: "approved" }, "key_a")).toBe("topup_own_approval");
    expect(reasonOf(world, id, { status: "approved" }, "key_b")).toBe("accepted");
    expect(reasonOf(world, id, { amount: "900.00" }, "key_b")).toBe("topup_sent");
    expect(reasonOf(world, id, { status: "sent" }, "key_a")).toBe("accepted");
    expect(topup(world)).toMatchObject({
      status: "sent",
      proposedBy: "key_a",
      approvedBy: "key_b",
      approvedAt: world.now,
      sentBy: "key_a",
      expectedAt: NOON + 2 * DAY,
    });
  });

  test("up to the amount one key does all of it", () => {
    const world = guarded();
    world.must(newTopup(1, "100.00"));
    expect(reasonOf(world, topup(world).id, { status: "approved" }, "key_a")).toBe("accepted");
    world.must(newTopup(1, "99.99"));
    expect(reasonOf(world, topup(world, 1).id, { status: "sent" }, "key_a")).toBe("accepted");
  });

  test("who changes the amount is its proposer from then on", () => {
    const world = guarded();
    world.must(newTopup(1, "1.00"));
    const { id } = topup(world);
    world.must(patchTopup(id, { amount: "500.00" }, "key_b"));
    expect(reasonOf(world, id, { status: "approved" }, "key_b")).toBe("topup_own_approval");
    expect(reasonOf(world, id, { status: "approved" }, "key_a")).toBe("accepted");
  });

  test("a change of amount and status in one request is judged by the new amount", () => {
    const world = guarded();
    world.must(newTopup(1, "1.00"));
    expect(reasonOf(world, topup(world).id, { amount: "500.00", status: "sent" }, "key_b")).toBe("topup_unapproved");
    expect(topup(world)).toMatchObject({ amount: 100n, status: "initiated" });
  });

  test("an alert's proposal may be approved by any key; a cancellation says by whom", () => {
    const world = guarded("0");
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("500") } }));
    const { id } = topup(world);
    expect(reasonOf(world, id, { status: "approved" }, "key_a")).toBe("accepted");
    expect(reasonOf(world, id, { status: "cancelled" }, "key_c")).toBe("accepted");
    expect(topup(world)).toMatchObject({ proposedBy: null, approvedBy: "key_a", cancelledBy: "key_c" });
  });
});

describe("the account's top-up settings", () => {
  const update = (patch: object) => ({ type: "update_account", accountId: ACCOUNT, patch }) as never;

  test("decide what is proposed, and a wallet's own stand before them member by member", () => {
    const world = funded();
    world.must(update({ topup: { minimum: "1000", step: "250", methods: ["ach", "wire"] } }));
    world.must(patchWallet(1, { topup: { minimum: "1100" } }));
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("500") } }));
    expect(topup(world)).toMatchObject({ amount: 125_000n, method: "ach" });
    world.must(patchWallet(1, { topup: { minimum: null } }));
    expect(world.wallet().topupSettings).toBeNull();
  });

  test("holidays, time zone and cut-off decide when money arrives", () => {
    const world = funded();
    // Wednesday noon in UTC is 16:00 in Dubai: it leaves on Thursday; Friday is a holiday.
    world.must(update({ timezone: "Asia/Dubai", cutoff: "14:00", holidays: ["2026-05-15"] }));
    world.must(newTopup(1, "1"));
    expect(topup(world).expectedAt).toBe(Date.parse("2026-05-19T10:00:00Z"));
  });

  test.each([
    [{ timezone: "Mars/Base" }, "timezone"],
    [{ holidays: ["2026-12-25", "Christmas"] }, "holidays.1"],
    [{ topup: { step: "0" } }, "topup.step"],
    [{ topup: { minimum: "x" } }, "topup.minimum"],
    [{ topup_approval: { above: "-1" } }, "topup_approval.above"],
  ])("%j is refused by name, and nothing is stored", (patch, field) => {
    const world = funded();
    expect(world.run(update({ cutoff: "10:00", ...patch }))).toMatchObject({ rejection: { details: [{ field }] } });
    expect(world.rows("accounts")[0]?.settings).toBe("{}");
  });
});

describe("proposals", () => {
  const LEVELS = { alert_enabled: true, warning: below("50"), critical: below("20"), block: below("5") };

  function watched(settings: unknown = LEVELS): World {
    const world = funded();
    world.must(patchWallet(1, { alertSettings: settings }));
    return world;
  }

  test("entering critical proposes what one would wire to bring the wallet out of every level", () => {
    const world = watched();
    world.must(debit(1, "60", { kind: "adjustment" }));
    expect(world.rows("topups")).toEqual([]);
    world.must(debit(1, "25", { kind: "adjustment" }));
    expect(topup(world)).toMatchObject({ status: "proposed", source: "alert", amount: 3_600n, expectedAt: null });
    expect(
      world
        .payloads()
        .map(({ type }) => type)
        .slice(-2),
    ).toEqual(["wallet.balance.alert", "topup.created"]);
    world.must(credit(1, "36.00"));
    expect(world.wallet()).toMatchObject({ alertState: "ok", openTopups: 0 });
    expect(topup(world).status).toBe("settled");
  });

  test("with a history it leaves five days of spend when it lands", () => {
    const world = watched({ alert_enabled: true, critical: below("20") });
    world.must(debit(1, "70", { kind: "order" }));
    world.now += DAY;
    world.must(measureSpend(1));
    world.must(debit(1, "10", { kind: "order" }));
    // Five days of 70.00; the 20.00 that are left will be gone by then.
    expect(topup(world).amount).toBe(35_000n);
  });

  test("there is never a second: neither deeper, nor up and down, nor next to one of a caller's", () => {
    const world = watched();
    world.runAll(debit(1, "85"), debit(1, "14"), credit(1, "30"), debit(1, "20"));
    expect(world.rows("topups")).toHaveLength(1);
    world.must(patchTopup(topup(world).id, { status: "sent" }));
    world.runAll(credit(1, "100"), debit(1, "100"));
    expect(world.rows("topups")).toHaveLength(1);
    audit(world);
  });

  test("a cancelled one is not repeated within the episode, but in the next", () => {
    const world = watched();
    world.must(debit(1, "85"));
    world.must(patchTopup(topup(world).id, { status: "cancelled" }));
    world.runAll(debit(1, "1"), credit(1, "20"), debit(1, "20"), debit(1, "10"));
    expect(world.rows("topups")).toHaveLength(1);
    world.runAll(credit(1, "200"), debit(1, "190"));
    expect(world.rows("topups")).toHaveLength(2);
    expect(topup(world, 1).status).toBe("proposed");
  });

  test("one without action is withdrawn when the wallet is ok again; one on its way is not", () => {
    const world = watched();
    world.runAll(debit(1, "85"), credit(1, "500"));
    expect(topup(world).status).toBe("cancelled");
    world.must(debit(1, "500"));
    world.must(patchTopup(topup(world, 1).id, { status: "initiated" }));
    world.must(credit(1, "500"));
    expect(topup(world, 1).status).toBe("initiated");
    audit(world);
  });

  test("a top-up that was not enough may be followed by another", () => {
    const world = watched();
    world.must(debit(1, "85"));
    world.must(patchTopup(topup(world).id, { amount: "10", status: "sent" }));
    world.must(credit(1, "10"));
    expect(world.wallet().alertState).toBe("warning");
    world.must(debit(1, "10"));
    expect(topup(world, 1).status).toBe("proposed");
  });

  test.each([
    ["too much money", { alertSettings: { alert_enabled: true, critical: above("150") } }, "100"],
    ["a warning", { alertSettings: { alert_enabled: true, critical: below("0"), warning: below("500") } }, "1"],
  ])("%s proposes nothing", (_, patch, more) => {
    const world = funded();
    world.must(patchWallet(1, patch));
    world.must(credit(1, more, { kind: "adjustment" }));
    expect(world.wallet().alertState).not.toBe("ok");
    expect(world.rows("topups")).toEqual([]);
  });

  test("a postpaid wallet gets no proposal", () => {
    const world = new World();
    world.must(newWallet({ walletType: "POSTPAID", alertSettings: SEED_001 }));
    expect(world.wallet().alertState).toBe("in_alarm");
    expect(world.rows("topups")).toEqual([]);
  });
});

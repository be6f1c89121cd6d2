import type { Tables } from "@plimsoll/core";
import { expect } from "vitest";
import type { World } from "./world.ts";

/** Invariants of the tables, whatever happened. */
export function audit(world: World): void {
  for (const account of world.rows("accounts")) {
    const own = <T extends { readonly accountId: number }>(rows: readonly T[]) =>
      rows.filter(({ accountId }) => accountId === account.id);
    const wallets = own(world.rows("wallets"));
    const transactions = own(world.rows("transactions"));
    const log = own(world.rows("alertLog"));
    const events = own(world.rows("events"));
    gapless(
      wallets.map(({ id }) => id),
      account.walletCount,
      "wallets",
    );
    gapless(
      transactions.map(({ id }) => id),
      account.transactionCount,
      "transactions",
    );
    gapless(
      log.map(({ position }) => position),
      account.alertCount,
      "alert log",
    );
    // A movement is its own event: of every position there is either a transaction or a stored event.
    expect(account.eventCount, "events").toBe(account.transactionCount + events.length);
    gapless(
      events.map(({ ordinal }) => ordinal),
      events.length,
      "stored events",
    );
    let before = 0;
    for (const { position } of events) {
      expect(position > before && position <= account.eventCount, "position of a stored event").toBe(true);
      before = position;
    }
    gapless(
      own(world.rows("auditLog")).map(({ position }) => position),
      account.auditCount,
      "audit log",
    );
    const holds = own(world.rows("holds"));
    gapless(
      holds.map(({ position }) => position),
      account.holdCount,
      "holds",
    );
    const topups = own(world.rows("topups"));
    gapless(
      topups.map(({ position }) => position),
      account.topupCount,
      "top-ups",
    );
    const orders = own(world.rows("orders"));
    gapless(
      orders.map(({ id }) => id),
      account.orderCount,
      "orders",
    );
    gapless(
      own(world.rows("transfers")).map(({ position }) => position),
      account.transferCount,
      "transfers",
    );
    for (const hold of holds.filter(({ source }) => source === "api")) {
      const took = transactions.find(({ id }) => id === hold.transactionId)?.amount ?? 0n;
      expect(-took, "captured").toBe(hold.captured);
      expect(hold.captured <= hold.amount && hold.captured > 0n === (hold.status === "captured")).toBe(true);
    }
    for (const transfer of own(world.rows("transfers"))) {
      const sides = [transfer.debitId, transfer.creditId].map((id) => transactions.find((each) => each.id === id));
      expect(sides, "both sides of the transfer").toMatchObject([
        { walletId: transfer.fromWalletId, amount: -(transfer.amount + transfer.fee), source: "transfer" },
        { walletId: transfer.toWalletId, amount: transfer.received, source: "transfer" },
      ]);
    }
    expect(transactions.filter(({ source }) => source === "transfer")).toHaveLength(account.transferCount * 2);
    // A mirror's movements for an order are reported by its provider: as far as they were reported, order and
    // transactions agree.
    for (const order of orders.filter(({ source }) => source === "mirror")) {
      const moved = transactions.filter(({ orderId, walletId }) => orderId === order.id && walletId === order.walletId);
      const refunds = moved.filter(({ kind }) => kind === "refund");
      expect(
        refunds.reduce((sum, { amount }) => sum + amount, 0n),
        "refunded of the mirror's order",
      ).toBe(order.refunded);
      expect(order.refunded <= order.payable, "refunded more than it cost").toBe(true);
      expect(order.refundTransactionId, "the refund").toBe(refunds.at(-1)?.id ?? null);
      expect(order.transactionId, "the debit").toBe(moved.find(({ amount }) => amount < 0n)?.id ?? null);
    }
    for (const order of orders.filter(({ source }) => source === "ledger")) {
      const moved = transactions.filter(({ orderId, source }) => orderId === order.id && source === "order");
      expect(
        moved.reduce((sum, { amount }) => sum - amount, 0n),
        "paid for the order",
      ).toBe(order.payable - order.refunded);
    }
    for (const wallet of wallets) {
      const expected = topups.filter(({ openWalletId }) => openWalletId === wallet.id);
      expect(wallet.openTopups).toBe(expected.length);
      expect(expected.filter(({ status }) => status === "proposed").length).toBeLessThanOrEqual(1);
      const open = holds.filter(({ walletId, status }) => walletId === wallet.id && status === "open");
      expect(wallet.held, "held").toBe(open.reduce((sum, { amount }) => sum + amount, 0n));
      auditWallet(
        wallet,
        transactions.filter(({ walletId }) => walletId === wallet.id),
      );
      gapless(
        log.filter(({ walletId }) => walletId === wallet.id).map(({ walletPosition }) => walletPosition),
        wallet.alertCount,
        "alert log of the wallet",
      );
    }
    for (const feature of own(world.rows("features"))) {
      const entries = log.filter((entry) => entry.ownerKind === "feature" && entry.ownerId === feature.id);
      gapless(
        entries.map(({ ownerPosition }) => ownerPosition),
        feature.alertCount,
        "alert log of the feature",
      );
    }
    for (const stream of own(world.rows("alertStreams"))) {
      const entries = log.filter(
        (entry) =>
          entry.walletId === stream.walletId &&
          entry.ownerKind === stream.ownerKind &&
          entry.ownerId === stream.ownerId,
      );
      gapless(
        entries.map(({ streamPosition }) => streamPosition),
        stream.count,
        "alert log of the stream",
      );
      expect(stream.position).toBe(entries.at(-1)?.position);
    }
    auditLinks(world, account.id);
    auditDeliveries(world, account.id);
    auditNotifications(world, account);
  }
}

/** Notifications are numbered by account and channel, groups know their notices, and threads their recoveries. */
function auditNotifications(world: World, { id, notificationCount }: Readonly<Tables["accounts"]>): void {
  const own = <T extends { readonly accountId: number }>(rows: readonly T[]) =>
    rows.filter(({ accountId }) => accountId === id);
  const notifications = own(world.rows("notifications"));
  const waiting = own(world.rows("groupedNotices"));
  gapless(
    notifications.map(({ position }) => position).toSorted((a, b) => a - b),
    notificationCount,
    "notifications",
  );
  for (const { id: endpointId, kind, deliveryCount } of own(world.rows("endpoints"))) {
    if (kind === "signed-webhook") continue;
    const sequences = notifications.flatMap((each) => (each.endpointId === endpointId ? [each.sequence] : []));
    gapless(sequences, deliveryCount, "notifications of the channel");
  }
  for (const { endpointId, routeId, part, count } of own(world.rows("noticeGroups"))) {
    const notices = waiting.filter(
      (each) => each.endpointId === endpointId && each.routeId === routeId && each.part === part,
    );
    expect(notices.length, "notices of the group").toBe(count);
  }
  for (const { id: threadId, recoveriesWaiting } of own(world.rows("episodes"))) {
    const recoveries = waiting.filter(
      (each) =>
        each.threadId === threadId && each.serial > 0 && (JSON.parse(each.notice) as { state: string }).state === "ok",
    );
    expect(recoveries.length, "recoveries that wait").toBe(recoveriesWaiting);
  }
}

function auditWallet(
  wallet: Readonly<Tables["wallets"]>,
  transactions: readonly Readonly<Tables["transactions"]>[],
): void {
  gapless(
    transactions.map(({ sequence }) => sequence),
    wallet.sequence,
    "the wallet's transactions",
  );
  let balance = 0n;
  for (const transaction of transactions) {
    balance += transaction.amount;
    expect(transaction.balanceAfter).toBe(balance);
  }
  expect(wallet.balance).toBe(balance);
}

/** The wallets' own lists of features agree with the link table. */
function auditLinks(world: World, accountId: number): void {
  const links = world
    .rows("walletFeatures")
    .filter((link) => link.accountId === accountId)
    .map(({ featureId, walletId }) => `${walletId} ${featureId}`);
  const lists = world
    .rows("wallets")
    .filter((wallet) => wallet.accountId === accountId)
    .flatMap((wallet) => (JSON.parse(wallet.featureIds) as string[]).map((id) => `${wallet.id} ${id}`));
  expect(links.toSorted()).toEqual(lists.toSorted());
}

function auditDeliveries(world: World, accountId: number): void {
  for (const endpoint of world.rows("endpoints").filter((row) => row.accountId === accountId)) {
    const deliveries = world.rows("deliveries").filter(({ endpointId }) => endpointId === endpoint.id);
    gapless(
      deliveries.map(({ sequence }) => sequence),
      endpoint.deliveryCount,
      "deliveries",
    );
    for (const { status, nextAttemptAt, completedAt } of deliveries) {
      expect(nextAttemptAt === null).toBe(status !== "pending");
      expect(completedAt === null).toBe(status === "pending");
    }
  }
}

function gapless(numbers: readonly number[], count: number, what: string): void {
  expect(
    numbers.toSorted((a, b) => a - b),
    what,
  ).toEqual(Array.from({ length: count }, (_, i) => i + 1));
}

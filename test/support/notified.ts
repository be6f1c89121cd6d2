import type { ChannelKind, Message, RouteEvent } from "@plimsoll/core";
import { ACCOUNT, below, credit, debit, newChannel, newRoute, newWallet } from "./commands.ts";
import type { World } from "./world.ts";

/** Info 100, warning 50, critical 20, block 5. */
export const TIERS = {
  alert_enabled: true,
  info: below("100.00"),
  warning: below("50.00"),
  critical: below("20.00"),
  block: below("5.00"),
};

/** A channel and a route that brings these levels to it. */
export function connect(
  world: World,
  kind: ChannelKind,
  events: readonly RouteEvent[],
  more: Parameters<typeof newRoute>[0] = {},
): string {
  const { channel } = world.must(newChannel(kind));
  world.must(newRoute({ name: kind, events, channelIds: [channel.id], ...more }));
  return channel.id;
}

/** As the server's chores: groups, escalations and silences whose time has come. */
export function tick(world: World): void {
  for (const { endpointId, routeId, part, dueAt } of world.rows("noticeGroups")) {
    if (dueAt <= world.now) world.must({ type: "flush_group", accountId: ACCOUNT, endpointId, routeId, part });
  }
  const timers = world.rows("escalationTimers").filter(({ dueAt }) => dueAt !== null && dueAt <= world.now);
  if (timers.length > 0) world.must({ type: "escalate", accountId: ACCOUNT, timers });
  for (const { id, dueAt } of world.rows("silences")) {
    if (dueAt !== null && dueAt <= world.now) world.must({ type: "end_silence", accountId: ACCOUNT, silenceId: id });
  }
}

/** Lets time pass as the chores do, second by second or in longer steps. */
export function pass(world: World, seconds: number, step = 1): void {
  for (let left = seconds; left > 0; left -= step) {
    world.now += Math.min(left, step) * 1_000;
    tick(world);
  }
}

/** Credits or debits a wallet, so that it has this balance. */
export function to(world: World, balance: number, walletId = 1): void {
  const by = balance * 100 - Number(world.wallet(walletId).balance);
  if (by > 0) world.must(credit(walletId, (by / 100).toFixed(2)));
  if (by < 0) world.must(debit(walletId, (-by / 100).toFixed(2)));
}

/** What a channel was sent, in order: `kind state wallet`, several in one message joined by commas. */
export function sent(world: World, channelId: string): string[] {
  return world
    .rows("notifications")
    .filter(({ endpointId }) => endpointId === channelId)
    .filter(({ sequence }) => world.delivery(channelId, sequence).status !== "skipped")
    .map(({ payload }) =>
      (JSON.parse(payload) as Message).notices
        .map(({ kind, state, wallet, level }) => `${kind} ${state ?? level} ${wallet?.id ?? ""}`.trim())
        .join(", "),
    );
}

/** Wallets with these tiers and 1000.00 each. */
export function watchedWallets(world: World, count: number): void {
  world.batch(Array.from({ length: count }, () => newWallet({ overdraftLimit: null, alertSettings: TIERS })));
}

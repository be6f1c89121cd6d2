import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  acknowledge,
  attempt,
  credit,
  debit,
  evaluate,
  newChannel,
  newProvider,
  newRoute,
  newSilence,
  patchWallet,
} from "../../../../test/support/commands.ts";
import { connect, pass, sent, tick, TIERS, to, watchedWallets } from "../../../../test/support/notified.ts";
import { MIN_AMOUNT } from "../money/amount.ts";
import { snapshot } from "../../../../test/support/snapshot.ts";
import { World } from "../../../../test/support/world.ts";
import type { Message } from "./notice.ts";

const MINUTE = 60_000;

/** A world with wallets at 1000.00. */
function funded(count = 1): World {
  const world = new World();
  watchedWallets(world, count);
  world.batch(Array.from({ length: count }, (_, index) => credit(index + 1, "1000.00")));
  // The first evaluation at zero has opened episodes before any channel was there.
  world.now += MINUTE;
  return world;
}

function threadOf({ payload }: { readonly payload: string }): string | undefined {
  return (JSON.parse(payload) as Message).notices[0]?.thread;
}

/** A provider that cannot be read. */
function failingProvider(world: World): string {
  const { provider } = world.must(newProvider());
  for (let poll = 0; poll < 3; poll += 1) {
    const result = { ok: false, kind: "transient", message: "it is away" } as const;
    world.must({ type: "record_sync", accountId: ACCOUNT, providerId: provider.id, result });
  }
  return provider.id;
}

function recover(world: World, providerId: string): void {
  const result = { ok: true, wallets: 1, readAt: world.now, moved: 0, hooks: false, problems: [] } as const;
  world.must({ type: "record_sync", accountId: ACCOUNT, providerId, result });
}

function openEpisode(world: World): string {
  return world.rows("episodes").find(({ openKey }) => openKey === 1)?.id ?? "";
}

describe("an account without channels", () => {
  test("reads nothing for them", () => {
    const world = funded();
    expect(world.roundsOf(debit(1, "1.00"))).toBe(0);
    const crossing = world.roundsOf(debit(1, "950.00"));
    const fresh = new World();
    watchedWallets(fresh, 1);
    expect(crossing).toBeLessThanOrEqual(2);
    expect(world.rows("notifications")).toEqual([]);
    expect(world.rows("noticeGroups")).toEqual([]);
  });
});

describe("an episode", () => {
  test("knows its lowest balance, also between its steps", () => {
    const world = funded();
    to(world, 40);
    to(world, 30);
    to(world, 45);
    to(world, 500);
    to(world, 400);
    const [newest] = world.rows("episodes").toSorted((a, b) => b.position - a.position);
    expect(newest).toMatchObject({ lowestAvailable: 3_000n, worstState: "warning", state: "ok" });
    expect(world.wallet().lowest).toBe(MIN_AMOUNT);
  });
});

describe("a thread", () => {
  test("ends when its recovery is sent with a group that began earlier", () => {
    const world = funded(2);
    const slack = connect(world, "slack", ["warning", "critical"]);
    to(world, 10, 1);
    to(world, 40, 2);
    pass(world, 20);
    to(world, 500, 1);
    pass(world, 11);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1", "alert warning 2, recovery ok 1"]);
    to(world, 10, 1);
    const [first, , second] = world.rows("notifications").map(threadOf);
    expect(second).not.toBe(first);
    expect(sent(world, slack)).toHaveLength(3);
  });

  test("goes on while its recovery waits for a chore that is late", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical"]);
    to(world, 10);
    to(world, 500);
    world.now += 5 * MINUTE;
    to(world, 10);
    tick(world);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    expect(
      new Set(
        world
          .rows("episodes")
          .filter(({ worstState }) => worstState === "in_alarm")
          .map(({ threadId }) => threadId),
      ).size,
    ).toBe(1);
  });
});

describe("levels", () => {
  test("critical and block go at once, warning waits for its group, recoveries close the thread", () => {
    const world = funded();
    const slack = connect(world, "slack", ["warning"]);
    const pager = connect(world, "pagerduty", ["critical", "block"]);
    to(world, 40);
    expect(sent(world, slack)).toEqual([]);
    pass(world, 30);
    expect(sent(world, slack)).toEqual(["alert warning 1"]);
    to(world, 10);
    to(world, 3);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "alert blocked 1"]);
    to(world, 500);
    pass(world, 30);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "alert blocked 1", "recovery ok 1"]);
    expect(sent(world, slack)).toEqual(["alert warning 1", "recovery ok 1"]);
  });

  test("what improves without being ok is a recovery to that state", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical", "block"]);
    to(world, 3);
    to(world, 10);
    pass(world, 30);
    to(world, 40);
    pass(world, 30);
    expect(sent(world, pager)).toEqual(["alert blocked 1", "recovery in_alarm 1", "recovery warning 1"]);
  });

  test("a route of several that name one channel sends one message", () => {
    const world = funded();
    const slack = connect(world, "slack", ["critical"]);
    world.must(newRoute({ name: "second", events: ["critical"], channelIds: [slack] }));
    to(world, 10);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
  });

  test("filters and disabled routes", () => {
    const world = funded(2);
    const slack = connect(world, "slack", ["critical"], { filter: { wallet_ids: [2], currencies: ["USD"] } });
    const off = connect(world, "slack", ["critical"], { enabled: false });
    to(world, 10, 1);
    to(world, 10, 2);
    expect(sent(world, slack)).toEqual(["alert in_alarm 2"]);
    expect(sent(world, off)).toEqual([]);
  });
});

describe("noise", () => {
  test("a wallet that flaps across critical ten times in a minute is one page and one recovery", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical"]);
    const slack = connect(world, "slack", ["warning", "critical"]);
    for (let flap = 0; flap < 10; flap += 1) {
      to(world, 10);
      pass(world, 3);
      to(world, 500);
      pass(world, 3);
    }
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    pass(world, 60);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "recovery ok 1"]);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1", "recovery ok 1"]);
    const threads = new Set(world.rows("notifications").map(threadOf));
    expect(threads.size).toBe(1);
  });

  test("a wallet that flaps across warning within the group's time and ends ok is nothing", () => {
    const world = funded();
    const slack = connect(world, "slack", ["warning"]);
    for (let flap = 0; flap < 5; flap += 1) {
      to(world, 40);
      pass(world, 2);
      to(world, 500);
      pass(world, 2);
    }
    pass(world, 60);
    expect(sent(world, slack)).toEqual([]);
  });

  test("500 wallets are one message that lists them worst first, and one page each", { timeout: 60_000 }, () => {
    const world = funded(500);
    const slack = connect(world, "slack", ["warning"]);
    const pager = connect(world, "pagerduty", ["critical", "block"]);
    const commands = Array.from({ length: 500 }, (_, index) =>
      debit(index + 1, index < 10 ? "997.00" : index < 30 ? "990.00" : "960.00"),
    );
    world.batch(commands);
    pass(world, 31);
    const [message, ...more] = world.rows("notifications").filter(({ endpointId }) => endpointId === slack);
    expect(more).toEqual([]);
    const { notices } = JSON.parse(message?.payload ?? "{}") as Message;
    expect(notices).toHaveLength(470);
    const pages = world.rows("notifications").filter(({ endpointId }) => endpointId === pager);
    expect(pages).toHaveLength(30);
    expect(new Set(pages.map(threadOf)).size).toBe(30);
    expect(world.rows("groupedNotices")).toEqual([]);
  });

  test("an outage that makes 300 mirrors stale is three messages: the provider fails, who is stale, and all is well", () => {
    const world = funded();
    const slack = connect(world, "slack", ["stale", "provider_failing"]);
    const { provider } = world.must(newProvider());
    const balances = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [String(index + 1), "50.00"]));
    world.must(snapshot(world, provider.id, balances));
    const walletIds = world.rows("wallets").flatMap(({ id, source }) => (source === "mirror" ? [id] : []));
    expect(walletIds).toHaveLength(300);
    for (let minute = 0; minute < 20; minute += 1) {
      const result = { ok: false, kind: "transient", message: "it is away" } as const;
      world.must({ type: "record_sync", accountId: ACCOUNT, providerId: provider.id, result });
      pass(world, 60);
      world.must({ type: "mark_stale", accountId: ACCOUNT, walletIds, before: world.now - 15 * MINUTE });
    }
    expect(sent(world, slack)).toHaveLength(2);
    world.must(snapshot(world, provider.id, balances));
    recover(world, provider.id);
    pass(world, 60);
    const messages = sent(world, slack).map((text) => text.split(", ").map((notice) => notice.replace(/ \d+$/, "")));
    expect(messages.map((notices) => [notices.length, ...new Set(notices)])).toEqual([
      [1, "operation provider_failing"],
      [300, "operation stale"],
      [301, "recovery provider_failing", "recovery stale"],
    ]);
  });

  test("a critical alert overtakes the warning that waits, which is then not sent", () => {
    const world = funded();
    const slack = connect(world, "slack", ["warning", "critical"]);
    to(world, 40);
    pass(world, 5);
    to(world, 10);
    pass(world, 60);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
  });
});

describe("acknowledgement and escalation", () => {
  test("reaches PagerDuty, ends when it becomes worse, and stops reminders", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical", "block"]);
    const slack = connect(world, "slack", ["critical", "block"]);
    world.must(patchWallet(1, { alertSettings: { ...TIERS, repeat_interval: 600 } }));
    to(world, 10);
    const id = openEpisode(world);
    world.must(acknowledge(id));
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "acknowledged in_alarm 1"]);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
    world.now += 11 * MINUTE;
    world.must(evaluate(1));
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
    to(world, 3);
    expect(world.store.get("episodes", ACCOUNT, id)).toMatchObject({ ackBy: null, worstState: "blocked" });
    world.now += 11 * MINUTE;
    world.must(evaluate(1));
    expect(sent(world, slack)).toEqual(["alert in_alarm 1", "alert blocked 1", "reminder blocked 1"]);
  });

  test("what PagerDuty reports is not sent back to it", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical"]);
    to(world, 10);
    world.must(acknowledge(openEpisode(world), { by: "Ada", fromChannel: pager }));
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    expect(world.rows("episodes").find(({ openKey }) => openKey === 1)).toMatchObject({ ackBy: "Ada" });
  });

  test("what PagerDuty reports of an acknowledgement that holds changes nothing, and of one that has run out does", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical"]);
    const second = connect(world, "pagerduty", ["critical"]);
    to(world, 10);
    const id = openEpisode(world);
    world.must(acknowledge(id, { by: "Grace", minutes: 5, note: "Wire is out" }));
    world.must(acknowledge(id, { by: "Ada", fromChannel: pager }));
    expect(world.store.get("episodes", ACCOUNT, id)).toMatchObject({ ackBy: "Grace", ackNote: "Wire is out" });
    expect(sent(world, second)).toEqual(["alert in_alarm 1", "acknowledged in_alarm 1"]);
    world.now += 6 * MINUTE;
    world.must(acknowledge(id, { by: "Ada", fromChannel: pager }));
    expect(world.store.get("episodes", ACCOUNT, id)).toMatchObject({ ackBy: "Ada", ackUntil: null });
  });

  test("an episode that is not acknowledged in time goes to the next channels, once, which also receive its end", () => {
    const world = funded();
    const { channel: boss } = world.must(newChannel("email"));
    const escalate = { after_minutes: 15, channel_ids: [boss.id] };
    connect(world, "slack", ["critical"], { escalate });
    to(world, 10);
    pass(world, 14 * 60);
    expect(sent(world, boss.id)).toEqual([]);
    pass(world, 61);
    expect(sent(world, boss.id)).toEqual(["escalation in_alarm 1"]);
    pass(world, 30 * 60);
    to(world, 500);
    pass(world, 31);
    expect(sent(world, boss.id)).toEqual(["escalation in_alarm 1", "recovery ok 1"]);
  });

  test("an acknowledged one is not escalated; an acknowledgement that has run out does not count", () => {
    const world = funded(2);
    const { channel: boss } = world.must(newChannel("email"));
    connect(world, "slack", ["critical"], { escalate: { after_minutes: 15, channel_ids: [boss.id] } });
    to(world, 10, 1);
    world.must(acknowledge(openEpisode(world)));
    to(world, 10, 2);
    const second = world.rows("episodes").find(({ openKey, walletId }) => openKey === 1 && walletId === 2);
    world.must(acknowledge(second?.id ?? "", { minutes: 5 }));
    pass(world, 16 * 60);
    expect(sent(world, boss.id)).toEqual(["escalation in_alarm 2"]);
  });
});

describe("silences", () => {
  test("send nothing, keep everything, and end with the present state", () => {
    const world = funded();
    const slack = connect(world, "slack", ["critical", "block"]);
    world.must(newSilence(world.now + 10 * MINUTE));
    to(world, 10);
    expect(sent(world, slack)).toEqual([]);
    expect(world.rows("notifications")).toMatchObject([{ skipReason: "silenced" }]);
    pass(world, 10 * 60);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
    tick(world);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
  });

  test("a recovery during one is sent at its end, and blocked wallets break through unless they are included", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical", "block"]);
    to(world, 10);
    world.must(newSilence(world.now + 10 * MINUTE));
    to(world, 3);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "alert blocked 1"]);
    to(world, 500);
    pass(world, 60);
    expect(sent(world, pager)).toHaveLength(2);
    pass(world, 10 * 60);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "alert blocked 1", "recovery ok 1"]);
  });

  test("a channel to which an episode was escalated before it still receives its end", () => {
    const world = funded();
    const { channel: boss } = world.must(newChannel("email"));
    connect(world, "slack", ["critical"], { escalate: { after_minutes: 1, channel_ids: [boss.id] } });
    to(world, 10);
    pass(world, 61);
    const { silence } = world.must(newSilence(world.now + 60 * MINUTE));
    world.must({ type: "delete_silence", accountId: ACCOUNT, silenceId: silence.id });
    tick(world);
    to(world, 500);
    pass(world, 31);
    expect(sent(world, boss.id)).toEqual(["escalation in_alarm 1", "recovery ok 1"]);
  });

  test("a recovery that one holds is sent when it is deleted, unless another one or a schedule holds it", () => {
    const world = funded(3);
    const pager = connect(world, "pagerduty", ["critical"]);
    // The world starts on a Friday at 14:31 UTC.
    const schedule = { timezone: "UTC", days: ["fri"], from: "14:00", to: "15:00" } as const;
    const office = connect(world, "slack", ["critical"], { schedule, filter: { wallet_ids: [3] } });
    for (const id of [1, 2, 3]) to(world, 10, id);
    const { silence } = world.must(newSilence(world.now + 120 * MINUTE));
    world.must(newSilence(world.now + 60 * MINUTE, { filter: { wallet_ids: [2] } }));
    for (const id of [1, 2, 3]) to(world, 500, id);
    pass(world, 60);
    expect(sent(world, pager)).toHaveLength(3);
    world.must({ type: "delete_silence", accountId: ACCOUNT, silenceId: silence.id });
    tick(world);
    expect(sent(world, pager).slice(3)).toEqual(["recovery ok 1", "recovery ok 3"]);
    expect(sent(world, office)).toEqual(["alert in_alarm 3", "recovery ok 3"]);
    world.now += 59 * MINUTE;
    tick(world);
    expect(sent(world, pager).slice(5)).toEqual(["recovery ok 2"]);
  });

  test("what waits for its group when one begins is held by it", () => {
    const world = funded(2);
    const slack = connect(world, "slack", ["warning"]);
    const pager = connect(world, "pagerduty", ["critical"]);
    to(world, 10, 1);
    to(world, 500, 1);
    to(world, 40, 2);
    world.must(newSilence(world.now + 10 * MINUTE));
    pass(world, 60);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    expect(sent(world, slack)).toEqual([]);
    expect(world.rows("notifications").filter(({ skipReason }) => skipReason === "silenced")).toHaveLength(1);
    pass(world, 10 * 60);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "recovery ok 1"]);
    expect(sent(world, slack)).toEqual(["alert warning 2"]);
  });

  test("an end of what concerns the operation is sent after it, and nothing of what began and ended during it", () => {
    const world = funded();
    const slack = connect(world, "slack", ["stale", "provider_failing"]);
    const first = failingProvider(world);
    pass(world, 30);
    world.must(newSilence(world.now + 10 * MINUTE));
    recover(world, first);
    recover(world, failingProvider(world));
    failingProvider(world);
    pass(world, 60);
    expect(sent(world, slack)).toEqual(["operation provider_failing"]);
    // Kept, as everything that is silenced.
    expect(world.rows("notifications").filter(({ skipReason }) => skipReason === "silenced")).toHaveLength(2);
    pass(world, 10 * 60);
    expect(sent(world, slack)).toEqual([
      "operation provider_failing",
      "operation provider_failing, recovery provider_failing",
    ]);
  });

  test("what its end repeats is over before that is sent: the end of what is known is sent", () => {
    const world = funded();
    const slack = connect(world, "slack", ["warning"]);
    to(world, 40);
    pass(world, 31);
    const { silence } = world.must(newSilence(world.now + MINUTE));
    world.must({ type: "delete_silence", accountId: ACCOUNT, silenceId: silence.id });
    tick(world);
    to(world, 500);
    pass(world, 31);
    expect(sent(world, slack)).toEqual(["alert warning 1", "recovery ok 1"]);
  });

  test("what a reader knows is sent again when one ends, once", () => {
    const world = funded();
    const slack = connect(world, "slack", ["warning"]);
    to(world, 40);
    pass(world, 31);
    world.must(newSilence(world.now + MINUTE));
    pass(world, 2 * 60);
    expect(sent(world, slack)).toEqual(["alert warning 1", "alert warning 1"]);
    to(world, 30);
    pass(world, 60);
    expect(sent(world, slack)).toHaveLength(2);
  });

  test("a deleted one ends at once", () => {
    const world = funded();
    const slack = connect(world, "slack", ["critical"]);
    const { silence } = world.must(newSilence(world.now + 60 * MINUTE));
    to(world, 10);
    world.must({ type: "delete_silence", accountId: ACCOUNT, silenceId: silence.id });
    tick(world);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
  });
});

describe("a channel that fails", () => {
  test("is reported once to the other channels of its route, and its older messages give way to newer ones", () => {
    const world = funded();
    const { channel } = world.must(newChannel("slack"));
    const { channel: other } = world.must(newChannel("email"));
    world.must(newRoute({ events: ["critical", "block"], channelIds: [channel.id, other.id] }));
    to(world, 10);
    for (let number = 1; number <= 4; number += 1) world.must(attempt(channel.id, 1, world.now + number, 500));
    expect(sent(world, other.id)).toEqual(["alert in_alarm 1", "operation channel_failing"]);
    to(world, 3);
    world.must(attempt(channel.id, 2, world.now + 10, 200));
    expect(world.delivery(channel.id, 1).status).toBe("skipped");
    expect(world.rows("notifications")[0]).toMatchObject({ skipReason: "superseded" });
    expect(world.endpoint(channel.id)).toMatchObject({ failingSince: null, warned: 0 });
    // What waits no longer is not read again.
    const waiting = world.rows("notifications").filter(({ waitingThread }) => waitingThread !== null);
    expect(waiting.map(({ endpointId }) => endpointId)).toEqual([other.id, other.id, other.id]);
  });

  test("an acknowledgement that overtakes its trigger is sent again after it", () => {
    const world = funded();
    const pager = connect(world, "pagerduty", ["critical"]);
    to(world, 10);
    world.must(attempt(pager, 1, world.now, 500));
    world.must(acknowledge(openEpisode(world)));
    world.now += 1;
    world.must(attempt(pager, 2, world.now, 202));
    const trigger = world.delivery(pager, 1);
    expect(world.delivery(pager, 2)).toMatchObject({ status: "pending", nextAttemptAt: trigger.nextAttemptAt });
    world.now = trigger.nextAttemptAt ?? 0;
    world.must(attempt(pager, 1, world.now, 202));
    world.must(attempt(pager, 2, world.now, 202));
    expect([1, 2].map((sequence) => world.delivery(pager, sequence).status)).toEqual(["delivered", "delivered"]);
    expect(world.rows("notifications").filter(({ waitingThread }) => waitingThread !== null)).toEqual([]);
  });

  test("leaves nothing that waits when it refuses or is disabled", () => {
    const world = funded();
    const slack = connect(world, "slack", ["critical", "block"]);
    to(world, 10);
    world.must(attempt(slack, 1, world.now + 1, 400, { verdict: "refused" }));
    to(world, 3);
    world.must({ type: "update_channel", accountId: ACCOUNT, channelId: slack, patch: { enabled: false } });
    world.must({ type: "update_channel", accountId: ACCOUNT, channelId: slack, patch: { enabled: true } });
    to(world, 500);
    pass(world, 30);
    world.must(attempt(slack, 3, world.now + 2, 200));
    expect(world.rows("notifications").map(({ waitingThread }) => waitingThread)).toEqual([null, null, null]);
    expect(world.delivery(slack, 2).status).toBe("skipped");
    expect(world.rows("notifications")[1]?.skipReason).toBeNull();
  });

  test("a refusal is final and disables nothing; a receiver that is gone is disabled", () => {
    const world = funded();
    const slack = connect(world, "slack", ["critical", "block"]);
    to(world, 10);
    world.must(attempt(slack, 1, world.now + 1, 400, { verdict: "refused" }));
    expect(world.delivery(slack, 1).status).toBe("failed");
    expect(world.endpoint(slack).status).toBe("enabled");
    to(world, 3);
    world.must(attempt(slack, 2, world.now + 2, 404, { verdict: "gone" }));
    expect(world.endpoint(slack)).toMatchObject({ status: "disabled" });
  });
});

describe("schedules", () => {
  test("what one holds is sent when it is changed", () => {
    const world = funded();
    const schedule = { timezone: "UTC", days: ["mon"], from: "09:00", to: "17:00" } as const;
    const slack = connect(world, "slack", ["critical"], { schedule });
    to(world, 10);
    pass(world, 60);
    expect(sent(world, slack)).toEqual([]);
    const routeId = world.rows("routes").find(({ name }) => name === "slack")?.id ?? "";
    world.must({ type: "update_route", accountId: ACCOUNT, routeId, patch: { schedule: null } });
    tick(world);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
  });

  test("what one holds is sent when its route is deleted, and so is the end of what that has sent", () => {
    const world = funded(3);
    const schedule = { timezone: "UTC", days: ["fri"], from: "14:00", to: "14:35" } as const;
    const pager = connect(world, "pagerduty", ["critical"], { schedule });
    const routeId = world.rows("routes").find(({ name }) => name === "pagerduty")?.id ?? "";
    to(world, 10, 1);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    world.now += 10 * MINUTE;
    to(world, 10, 2);
    to(world, 10, 3);
    world.must(newSilence(world.now + 10 * MINUTE, { filter: { wallet_ids: [3] } }));
    pass(world, 60);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    world.must({ type: "delete_route", accountId: ACCOUNT, routeId });
    tick(world);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "alert in_alarm 2"]);
    for (const id of [1, 2, 3]) to(world, 500, id);
    pass(world, 11 * 60);
    expect(sent(world, pager).slice(2)).toEqual(["recovery ok 1", "recovery ok 2"]);
    expect(world.rows("noticeGroups")).toEqual([]);
    to(world, 10, 1);
    expect(sent(world, pager)).toHaveLength(4);
  });

  test("outside of it notices wait until it opens, and what is over by then is not sent", () => {
    const world = funded(2);
    // The world starts on a Friday at 14:31 UTC, which is 16:31 in Amsterdam.
    const schedule = { timezone: "Europe/Amsterdam", days: ["mon"], from: "09:00", to: "17:00" } as const;
    const slack = connect(world, "slack", ["critical"], { schedule });
    to(world, 10, 1);
    to(world, 10, 2);
    to(world, 500, 2);
    const monday = Date.UTC(2026, 4, 18, 7, 0);
    world.now = monday - 1;
    tick(world);
    expect(sent(world, slack)).toEqual([]);
    world.now = monday;
    tick(world);
    expect(sent(world, slack)).toEqual(["alert in_alarm 1"]);
  });
});

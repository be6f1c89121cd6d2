import { expect, test } from "vitest";
import { ACCOUNT, credit, newChannel, newWallet } from "../../../../test/support/commands.ts";
import { sent, watchedWallets } from "../../../../test/support/notified.ts";
import { World } from "../../../../test/support/world.ts";
import type { Message } from "../notifications/notice.ts";

const SETTINGS = { at: "09:00", timezone: "Europe/Amsterdam", days: ["mon", "fri"] } as const;

test("a digest is sent on its days at its time, once, and lists every wallet, worst first", () => {
  const world = new World();
  watchedWallets(world, 3);
  world.batch([newWallet(), credit(1, "1000.00"), credit(2, "10.00"), credit(3, "1000.00")]);
  const { channel } = world.must(newChannel());
  const settings = { ...SETTINGS, channel_ids: [channel.id] };
  const { digest } = world.must({ type: "put_digest", accountId: ACCOUNT, settings });
  // The world starts on a Friday at 16:30 in Amsterdam.
  expect(new Date(digest.nextAt).toISOString()).toBe("2026-05-18T07:00:00.000Z");
  const due = { type: "send_digest", accountId: ACCOUNT, walletIds: [1, 2, 3, 4] } as const;
  world.now = digest.nextAt - 1;
  expect(world.must(due)).toEqual({ wallets: 0 });
  world.now = digest.nextAt;
  world.must(due);
  expect(world.must(due)).toEqual({ wallets: 0 });
  expect(sent(world, channel.id)).toEqual(["digest in_alarm 2, digest ok 1, digest ok 3, digest ok 4"]);
  // Nothing watches the last.
  const [message] = world.rows("notifications").map(({ payload }) => JSON.parse(payload) as Message);
  expect(message?.notices.map(({ state }) => state)).toEqual(["in_alarm", "ok", "ok", null]);
  expect(new Date(world.rows("digests")[0]?.nextAt ?? 0).toISOString()).toBe("2026-05-22T07:00:00.000Z");
});

test("a digest is not for PagerDuty", () => {
  const world = new World();
  const { channel } = world.must(newChannel("pagerduty"));
  const answer = world.run({
    type: "put_digest",
    accountId: ACCOUNT,
    settings: { ...SETTINGS, timezone: "Mars/Olympus", channel_ids: [channel.id, "chan_none"] },
  });
  expect(answer.ok ? [] : answer.rejection.details.map(({ field }) => field)).toEqual([
    "channel_ids.0",
    "channel_ids.1",
    "timezone",
  ]);
});

import type { Command, Endpoint, Message, Outcome } from "@plimsoll/core";
import { notifyDue } from "@plimsoll/server/chores/notify-due";
import type { Committer } from "@plimsoll/server/store/commit/committer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ACCOUNT, credit, newChannel, newWallet, SEED_001 } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { Fixture } from "./fixture.ts";

/** START is a Friday, 16:30 in Amsterdam. */
const SETTINGS = { at: "09:00", timezone: "Europe/Amsterdam", days: ["mon", "fri"] } as const;
const MONDAY = Date.UTC(2026, 4, 18, 7);
const DAY_MS = 86_400_000;

export function digestSuite(engine: TestEngine): void {
  describe("a digest", () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
    });
    afterEach(() => fixture.close());

    const committer: Pick<Committer, "submit"> = {
      submit: (async (command: Command): Promise<Outcome> => {
        const [outcome] = await fixture.batch(command);
        if (outcome === undefined) throw new Error("a batch of one command has one outcome");
        return outcome;
      }) as Committer["submit"],
    };
    const reads = () => fixture.store.reads;

    /** Runs the chore at a time; the messages that wait for a channel, each as "state wallet, state wallet". */
    async function waitingAt(time: number, channelId: string): Promise<readonly string[]> {
      fixture.now = time;
      await notifyDue({ reads: reads(), committer, now: () => fixture.now });
      const due = await reads().due(ACCOUNT, channelId, null, time, 10);
      return due.map(({ body }) =>
        (JSON.parse(body) as Message).notices.map(({ state, wallet }) => `${state} ${wallet?.id}`).join(", "),
      );
    }

    test("is written once on each of its days, with every open wallet, those that are not ok first", async () => {
      await fixture.must(...Array.from({ length: 4 }, () => newWallet({ alertSettings: SEED_001 })));
      await fixture.must(newWallet({ accountId: 2 }), credit(1, "500.00"), credit(3, "500.00"));
      await fixture.must({ type: "close_wallet", accountId: ACCOUNT, walletId: 4 });
      const [made] = await fixture.must<{ channel: Endpoint }>(newChannel("slack"));
      const channelId = made?.channel.id ?? "";
      await fixture.must({
        type: "put_digest",
        accountId: ACCOUNT,
        settings: { ...SETTINGS, channel_ids: [channelId] },
      });
      expect(await waitingAt(MONDAY - 1, channelId)).toEqual([]);
      const monday = ["in_alarm 2, ok 1, ok 3"];
      expect(await waitingAt(MONDAY, channelId)).toEqual(monday);
      expect(await waitingAt(MONDAY + DAY_MS, channelId)).toEqual(monday);
      expect(await waitingAt(MONDAY + 4 * DAY_MS, channelId)).toEqual([...monday, ...monday]);
      await fixture.must({ type: "delete_digest", accountId: ACCOUNT });
      expect(await waitingAt(MONDAY + 7 * DAY_MS, channelId)).toEqual([...monday, ...monday]);
    });
  });
}

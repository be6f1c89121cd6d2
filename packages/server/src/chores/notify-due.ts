import { DIGEST_WALLETS, ESCALATION_PAGE } from "@plimsoll/core";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import type { ChoreOptions } from "./chore.ts";
import { pagesByAccount } from "./pages-of.ts";

type NotifyDueOptions = ChoreOptions<"groupsDue" | "escalationsDue" | "silencesDue" | "digestsDue" | "digestWallets">;

/** @limit Channels: groups, escalations and silences whose time has come that are taken at a time. */
const DUE_PER_LOOK = 500;

/**
 * Channels' timers: groups become messages, episodes without an acknowledgement are escalated, and what is still not ok
 * is sent when its silence ends. The rows say what is due, so a crash leaves nothing out and does nothing twice.
 */
export async function notifyDue({ reads, committer, now, signal }: NotifyDueOptions): Promise<void> {
  const groups = await reads.groupsDue(now(), DUE_PER_LOOK);
  await Promise.all(groups.map((group) => committer.submit({ type: "flush_group", ...group })));
  const due = await reads.escalationsDue(now(), DUE_PER_LOOK);
  for (const { accountId, page } of pagesByAccount(due, ESCALATION_PAGE)) {
    await submitWhole(committer, { type: "escalate", accountId, timers: page }, leftIn("timers"), signal);
  }
  for (const accountId of await reads.digestsDue(now(), DUE_PER_LOOK)) {
    const walletIds = await reads.digestWallets(accountId, DIGEST_WALLETS);
    await committer.submit({ type: "send_digest", accountId, walletIds });
  }
  for (const { accountId, id } of await reads.silencesDue(now(), DUE_PER_LOOK)) {
    const command = { type: "end_silence", accountId, silenceId: id } as const;
    await submitWhole(committer, command, ({ done }, before) => (done ? null : before), signal);
  }
}

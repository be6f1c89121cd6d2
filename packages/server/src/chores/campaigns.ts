import type { ChoreOptions } from "./chore.ts";

/** @limit Lists and chores: campaigns whose beginning or end is carried to the wallets at a time. */
const CAMPAIGNS_PER_CHORE = 100;

/** Carries the beginnings and ends of campaigns to their wallets, which are measured again right after. */
export async function turnCampaigns({ reads, committer, now, signal }: ChoreOptions<"campaignsDue">): Promise<void> {
  for (const { accountId, id: campaignId } of await reads.campaignsDue(now(), CAMPAIGNS_PER_CHORE)) {
    for (let cursor = 0; ;) {
      if (signal?.aborted) return;
      const answer = await committer.submit({ type: "turn_campaign", accountId, campaignId, cursor });
      if (!answer.ok || answer.value.next === null) break;
      cursor = answer.value.next;
    }
  }
}

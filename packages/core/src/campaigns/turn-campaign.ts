import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import { accepted } from "../outcome.ts";
import { dayOf } from "../spend/day.ts";

/** @limit Domain: wallets whose usual day one command has measured again when a campaign begins or ends. */
const TURN_PAGE = 500;

/** A campaign with a multiplier has begun or ended: the usual day of its wallets is another. */
export interface TurnCampaign {
  readonly type: "turn_campaign";
  readonly accountId: number;
  readonly campaignId: string;
  /** The last wallet of the page before; 0 at the beginning. */
  readonly cursor: number;
}

/** Marks one page of wallets as due. Repeating it does no harm, so after a crash it begins from the first page. */
export const turnCampaign: Handler<TurnCampaign, { readonly next: number | null }> = {
  lookups: ({ accountId, campaignId }) => [row("campaigns", accountId, campaignId)],
  apply: (draft, { accountId, campaignId, cursor }) => {
    const campaign = draft.get("campaigns", accountId, campaignId);
    if (!campaign || campaign.dueAt === null || campaign.dueAt > draft.now) return accepted({ next: null });
    const last = account(draft, accountId).walletCount;
    const end = Math.min(cursor + TURN_PAGE, last);
    const ids = Array.from({ length: Math.max(0, end - cursor) }, (_, offset) => cursor + 1 + offset);
    draft.require(ids.map((id) => row("wallets", accountId, id)));
    for (const id of ids) {
      const wallet = draft.get("wallets", accountId, id);
      if (!wallet || wallet.typicalSpend === null) continue;
      if (campaign.providerId !== null && campaign.providerId !== wallet.providerId) continue;
      draft.edit("wallets", wallet).typicalDue = dayOf(draft.now);
    }
    if (end < last) return accepted({ next: end });
    if (campaign.cancelled) draft.remove("campaigns", campaign);
    else draft.edit("campaigns", campaign).dueAt = draft.now < campaign.endsAt ? campaign.endsAt : null;
    return accepted({ next: null });
  },
};

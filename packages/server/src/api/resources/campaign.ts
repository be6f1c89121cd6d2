import { isoTime, type Campaign as CampaignRow } from "@plimsoll/core";
import type { Campaign } from "@plimsoll/contract";

export function campaignResource(campaign: Readonly<CampaignRow>): Campaign {
  return {
    id: campaign.id,
    provider_id: campaign.providerId,
    starts_at: isoTime(campaign.startsAt),
    ends_at: isoTime(campaign.endsAt),
    created_at: isoTime(campaign.createdAt),
  };
}

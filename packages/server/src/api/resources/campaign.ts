import { isoTime, type Campaign as CampaignRow } from "@plimsoll/core";
import type { Campaign } from "@plimsoll/contract";

export function campaignResource(campaign: Readonly<CampaignRow>): Campaign {
  return {
    id: campaign.id,
    key: campaign.key,
    provider_id: campaign.providerId,
    name: campaign.name,
    expected_multiplier: campaign.expectedMultiplier,
    starts_at: isoTime(campaign.startsAt),
    ends_at: isoTime(campaign.endsAt),
    created_at: isoTime(campaign.createdAt),
  };
}

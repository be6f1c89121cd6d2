import { Campaign, CreateCampaign, PageQuery } from "@plimsoll/contract";
import { sendNothing, sendResource } from "../answer.ts";
import { invalidField } from "../api-error.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { isPrefixedId, prefixedId } from "../ids.ts";
import { NEWEST_ID, sendList } from "../pages.ts";
import { campaignResource } from "../resources/campaign.ts";
import type { Services } from "../services.ts";
import { timeOf } from "../time-of.ts";
import type { App } from "../typed-app.ts";
import { CampaignPath } from "./paths.ts";

const operation = operationsOf("Providers");

/** Periods in which providers are polled often. */
export function campaignRoutes(app: App, { reads }: Services): void {
  app.post(
    "/campaigns",
    operation("createCampaign", "Announce a campaign", {
      description:
        "While it lasts, its provider, or every provider, is polled every 30 seconds; with `expected_multiplier`, a usual day of its wallets counts as that many times as much.",
      body: CreateCampaign,
      response: writing(201, Campaign, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { key, provider_id: providerId = null, name = null, starts_at: startsAt, ends_at: endsAt } = request.body;
      if (providerId !== null && !isPrefixedId("prov", providerId)) {
        throw invalidField("provider_id", "provider_id must be a provider's id (prov_…)");
      }
      const { campaign } = await request.execute({
        type: "create_campaign",
        key,
        providerId,
        name,
        expectedMultiplier: request.body.expected_multiplier,
        startsAt: timeOf("starts_at", startsAt),
        endsAt: timeOf("ends_at", endsAt),
      });
      return sendResource(reply, 201, campaignResource(campaign));
    },
  );

  app.get(
    "/campaigns",
    operation("listCampaigns", "List campaigns, newest first", {
      querystring: PageQuery,
      response: reading(listOf(Campaign), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.campaigns(request.caller.accountId, page),
        order: { key: ({ id }) => id, start: NEWEST_ID },
        toJson: (campaign) => JSON.stringify(campaignResource(campaign)),
      });
    },
  );

  app.delete(
    "/campaigns/:id",
    operation("deleteCampaign", "Cancel a campaign, or end it", {
      params: CampaignPath,
      response: writing(204, null, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const campaignId = prefixedId("camp", request.params.id);
      await request.execute({ type: "delete_campaign", campaignId });
      return sendNothing(reply);
    },
  );
}

import { featureResource, type Feature as FeatureRow } from "@plimsoll/core";
import { CreateFeature, Feature, FeaturesQuery, UpdateFeature } from "@plimsoll/contract";
import { sendJson, sendNothing, type Answering } from "../answer.ts";
import { notFound } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, reading, readingEditable, removing, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { negated, sendList } from "../pages.ts";
import { settingsAnswer } from "../settings-warnings.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { FeaturePath } from "./paths.ts";

const operation = operationsOf("Features");
const DEFAULT_TYPE = "metered";
const DEFAULT_STATUS = "published";

export function featureRoutes(app: App, { reads }: Services): void {
  const answer = async <R extends Answering>(reply: R, status: number, feature: Readonly<FeatureRow>) =>
    sendJson(
      tagged(reply, "features", feature),
      status,
      await settingsAnswer(reads, feature.accountId, feature.alertSettings, featureResource(feature)),
    );

  app.post(
    "/features",
    operation("createFeature", "Create a feature", {
      body: CreateFeature,
      response: writing(201, Feature, "CONFLICT"),
    }),
    async (request, reply) => {
      const { key, name, type, status, alert_settings: alertSettings } = request.body;
      const { feature } = await request.execute({
        type: "create_feature",
        key,
        name,
        featureType: type ?? DEFAULT_TYPE,
        status: status ?? DEFAULT_STATUS,
        alertSettings: alertSettings ?? null,
      });
      return answer(reply, 201, feature);
    },
  );

  app.get(
    "/features",
    operation("listFeatures", "List features", {
      querystring: FeaturesQuery,
      response: reading(listOf(Feature), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { q, status, not } = request.query;
      const filter = { q, status, not: negated(not) };
      return sendList(request, reply, {
        read: (page) => reads.features(request.caller.accountId, page, filter),
        order: { key: ({ id }) => id, start: "" },
        toJson: (feature) => JSON.stringify(featureResource(feature)),
      });
    },
  );

  app.get(
    "/features/:id",
    operation("getFeature", "Read a feature", {
      params: FeaturePath,
      response: readingEditable(Feature, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const feature = await reads.feature(request.caller.accountId, prefixedId("feat", request.params.id));
      if (!feature || feature.deletedAt !== null) throw notFound("there is no such feature");
      return answer(reply, 200, feature);
    },
  );

  app.patch(
    "/features/:id",
    operation("updateFeature", "Change a feature", {
      description:
        "A JSON merge patch: an absent member stays as it is, null removes it. Saved alert settings are evaluated at once.",
      params: FeaturePath,
      body: UpdateFeature,
      ...editing(Feature, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { key, name, type, status, alert_settings: alertSettings } = request.body;
      const featureId = prefixedId("feat", request.params.id);
      const { feature } = await request.execute({
        type: "update_feature",
        condition: await request.condition("features", featureId),
        featureId,
        patch: { key, name, featureType: type, status, alertSettings },
      });
      return answer(reply, 200, feature);
    },
  );

  app.delete(
    "/features/:id",
    operation("deleteFeature", "Delete a feature", {
      description: "Its wallets are unlinked and its alerts close without an event.",
      params: FeaturePath,
      ...removing("NOT_FOUND"),
    }),
    async (request, reply) => {
      const featureId = prefixedId("feat", request.params.id);
      const condition = await request.condition("features", featureId);
      await request.execute({ type: "delete_feature", condition, featureId });
      return sendNothing(reply);
    },
  );
}

import type { Feature } from "@plimsoll/contract";
import { isoTime } from "../time/iso-time.ts";
import type { Feature as FeatureRow } from "../model/feature.ts";

/** In events, which have the members of the first version. */
export function featureMembers(feature: Readonly<FeatureRow>): Omit<Feature, "key"> {
  return {
    id: feature.id,
    name: feature.name,
    type: feature.type,
    status: feature.status,
    alert_settings:
      feature.alertSettings === null ? null : (JSON.parse(feature.alertSettings) as Feature["alert_settings"]),
    created_at: isoTime(feature.createdAt),
    updated_at: isoTime(feature.updatedAt),
  };
}

export function featureResource(feature: Readonly<FeatureRow>): Feature {
  const { id, ...members } = featureMembers(feature);
  return { id, key: feature.key, ...members };
}

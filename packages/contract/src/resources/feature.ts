import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Time, Key } from "../scalars.ts";
import { AlertSettings, ALERT_SETTINGS_EXAMPLE } from "./alert-settings.ts";
import { Warnings } from "./settings-warning.ts";

const EXAMPLE = {
  id: "feat_01jv9x2m40000000000000001",
  name: "API calls",
  type: "metered",
  status: "published",
  alert_settings: ALERT_SETTINGS_EXAMPLE,
  created_at: "2026-05-01T09:00:00.000Z",
  updated_at: "2026-05-01T09:00:00.000Z",
};

const MEMBERS = {
  name: Type.String(),
  type: Type.String(),
  status: Type.String(),
  alert_settings: Nullable(AlertSettings),
  created_at: Time,
  updated_at: Time,
};

export const Feature = Type.Object(
  { id: Type.String(), key: Key, ...MEMBERS, warnings: Warnings },
  { title: "Feature", examples: [{ ...EXAMPLE, key: "api-calls" }] },
);
export type Feature = Static<typeof Feature>;

/** A feature in an event of its alerts. */
export const AlertedFeature = Type.Object({ id: Type.String(), ...MEMBERS, meter_id: Type.Null() });
export const ALERTED_FEATURE_EXAMPLE = { ...EXAMPLE, meter_id: null };

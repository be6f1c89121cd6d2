import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Time } from "../scalars.ts";
import { AlertSettings, ALERT_SETTINGS_EXAMPLE } from "./alert-settings.ts";
import { Warnings } from "./settings-warning.ts";

export const FEATURE_EXAMPLE = {
  id: "feat_01jv9x2m40000000000000001",
  name: "API calls",
  type: "metered",
  status: "published",
  alert_settings: ALERT_SETTINGS_EXAMPLE,
  created_at: "2026-05-01T09:00:00.000Z",
  updated_at: "2026-05-01T09:00:00.000Z",
};

export const Feature = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    type: Type.String(),
    status: Type.String(),
    alert_settings: Nullable(AlertSettings),
    created_at: Time,
    updated_at: Time,
    warnings: Warnings,
  },
  { title: "Feature", examples: [FEATURE_EXAMPLE] },
);
export type Feature = Static<typeof Feature>;

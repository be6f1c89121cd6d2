import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Decimal, Time } from "../scalars.ts";
import { ALERT_CONDITIONS } from "../vocabulary.ts";
import { Warnings } from "./settings-warning.ts";

export const AlertLevel = Type.Object(
  {
    condition: Type.Enum(ALERT_CONDITIONS, { description: "below fires at ≤, above at ≥" }),
    threshold: Type.Optional({ ...Decimal, description: "An amount in the wallet's currency" }),
    spend_percent: Type.Optional({ ...Decimal, description: "Percent of the typical daily spend" }),
    runway_hours: Type.Optional({ ...Decimal, description: "Hours the available balance lasts" }),
  },
  { title: "AlertLevel", description: "Exactly one of threshold, spend_percent and runway_hours." },
);

export const ALERT_SETTINGS_EXAMPLE = {
  alert_enabled: true,
  critical: { threshold: "0.00", condition: "below" as const },
  warning: { threshold: "10.00", condition: "below" as const },
  info: { threshold: "20.00", condition: "below" as const },
  block: null,
};

export const AlertSettings = Type.Object(
  {
    alert_enabled: Type.Boolean(),
    critical: Nullable(AlertLevel),
    warning: Nullable(AlertLevel),
    info: Nullable(AlertLevel),
    block: Nullable(AlertLevel),
    clear_margin: Type.Optional({
      ...Decimal,
      description: "How far past a threshold the balance must come back to leave a level",
    }),
    repeat_interval: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 2_592_000, description: "Seconds between reminders while not ok" }),
    ),
  },
  { title: "AlertSettings", examples: [ALERT_SETTINGS_EXAMPLE] },
);
export type AlertSettings = Static<typeof AlertSettings>;

export const AlertDefault = Type.Object(
  {
    currency: Type.String({ description: "An ISO 4217 code, or * for every currency without settings of its own" }),
    alert_settings: AlertSettings,
    created_at: Time,
    updated_at: Time,
    warnings: Warnings,
  },
  { title: "AlertDefault" },
);

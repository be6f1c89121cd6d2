import { Decimal, Nullable, Time } from "../scalars.ts";
import { Type } from "../schema.ts";
import { SETTINGS_WARNINGS } from "../vocabulary.ts";

const SettingsWarning = Type.Object(
  {
    code: Type.Enum(SETTINGS_WARNINGS, {
      description:
        "CRITICAL_BELOW_LEAD_TIME: critical is reached with less left than a top-up takes to arrive. LEVELS_ASLEEP: relative levels have no effect, because no spend is known; it has `until`, the other members belong to the first.",
    }),
    field: Type.String(),
    message: Type.String(),
    until: Type.Optional(
      Nullable({ ...Time, description: "When the first complete day is over; null while nothing has been spent" }),
    ),
    threshold: Type.Optional(Nullable({ ...Decimal, description: "What critical resolves to for this wallet" })),
    recommended_threshold: Type.Optional(
      Nullable({ ...Decimal, description: "Lead time in business days × typical daily spend" }),
    ),
    recommended: Type.Optional(
      Type.Object(
        {
          threshold: Type.Optional(Decimal),
          spend_percent: Type.Optional(Decimal),
          runway_hours: Type.Optional(Decimal),
        },
        { description: "The same in the unit of the settings" },
      ),
    ),
    typical_daily_spend: Type.Optional(Nullable(Decimal)),
    lead_time_days: Type.Optional(Type.Integer()),
  },
  {
    title: "SettingsWarning",
    examples: [
      {
        code: "CRITICAL_BELOW_LEAD_TIME",
        field: "alert_settings.critical",
        message:
          "critical is reached at 67.00, less than is typically spent in the 2 business days a top-up takes; recommended: 1340.00",
        threshold: "67.00",
        recommended_threshold: "1340.00",
        recommended: { spend_percent: "200" },
        typical_daily_spend: "670.00",
        lead_time_days: 2,
      },
    ],
  },
);

/** Of an answer that carries alert settings. */
export const Warnings = Type.Optional(
  Type.Array(SettingsWarning, {
    description:
      "Accepted settings that may not do what they are for; absent when there is nothing to say, and in lists",
  }),
);

/** The resource as events have it: they say what is, and warn of nothing. */
export function withoutWarnings<T extends { readonly properties: object }>(schema: T): T {
  const properties = Object.entries(schema.properties).filter(([name]) => name !== "warnings");
  return { ...schema, properties: Object.fromEntries(properties) };
}

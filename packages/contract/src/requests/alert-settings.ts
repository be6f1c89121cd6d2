import { Type } from "../schema.ts";
import { judgedByCore } from "../judged.ts";
import { ALERT_SETTINGS_EXAMPLE } from "../resources/alert-settings.ts";
import { Nullable } from "../scalars.ts";
import { ALERT_CONDITIONS } from "../vocabulary.ts";

const Value = Type.Union([Type.String({ maxLength: 64 }), Type.Number()], { description: "Decimal" });

const LevelInput = Type.Object(
  {
    condition: Type.Enum(ALERT_CONDITIONS),
    threshold: Type.Optional(Value),
    spend_percent: Type.Optional(Value),
    runway_hours: Type.Optional(Value),
  },
  {
    title: "AlertLevelInput",
    description: "Exactly one of threshold, spend_percent and runway_hours.",
    additionalProperties: false,
  },
);

export const SettingsInput = Type.Object(
  {
    alert_enabled: Type.Optional(Type.Boolean({ default: false })),
    critical: Type.Optional(Nullable(LevelInput)),
    warning: Type.Optional(Nullable(LevelInput)),
    info: Type.Optional(Nullable(LevelInput)),
    block: Type.Optional(Nullable(LevelInput)),
    clear_margin: Type.Optional(Nullable(Value)),
    repeat_interval: Type.Optional(Nullable(Type.Integer({ minimum: 60, maximum: 2_592_000 }))),
  },
  {
    title: "AlertSettingsInput",
    description:
      "Warning and block need critical; one condition and one unit for all; strictly ordered. In a PATCH, null removes a level.",
    additionalProperties: false,
    examples: [ALERT_SETTINGS_EXAMPLE],
  },
);

export const AlertSettingsInput = judgedByCore(Nullable(SettingsInput));

/** The settings themselves, or an object that has them under `alert_settings`, as the response does. */
export const PutAlertDefault = judgedByCore(
  Type.Union([SettingsInput, Type.Object({ alert_settings: SettingsInput }, { additionalProperties: false })]),
);

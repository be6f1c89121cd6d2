import { Type } from "../schema.ts";
import { MAX_NAME, MAX_WORD } from "../bounds.ts";
import { AlertSettingsInput } from "./alert-settings.ts";

const Word = Type.String({
  minLength: 1,
  maxLength: MAX_WORD,
  pattern: "^[A-Za-z0-9_.-]+$",
  "x-message": "must consist of letters, digits, _, - and .",
});
const Name = Type.String({ minLength: 1, maxLength: MAX_NAME });

export const CreateFeature = Type.Object(
  {
    name: Name,
    type: Type.Optional({ ...Word, default: "metered" }),
    status: Type.Optional({ ...Word, default: "published" }),
    alert_settings: Type.Optional(AlertSettingsInput),
  },
  { title: "CreateFeature", additionalProperties: false, examples: [{ name: "API calls" }] },
);

/** A JSON merge patch: an absent member stays as it is; `null` removes alert settings or one of their levels. */
export const UpdateFeature = Type.Object(
  {
    name: Type.Optional(Name),
    type: Type.Optional(Word),
    status: Type.Optional(Word),
    alert_settings: Type.Optional(AlertSettingsInput),
  },
  { title: "UpdateFeature", additionalProperties: false },
);

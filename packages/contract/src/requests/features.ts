import { KeyInput, NameInput } from "../scalars.ts";
import { Type } from "../schema.ts";
import { MAX_WORD } from "../bounds.ts";
import { listQuery, notParameter, SearchText } from "../pages.ts";
import { AlertSettingsInput } from "./alert-settings.ts";

const Word = Type.String({
  minLength: 1,
  maxLength: MAX_WORD,
  pattern: "^[A-Za-z0-9_.-]+$",
  "x-message": "must consist of letters, digits, _, - and .",
});

export const CreateFeature = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: NameInput,
    type: Type.Optional({ ...Word, default: "metered" }),
    status: Type.Optional({ ...Word, default: "published" }),
    alert_settings: Type.Optional(AlertSettingsInput),
  },
  { title: "CreateFeature", additionalProperties: false, examples: [{ name: "API calls" }] },
);

/** A JSON merge patch: an absent member stays as it is; `null` removes alert settings or one of their levels. */
export const UpdateFeature = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: Type.Optional(NameInput),
    type: Type.Optional(Word),
    status: Type.Optional(Word),
    alert_settings: Type.Optional(AlertSettingsInput),
  },
  { title: "UpdateFeature", additionalProperties: false },
);

export const FeaturesQuery = listQuery({
  q: Type.Optional({ ...SearchText, description: "Text in the name" }),
  status: Type.Optional(Word),
  ...notParameter("status"),
});

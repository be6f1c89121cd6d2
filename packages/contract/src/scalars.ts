import type { TSchema } from "typebox";
import { MAX_ID, MAX_NAME, MAX_WORD } from "./bounds.ts";
import { Type } from "./schema.ts";

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export const WalletId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [1] });

export const FeatureIdParameter = Type.String({
  maxLength: MAX_ID,
  pattern: "^feat_[0-9a-z]+$",
  "x-message": "must be a feature's id (feat_…)",
});

export const ProviderIdParameter = Type.String({
  maxLength: MAX_ID,
  pattern: "^prov_[0-9a-z]+$",
  "x-message": "must be a provider's id (prov_…)",
});

export const EndpointIdParameter = Type.String({
  maxLength: MAX_ID,
  pattern: "^ep_[0-9a-z]+$",
  "x-message": "must be an endpoint's id (ep_…)",
});

export const Time = Type.String({
  format: "date-time",
  description: "RFC 3339, UTC",
  examples: ["2026-05-15T14:30:00.000Z"],
});

/** Exact money on its way out: as many fraction digits as the wallet's asset scale. */
export const Decimal = Type.String({
  pattern: "^-?\\d+(\\.\\d+)?$",
  description: "Decimal string",
  examples: ["5000.00"],
});

export const CurrencyCode = Type.String({
  pattern: "^[A-Z0-9]{3,12}$",
  description: "ISO 4217 code, or one of the account's own",
  "x-message": "must be a currency's code: 3 to 12 capital letters and digits",
  examples: ["USD"],
});

/** What people call something: blanks and characters that show nothing are no name, because a list would have an empty row. */
export const NameInput = Type.String({
  maxLength: MAX_NAME,
  pattern: "[^\\s\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]",
  "x-message": "must not be blank",
});

const KEY = "A stable name, by which `plimsoll apply` finds it again; unique among the account's resources of its kind";

/** A resource's name in a configuration file. */
export const Key = Nullable(Type.String({ description: KEY }));
export const KeyInput = Nullable(
  Type.String({
    maxLength: MAX_WORD,
    pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
    "x-message": "must consist of letters, digits, _, - and ., and begin with a letter or digit",
    description: KEY,
  }),
);

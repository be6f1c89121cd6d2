import type { Static, TProperties } from "typebox";
import { Type } from "./schema.ts";
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_PAGE, MAX_SEARCH, MAX_TIME, MAX_WORD } from "./bounds.ts";

/** Whether the answer is JSON or CSV, in the query of what can be either. */
export const FORMAT_PARAMETER = {
  format: Type.Optional(
    Type.Enum(["json", "csv"], { description: "csv has the effect of the header Accept: text/csv, json that of none" }),
  ),
};

/** The query parameters of every list. */
const PAGE_PARAMETERS = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: 1, description: "Counts from 1." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
  ...FORMAT_PARAMETER,
};

/** The query of a list: its filters, and which page of it. */
export function listQuery<Filters extends TProperties>(filters: Filters) {
  return Type.Object({ ...filters, ...PAGE_PARAMETERS }, { additionalProperties: false });
}

export const PageQuery = listQuery({});
export type PageQuery = Static<typeof PageQuery>;

/** A period in the query of a list by time. */
export const PERIOD_PARAMETERS = {
  from: Type.Optional(Type.String({ maxLength: MAX_TIME, description: "RFC 3339; entries at or after it" })),
  to: Type.Optional(Type.String({ maxLength: MAX_TIME, description: "RFC 3339; entries before it" })),
};

/** A text to search for in the query of a list. */
export const SearchText = Type.String({
  minLength: 1,
  maxLength: MAX_SEARCH,
  description: "Text that is contained; ASCII letters match in either case",
});

/** The names of filters that must not match, in the query of a list that has them. */
export function notParameter(...filters: readonly string[]) {
  const name = `(${filters.join("|")})`;
  return {
    not: Type.Optional(
      Type.String({
        maxLength: MAX_WORD,
        pattern: `^${name}(,${name})*$`,
        "x-message": `must be names of filters with commas between them: ${filters.join(", ")}`,
        description: `Filters that must not match, with commas between them: ${filters.join(", ")}. An entry without a value matches too.`,
      }),
    ),
  };
}

/** On the schema of a header that a CSV response does not have. */
const NOT_WITH_CSV = { "x-not-always": true };

/** The headers of every list's response. */
export const PAGE_HEADERS = {
  "X-Page": Type.Integer({ ...NOT_WITH_CSV, description: "This page, from 1. Not with CSV." }),
  "X-Per-Page": Type.Integer({ ...NOT_WITH_CSV, description: "The limit that was applied. Not with CSV." }),
  "X-Total-Count": Type.Integer({
    ...NOT_WITH_CSV,
    description: "Items on all pages; a filtered list counts at most 10,000. Not with CSV.",
  }),
  "X-Total-Pages": Type.Integer({ ...NOT_WITH_CSV, description: "Not with CSV." }),
  "X-Has-More": Type.Boolean({ ...NOT_WITH_CSV, description: "Whether a next page has items. Not with CSV." }),
  "X-Search-Stopped": Type.Boolean({
    description:
      "true when a search ended at its bound: more entries may match. Narrow the filter, or go on with X-Search-Before.",
    "x-not-always": true,
  }),
  "X-Search-Before": Type.String({
    format: "date-time",
    description: "With X-Search-Stopped in a list by time: pass it as `to` to search the earlier entries.",
    "x-not-always": true,
  }),
};

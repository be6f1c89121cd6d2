import type { Static } from "typebox";
import { Type } from "./schema.ts";
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_PAGE } from "./bounds.ts";

/** The query parameters of every list. */
export const PAGE_PARAMETERS = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: 1, description: "Counts from 1." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
};

export const PageQuery = Type.Object(PAGE_PARAMETERS, { additionalProperties: false });
export type PageQuery = Static<typeof PageQuery>;

/** The headers of every list's response. */
export const PAGE_HEADERS = {
  "X-Page": Type.Integer({ description: "This page, from 1." }),
  "X-Per-Page": Type.Integer({ description: "The limit that was applied." }),
  "X-Total-Count": Type.Integer({ description: "Items on all pages." }),
  "X-Total-Pages": Type.Integer(),
  "X-Has-More": Type.Boolean({ description: "Whether a next page has items." }),
};

import { Type } from "../schema.ts";
import { judgedByCore } from "../judged.ts";

const IF_MATCH = Type.Optional(
  Type.String({
    pattern: String.raw`^\s*(\*|(W/)?"[!#-~]*"(\s*,\s*(W/)?"[!#-~]*")*)\s*$`,
    description:
      "The ETag of what was read: with another present one, nothing is written. `*`: whatever it is, if it exists.",
  }),
);

/** Headers of a request that changes or removes what its sender may have read before. */
export const EditHeaders = judgedByCore(Type.Object({ "If-Match": IF_MATCH }));

/** Headers of a request that replaces something, or makes it. */
export const PutHeaders = judgedByCore(
  Type.Object({
    "If-Match": IF_MATCH,
    "If-None-Match": Type.Optional(
      Type.String({ pattern: String.raw`^\s*\*\s*$`, description: "`*`: only if it does not exist yet." }),
    ),
  }),
);

/** The header of a response with what can be edited. */
export const ETAG_HEADER = {
  ETag: Type.String({
    description: "Of what can be edited, for If-Match. Balances, counters and times do not change it.",
  }),
};

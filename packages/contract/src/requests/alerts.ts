import { Type } from "../schema.ts";
import { MAX_ID } from "../bounds.ts";
import { PAGE_PARAMETERS } from "../pages.ts";
import { WalletId } from "../scalars.ts";

export const AlertHistoryQuery = Type.Object(
  {
    wallet_id: Type.Optional(WalletId),
    feature_id: Type.Optional(
      Type.String({ maxLength: MAX_ID, pattern: "^feat_[0-9a-z]+$", "x-message": "must be a feature's id (feat_…)" }),
    ),
    ...PAGE_PARAMETERS,
  },
  { additionalProperties: false },
);

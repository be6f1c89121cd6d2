import { Type } from "../schema.ts";
import { listQuery, PERIOD_PARAMETERS } from "../pages.ts";
import { FeatureIdParameter, WalletId } from "../scalars.ts";
import { ALERT_STATES } from "../vocabulary.ts";

export const AlertHistoryQuery = listQuery({
  wallet_id: Type.Optional(WalletId),
  feature_id: Type.Optional(FeatureIdParameter),
  state: Type.Optional(Type.Enum(ALERT_STATES, { description: "The state that was entered" })),
  ...PERIOD_PARAMETERS,
});

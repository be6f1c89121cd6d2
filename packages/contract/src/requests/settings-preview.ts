import { Type } from "../schema.ts";
import { WalletId } from "../scalars.ts";
import { AlertSettingsInput } from "./alert-settings.ts";

export const PreviewAlertSettings = Type.Object(
  {
    feature_id: Type.Optional(Type.String({ maxLength: 64, description: "feat_…" })),
    wallet_id: Type.Optional(WalletId),
    currency: Type.Optional(Type.String({ maxLength: 12, description: "A default's currency, or *" })),
    alert_settings: AlertSettingsInput,
  },
  {
    title: "PreviewAlertSettings",
    description: "Whose settings they would be, by exactly one of feature_id, wallet_id and currency.",
    additionalProperties: false,
  },
);

import type { Static } from "typebox";
import { ErrorDetail } from "../error-envelope.ts";
import { CurrencyCode, Decimal, Nullable, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { ALERT_STATES } from "../vocabulary.ts";
import { AlertThreshold } from "./alert.ts";
import { Warnings } from "./settings-warning.ts";

const PreviewedWallet = Type.Object(
  {
    wallet_id: WalletId,
    name: Type.String(),
    currency: CurrencyCode,
    available: Decimal,
    typical_daily_spend: Nullable(Decimal),
    state: Type.Enum(ALERT_STATES, { description: "What these settings' stream says now" }),
    state_after: Type.Enum(ALERT_STATES, { description: "What it would say" }),
    threshold: Nullable({ ...AlertThreshold, description: "The level that would decide; null for ok" }),
  },
  { title: "PreviewedWallet" },
);

/** What saving alert settings would do. */
export const SettingsPreview = Type.Object(
  {
    valid: Type.Boolean(),
    details: Type.Array(ErrorDetail, { description: "The violations with which saving would be refused" }),
    wallet_count: Type.Integer({ description: "Wallets that the settings would apply to" }),
    wallets: Type.Array(PreviewedWallet, { description: "The first of them, by id; empty when not valid" }),
    warnings: Warnings,
  },
  { title: "SettingsPreview" },
);
export type SettingsPreview = Static<typeof SettingsPreview>;
export type PreviewedWallet = Static<typeof PreviewedWallet>;

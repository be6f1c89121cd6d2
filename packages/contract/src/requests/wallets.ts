import { Type } from "../schema.ts";
import { TopupSettingsInput } from "./topup-settings.ts";
import { MAX_ASSET_SCALE, MAX_ID, MAX_METADATA_KEYS, MAX_NAME } from "../bounds.ts";
import { CurrencyCode, Nullable } from "../scalars.ts";
import { WALLET_STATUSES, WALLET_TYPES } from "../vocabulary.ts";
import { AlertSettingsInput } from "./alert-settings.ts";
import { AmountInput, NullableAmountInput } from "./money.ts";

const Metadata = Type.Record(Type.String(), Type.Unknown(), {
  maxProperties: MAX_METADATA_KEYS,
  description: `At most ${MAX_METADATA_KEYS} members and 16 KiB of JSON`,
});
const Name = Type.String({ minLength: 1, maxLength: MAX_NAME });
const FeatureIds = Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID }), { maxItems: 1_000 });
const OverdraftLimit = {
  ...NullableAmountInput,
  description: 'How far below zero a debit may go; "0" by default, null is unlimited.',
};

const ExpectedDailySpend = {
  ...NullableAmountInput,
  description: "What it will spend a day, until 3 complete days are known",
};

export const CreateWallet = Type.Object(
  {
    name: Name,
    currency: CurrencyCode,
    type: Type.Optional(Type.Enum(WALLET_TYPES, { default: "PREPAID" })),
    asset_scale: Type.Optional(
      Type.Integer({ minimum: 0, maximum: MAX_ASSET_SCALE, description: "Decimal places; the currency's by default" }),
    ),
    overdraft_limit: Type.Optional(OverdraftLimit),
    conversion_rate: Type.Optional({ ...AmountInput, description: 'balance = credit balance × rate; "1" by default' }),
    expected_daily_spend: Type.Optional(ExpectedDailySpend),
    topup: Type.Optional(TopupSettingsInput),
    feature_ids: Type.Optional(FeatureIds),
    alert_settings: Type.Optional(AlertSettingsInput),
    metadata: Type.Optional(Metadata),
    provider_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: MAX_ID, description: "Makes it a mirror; with external_id" }),
    ),
    external_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: MAX_NAME, description: "The wallet's id at the provider" }),
    ),
    balance: Type.Optional({
      ...NullableAmountInput,
      description: "A mirror's present balance, as its owner declares it",
    }),
  },
  { title: "CreateWallet", additionalProperties: false, examples: [{ name: "Prepaid USD", currency: "USD" }] },
);

/** A JSON merge patch: an absent member stays as it is, null removes it. */
export const UpdateWallet = Type.Object(
  {
    name: Type.Optional(Name),
    status: Type.Optional(Type.Enum(WALLET_STATUSES)),
    overdraft_limit: Type.Optional(OverdraftLimit),
    conversion_rate: Type.Optional(AmountInput),
    expected_daily_spend: Type.Optional(ExpectedDailySpend),
    topup: Type.Optional(TopupSettingsInput),
    feature_ids: Type.Optional(FeatureIds),
    alert_settings: Type.Optional(AlertSettingsInput),
    metadata: Type.Optional(Nullable(Metadata)),
  },
  { title: "UpdateWallet", additionalProperties: false, examples: [{ alert_settings: { info: null } }] },
);

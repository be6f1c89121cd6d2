import { Type } from "../schema.ts";
import { TopupSettingsInput } from "./topup-settings.ts";
import { MAX_ASSET_SCALE, MAX_ID, MAX_METADATA_KEYS, MAX_NAME, MAX_SORTED_WALLETS, MAX_WORD } from "../bounds.ts";
import { listQuery, notParameter, SearchText } from "../pages.ts";
import { CurrencyCode, FeatureIdParameter, NameInput, Nullable, ProviderIdParameter } from "../scalars.ts";
import { ALERT_STATES, WALLET_SORTS, WALLET_STATUSES, WALLET_TYPES } from "../vocabulary.ts";
import { AlertSettingsInput } from "./alert-settings.ts";
import { AmountInput, NullableAmountInput } from "./money.ts";

const Metadata = Type.Record(Type.String(), Type.Unknown(), {
  maxProperties: MAX_METADATA_KEYS,
  description: `At most ${MAX_METADATA_KEYS} members and 16 KiB of JSON`,
});
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
    name: NameInput,
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

export const WalletQuery = Type.Object(
  {
    include: Type.Optional(
      Type.String({
        maxLength: MAX_WORD,
        pattern: "^(counts|levels|watched)(,(counts|levels|watched)){0,2}$",
        "x-message": "must be counts, levels, watched or several of them, separated by commas",
        description: "Adds the members `counts`, `levels` and `watched`: one of them, or several with commas",
      }),
    ),
  },
  { additionalProperties: false },
);

/** A JSON merge patch: an absent member stays as it is, null removes it. */
export const UpdateWallet = Type.Object(
  {
    name: Type.Optional(NameInput),
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

/** The body of a request that has nothing to say. */
export const NoMembers = Type.Object({}, { title: "NoMembers", additionalProperties: false });

export const WalletsQuery = listQuery({
  q: Type.Optional({ ...SearchText, description: "Text in the name or the provider's id, or the wallet's own id" }),
  state: Type.Optional(Type.Enum(ALERT_STATES)),
  status: Type.Optional(Type.Enum(WALLET_STATUSES)),
  currency: Type.Optional(CurrencyCode),
  provider_id: Type.Optional(ProviderIdParameter),
  feature_id: Type.Optional(FeatureIdParameter),
  stale: Type.Optional(Type.Enum(["true", "false"])),
  watched: Type.Optional(
    Type.Enum(["true", "false"], {
      description: "Whether alert settings that are on watch it; a closed one is never watched",
    }),
  ),
  ...notParameter("state", "status", "currency", "provider_id", "feature_id"),
  sort: Type.Optional(
    Type.Enum(WALLET_SORTS, {
      description: `By id without it. runway and available: the least first; seen: the longest unseen first. At most ${MAX_SORTED_WALLETS} wallets may match.`,
    }),
  ),
  include: Type.Optional(
    Type.String({
      maxLength: MAX_WORD,
      pattern: "^(runway|spark|alert|watched)(,(runway|spark|alert|watched)){0,3}$",
      "x-message": "must be runway, spark, alert, watched or several of them, separated by commas",
      description:
        "Adds the members `runway`, `spark`, `alert` and `watched` to each wallet: one of them, or several with commas",
    }),
  ),
});

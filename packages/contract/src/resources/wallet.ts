import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { OwnTopupSettings } from "./topup-settings.ts";
import { Nullable, CurrencyCode, Decimal, Time, WalletId } from "../scalars.ts";
import {
  ALERT_CONDITIONS,
  ALERT_LEVELS,
  ALERT_STATES,
  WALLET_SOURCES,
  WALLET_STATUSES,
  WALLET_TYPES,
} from "../vocabulary.ts";
import { AlertSettings } from "./alert-settings.ts";
import { WalletAlert } from "./alert.ts";
import { Runway } from "./runway.ts";
import { Warnings } from "./settings-warning.ts";

export const WALLET_EXAMPLE = {
  id: 1,
  currency_id: 1,
  amount: 5000,
  type: "PREPAID" as const,
  name: "Prepaid USD",
  currency: "USD",
  asset_scale: 2,
  source: "ledger" as const,
  provider_id: null,
  external_id: null,
  status: "active" as const,
  balance: "5000.00",
  held: "0.00",
  available: "5000.00",
  credit_balance: "5000.00",
  conversion_rate: "1",
  overdraft_limit: "0.00",
  expected_daily_spend: null,
  topup: null,
  alert_state: "ok" as const,
  orders_blocked: false,
  alert_settings: null,
  feature_ids: [],
  sequence: 1,
  synced_at: null,
  stale: false,
  metadata: {},
  created_at: "2026-05-15T14:30:00.000Z",
  updated_at: "2026-05-15T14:30:00.000Z",
};

/** A level that watches a wallet, as an amount of it: relative ones are worked out by its present pace. */
export const WalletLevel = Type.Object(
  { level: Type.Enum(ALERT_LEVELS), condition: Type.Enum(ALERT_CONDITIONS), at: Decimal },
  { title: "WalletLevel" },
);
export type WalletLevel = Static<typeof WalletLevel>;

export const Wallet = Type.Object(
  {
    id: WalletId,
    currency_id: Type.Integer(),
    amount: Type.Number({
      description: "The available balance as an exact JSON number; `available` is the same as a string.",
    }),
    type: Type.Enum(WALLET_TYPES),
    name: Type.String(),
    currency: CurrencyCode,
    asset_scale: Type.Integer({ minimum: 0, maximum: 9 }),
    source: Type.Enum(WALLET_SOURCES),
    provider_id: Nullable(Type.String()),
    external_id: Nullable(Type.String()),
    status: Type.Enum(WALLET_STATUSES),
    balance: Decimal,
    held: Decimal,
    available: Decimal,
    credit_balance: { ...Decimal, description: "balance ÷ conversion_rate" },
    conversion_rate: Decimal,
    overdraft_limit: Nullable(Decimal),
    expected_daily_spend: Nullable({
      ...Decimal,
      description: "Stands in for the typical daily spend until 3 complete days are known",
    }),
    topup: Nullable(OwnTopupSettings),
    alert_state: Type.Enum(ALERT_STATES, { description: "The most severe state of the wallet's alert streams" }),
    orders_blocked: Type.Boolean(),
    alert_settings: Nullable(AlertSettings),
    feature_ids: Type.Array(Type.String()),
    sequence: Type.Integer({ description: "Transactions so far" }),
    synced_at: Nullable(Time),
    stale: Type.Boolean(),
    metadata: Type.Record(Type.String(), Type.Unknown()),
    created_at: Time,
    updated_at: Time,
    warnings: Warnings,
    spark: Type.Optional(
      Type.Array(Decimal, {
        description:
          "With `include=spark` in the list: 48 balances of the last seven days, the oldest first, the last one present",
      }),
    ),
    spark_level: Type.Optional(
      Nullable({
        ...Decimal,
        description:
          "With `include=spark` in the list: the level of the present state, or the nearest while ok: its own, a feature's or the default's; null without one",
      }),
    ),
    alert: Type.Optional(
      Nullable({
        ...WalletAlert,
        description: "With `include=alert` in the list: what `alert_state` comes from; null while it is ok",
      }),
    ),
    watched: Type.Optional(
      Type.Boolean({
        description:
          "With `include=watched`: whether alert settings that are on watch it: its own, a feature's or the default's. One that nothing watches is `ok` whatever its balance",
      }),
    ),
    runway: Type.Optional({ ...Runway, description: "With `include=runway` in the list" }),
    levels: Type.Optional(
      Type.Array(WalletLevel, {
        description:
          "With `include=levels` for one wallet: its own levels, its features' and the default's, most severe first; of two of one name, the one that is reached first",
      }),
    ),
    counts: Type.Optional(
      Type.Object(
        {
          episodes: Type.Integer({ minimum: 0 }),
          topups: Type.Integer({ minimum: 0 }),
        },
        { description: "With `include=counts` for one wallet: how many it has had, counted up to 1,000 of each" },
      ),
    ),
  },
  { title: "Wallet", examples: [WALLET_EXAMPLE] },
);
export type Wallet = Static<typeof Wallet>;

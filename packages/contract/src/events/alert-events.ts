import { Type } from "../schema.ts";
import { AlertThreshold } from "../resources/alert.ts";
import { AlertedFeature, ALERTED_FEATURE_EXAMPLE } from "../resources/feature.ts";
import { Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { ALERT_REASONS, ALERT_STATES, WALLET_STATUSES } from "../vocabulary.ts";
import { event } from "./envelope.ts";

const AlertWallet = Type.Object({
  id: WalletId,
  name: Type.String(),
  wallet_type: Type.Enum(["PRE_PAID", "POST_PAID"]),
  balance: Decimal,
  credit_balance: Decimal,
  currency: Type.String({ description: "In small letters" }),
  alert_enabled: Type.Boolean(),
  alert_state: Type.Enum(ALERT_STATES),
  wallet_status: Type.Enum(WALLET_STATUSES),
  customer_id: Type.Null(),
  created_at: Time,
  updated_at: Time,
});

/** The balance that fired is in the payload: it is not read again when the event is sent. */
function members<const Event extends string, const Alert extends string>(type: Event, alertType: Alert) {
  return {
    event_type: Type.Literal(type),
    alert_type: Type.Literal(alertType),
    alert_status: Type.Enum(ALERT_STATES),
    previous_status: Type.Enum(ALERT_STATES, { description: "Equal to alert_status in a reminder" }),
    reason: Type.Enum(ALERT_REASONS, {
      description:
        "entered: left ok; escalated, eased: to a more or less severe state; cleared: returned to ok; reminder",
    }),
    threshold: Nullable(AlertThreshold),
    ongoing_balance: { ...Decimal, description: "The available balance that fired" },
    sequence: Type.Integer({ description: "The wallet's transactions so far" }),
    episode_id: Type.String({ description: "From leaving ok to returning" }),
    wallet: AlertWallet,
  };
}

const walletExample = {
  id: 7,
  name: "Prepaid Wallet",
  wallet_type: "PRE_PAID",
  balance: "-2.00",
  credit_balance: "-2.00",
  currency: "usd",
  alert_enabled: true,
  alert_state: "in_alarm",
  wallet_status: "active",
  customer_id: null,
  created_at: "2026-05-01T09:00:00.000Z",
  updated_at: "2026-05-15T14:30:00.000Z",
};

const changeExample = {
  alert_status: "in_alarm",
  previous_status: "warning",
  reason: "escalated",
  threshold: { level: "critical", threshold: "0.00", condition: "below" },
  ongoing_balance: "-2.00",
  sequence: 412,
  episode_id: "epi_01jv9x2m40000000000000001",
};

export const featureWalletBalanceAlert = event(
  "feature.wallet_balance.alert",
  "A wallet's balance crossed a level of a feature's alert settings, recovery included.",
  {
    ...members("feature.wallet_balance.alert", "feature_wallet_balance"),
    feature: AlertedFeature,
  },
  {
    event_type: "feature.wallet_balance.alert",
    alert_type: "feature_wallet_balance",
    ...changeExample,
    feature: ALERTED_FEATURE_EXAMPLE,
    wallet: walletExample,
  },
);

export const walletBalanceAlert = event(
  "wallet.balance.alert",
  "A wallet's balance crossed a level of its own alert settings or of the account's default, recovery included.",
  members("wallet.balance.alert", "wallet_balance"),
  {
    event_type: "wallet.balance.alert",
    alert_type: "wallet_balance",
    ...changeExample,
    wallet: walletExample,
  },
);

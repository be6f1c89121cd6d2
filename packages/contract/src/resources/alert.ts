import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, CurrencyCode, Decimal, Time, WalletId } from "../scalars.ts";
import {
  ALERT_CAUSES,
  ALERT_CHANGE_REASONS,
  ALERT_CONDITIONS,
  ALERT_LEVELS,
  ALERT_OWNERS,
  ALERT_STATES,
} from "../vocabulary.ts";

/** The level that decided, as it was configured. */
export const AlertThreshold = Type.Object(
  {
    level: Type.Enum(ALERT_LEVELS),
    condition: Type.Enum(ALERT_CONDITIONS),
    threshold: Type.Optional(Decimal),
    spend_percent: Type.Optional(Decimal),
    runway_hours: Type.Optional(Decimal),
  },
  { title: "AlertThreshold" },
);
export type AlertThreshold = Static<typeof AlertThreshold>;

export const AlertOwner = Type.Object(
  {
    type: Type.Enum(ALERT_OWNERS),
    id: Type.String({ description: "The feature's id, the wallet's id, or the default's currency" }),
  },
  { title: "AlertOwner", description: "Whose settings watch the wallet." },
);

/** The alert that gives a wallet its state. */
export const WalletAlert = Type.Object(
  {
    owner: AlertOwner,
    threshold: Nullable(AlertThreshold),
    episode_id: Nullable(Type.String()),
    since: { ...Time, description: "Since when it is in this state" },
  },
  { title: "WalletAlert" },
);
export type WalletAlert = Static<typeof WalletAlert>;

/** A person has the alert in hand. */
export const Acknowledgement = Type.Object(
  { by: Type.String(), at: Time, until: Nullable(Time), note: Nullable(Type.String()) },
  { title: "Acknowledgement" },
);

/** What a list of alerts says of its wallets. */
export const RUNWAY_HOURS = Nullable(
  Type.Number({
    description: "Hours at the faster of the present burn and the typical day, to a tenth; null when nothing is spent",
  }),
);

export const SILENCED_UNTIL = Nullable({ ...Time, description: "Until when nothing is sent about it, at the latest" });
export const SILENCED_UNTIL_RECOVERED = Type.Boolean({ description: "Whether the silence ends when the wallet is ok" });

/** A (settings owner, wallet) pair that is not ok. */
export const OpenAlert = Type.Object(
  {
    wallet_id: WalletId,
    owner: AlertOwner,
    state: Type.Enum(ALERT_STATES),
    threshold: Nullable(AlertThreshold),
    episode_id: Nullable(Type.String({ description: "From leaving ok to returning" })),
    since: Time,
    available: Decimal,
    currency: CurrencyCode,
    wallet_name: Type.String(),
    runway_hours: RUNWAY_HOURS,
    acknowledged: Nullable(Acknowledgement),
    silenced_until: SILENCED_UNTIL,
    silenced_until_recovered: SILENCED_UNTIL_RECOVERED,
  },
  { title: "OpenAlert" },
);
export type OpenAlert = Static<typeof OpenAlert>;

export const AlertCause = Type.Object(
  {
    type: Type.Enum(ALERT_CAUSES),
    transaction_id: Type.Optional(Type.Integer()),
    hold_id: Type.Optional(Type.String()),
  },
  { title: "AlertCause" },
);
export type AlertCause = Static<typeof AlertCause>;

/** One change of an alert's state; kept forever. */
export const AlertChange = Type.Object(
  {
    id: Type.String(),
    wallet_id: WalletId,
    owner: AlertOwner,
    previous_state: Type.Enum(ALERT_STATES),
    state: Type.Enum(ALERT_STATES),
    reason: Type.Enum(ALERT_CHANGE_REASONS, {
      description: "entered: left ok; escalated, eased: to a more or less severe state; cleared: returned to ok",
    }),
    balance: { ...Decimal, description: "The available balance that decided" },
    threshold: Nullable(AlertThreshold),
    cause: AlertCause,
    created_at: Time,
    wallet_sequence: Type.Integer(),
    episode_id: Type.String(),
    event_id: Type.String(),
  },
  { title: "AlertChange" },
);
export type AlertChange = Static<typeof AlertChange>;

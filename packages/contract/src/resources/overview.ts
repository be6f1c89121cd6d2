import type { Static } from "typebox";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { ALERT_STATES, DELIVERY_STATES } from "../vocabulary.ts";
import { Acknowledgement, AlertChange, AlertOwner, RUNWAY_HOURS } from "./alert.ts";
import { Runway } from "./runway.ts";
import { Topup } from "./topup.ts";

const Named = {
  wallet_id: WalletId,
  name: Type.String(),
  currency: CurrencyCode,
  available: Decimal,
  alert_state: Type.Enum(ALERT_STATES),
};

/** A wallet in alarm or blocked, with what was done and what is left to do. */
export const AttentionRow = Type.Object(
  {
    ...Named,
    provider_id: Nullable(Type.String()),
    synced_at: Nullable(Time),
    stale: Type.Boolean(),
    owner: Nullable(AlertOwner),
    episode_id: Nullable(Type.String()),
    acknowledged: Nullable(Acknowledgement),
    since: Nullable({ ...Time, description: "Since when it is in this state" }),
    runway: Runway,
    steps: Type.Array(AlertChange, { description: "The episode's last three state changes, newest first" }),
    notifications: Type.Array(
      Type.Object({
        channel_id: Type.String(),
        channel: Type.String({ description: "Its name" }),
        kind: Type.String({ description: "As that of a notification" }),
        level: Type.String({ description: "As that of a notification" }),
        status: Type.Enum(DELIVERY_STATES),
        at: Time,
      }),
      { description: "The episode's newest ten notifications, newest first" },
    ),
    step_count: Type.Integer({ description: "The episode's state changes" }),
    topups: Type.Array(Topup, { description: "Its open top-ups, newest first" }),
    unblocks_above: Nullable({ ...Decimal, description: "Orders are allowed again above this balance" }),
  },
  { title: "AttentionRow" },
);
export type AttentionRow = Static<typeof AttentionRow>;

const RunningOut = Type.Object({ ...Named, hours: RUNWAY_HOURS }, { title: "RunningOut" });

/** The account at one glance: everything the first page says, in one answer. */
export const Overview = Type.Object(
  {
    as_of: Time,
    wallets: Type.Object({
      total: Type.Integer(),
      ok: Type.Integer(),
      info: Type.Integer(),
      warning: Type.Integer(),
      in_alarm: Type.Integer(),
      blocked: Type.Integer(),
      stale: Type.Integer(),
      watched: Type.Integer({
        description: "Those that alert settings that are on watch; the others are `ok` whatever their balance",
      }),
    }),
    totals: Type.Array(Type.Object({ currency: CurrencyCode, available: Decimal, wallets: Type.Integer() }), {
      description: "By currency, the one with the most wallets first",
    }),
    total: Nullable(
      Type.Object(
        {
          currency: CurrencyCode,
          available: Decimal,
          rates_as_of: Nullable({
            ...Time,
            description: "When the oldest of the account's rates in it was set; null for one currency",
          }),
          parts: Type.Array(
            Type.Object({ currency: CurrencyCode, available: Decimal, rate: Nullable(Decimal), value: Decimal }),
            { description: "What it adds up: each available × rate, rounded to the nearest unit; no rate for its own" },
          ),
          missing: Type.Array(CurrencyCode, { description: "Currencies without a rate, whose wallets it lacks" }),
        },
        { description: "All wallets together in the currency of the most; null without a wallet" },
      ),
    ),
    lead: Type.Object({ days: Type.Integer(), lands_at: Time }, { description: "When a wire sent now lands" }),
    campaign: Nullable(Type.Object({ id: Type.String(), name: Nullable(Type.String()), ends_at: Time })),
    attention: Type.Array(AttentionRow, {
      description: "In alarm or blocked and not silenced, the one that ends first first",
    }),
    attention_count: Type.Integer(),
    ending: Type.Array(RunningOut, {
      description: "Others that are empty before a wire sent now lands, the one that ends first first",
    }),
    next: Nullable({ ...RunningOut, description: "The next wallet to reach a level, and in how many hours" }),
    counts: Type.Object({
      open_alerts: Type.Integer(),
      overdue_topups: Type.Integer(),
      failing_endpoints: Type.Integer({ description: "Endpoints that are failing or were disabled for it" }),
    }),
  },
  { title: "Overview" },
);
export type Overview = Static<typeof Overview>;

import type { Static } from "typebox";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { DRIFT_MATCHES, DRIFT_STATUSES, KINDS, PROVIDER_LIST_STATUSES } from "../vocabulary.ts";
import { ReadingProblem } from "./provider.ts";

const drift = {
  id: Type.String(),
  provider_id: Type.String(),
  wallet_id: WalletId,
  currency: CurrencyCode,
  status: Type.Enum(DRIFT_STATUSES, {
    description:
      "open: the search continues; explained: every unit belongs to a known movement; unexplained: reported by an event.",
  }),
  expected: { ...Decimal, description: "The balance that the known movements gave" },
  actual: { ...Decimal, description: "The balance that the provider reported" },
  difference: { ...Decimal, description: "actual − expected: the reconciliation transaction" },
  unexplained: { ...Decimal, description: "The part of the difference that no movement explains" },
  transaction_id: Type.Integer({ description: "The reconciliation transaction" }),
  explained_by: Type.Array(Type.Integer(), { description: "Transactions of the movements that were found since" }),
  window: Type.Object(
    { from: Nullable(Time), to: Time },
    { description: "When the difference arose, by the provider's clock: between the snapshot before and this one" },
  ),
  created_at: Time,
  updated_at: Time,
};

const example = {
  id: "drift_01jv9x2m40000000000000001",
  provider_id: "prov_01jv9x2m40000000000000001",
  wallet_id: 1,
  currency: "USD",
  status: "explained",
  expected: "5000.00",
  actual: "4758.75",
  difference: "-241.25",
  unexplained: "0.00",
  transaction_id: 801,
  explained_by: [803],
  window: { from: "2026-05-15T14:28:29.000Z", to: "2026-05-15T14:29:30.250Z" },
  created_at: "2026-05-15T14:29:30.000Z",
  updated_at: "2026-05-15T14:29:36.000Z",
};

/** A balance read from a provider that differed from what the known movements gave. */
export const Drift = Type.Object(drift, { title: "Drift", examples: [example] });
export type Drift = Static<typeof Drift>;

const count = Type.Integer({ minimum: 0 });

/** One movement of a drift's time, on the provider's side, on this one, or on both. */
const DriftLine = Type.Object({
  match: Type.Enum(DRIFT_MATCHES, {
    description:
      "both_sides: reported by a webhook, and listed by the provider; backfilled: found in the provider's list and posted since; late_hook: its webhook came after the snapshot; provider_only, here_only: the other side lacks it; not_compared: here, and the provider's list was not read.",
  }),
  amount: { ...Decimal, description: "Negative for a debit" },
  provider: Nullable(
    Type.Object({
      id: Type.String({ description: "The provider's number of the transaction in its list" }),
      reference_number: Nullable(Type.String()),
      remarks: Nullable(Type.String()),
      occurred_at: { ...Time, description: "By the provider's clock" },
    }),
  ),
  transaction: Nullable(
    Type.Object({
      id: Type.Integer(),
      sequence: Type.Integer(),
      kind: Type.Enum(KINDS),
      reference_number: Nullable(Type.String()),
      occurred_at: Nullable({ ...Time, description: "By the provider's clock" }),
      created_at: Time,
    }),
  ),
});

/** A drift with both sides' transactions of its time, matched line by line. */
export const DriftWithSides = Type.Object(
  {
    ...drift,
    balance_before: { ...Decimal, description: "expected without the known movements" },
    known: Type.Object(
      { count, amount: Decimal },
      { description: "The movements of that time that were known when the snapshot came" },
    ),
    found: Type.Object(
      { count, amount: Decimal },
      { description: "The movements that have explained a part of the difference since" },
    ),
    lines: Type.Array(DriftLine, { description: "By the provider's time, the oldest first" }),
    complete: Type.Boolean({ description: "Whether `lines` has every movement of that time of both sides" }),
    provider_list: Type.Object(
      { status: Type.Enum(PROVIDER_LIST_STATUSES), read_at: Nullable(Time) },
      {
        description:
          "The search of the provider's own list. no_list: this kind has none that can be read; unavailable: it could not be read so far; not_read: no search has ended, or none was needed.",
      },
    ),
  },
  {
    title: "DriftWithSides",
    examples: [
      {
        ...example,
        balance_before: "5050.75",
        known: { count: 1, amount: "-50.75" },
        found: { count: 1, amount: "-241.25" },
        lines: [
          {
            match: "both_sides",
            amount: "-50.75",
            provider: {
              id: "9001",
              reference_number: "MY_ORDER_000",
              remarks: null,
              occurred_at: "2026-05-15T14:28:40.000Z",
            },
            transaction: {
              id: 800,
              sequence: 41,
              kind: "order",
              reference_number: "MY_ORDER_000",
              occurred_at: "2026-05-15T14:28:40.000Z",
              created_at: "2026-05-15T14:28:40.310Z",
            },
          },
          {
            match: "backfilled",
            amount: "-241.25",
            provider: {
              id: "9002",
              reference_number: "MY_ORDER_001",
              remarks: null,
              occurred_at: "2026-05-15T14:29:02.000Z",
            },
            transaction: {
              id: 803,
              sequence: 44,
              kind: "order",
              reference_number: "MY_ORDER_001",
              occurred_at: "2026-05-15T14:29:02.000Z",
              created_at: "2026-05-15T14:29:36.000Z",
            },
          },
        ],
        complete: true,
        provider_list: { status: "read", read_at: "2026-05-15T14:29:36.000Z" },
      },
    ],
  },
);
export type DriftWithSides = Static<typeof DriftWithSides>;

/** What a poll brought. */
export const SyncResult = Type.Object(
  {
    wallets: Type.Integer({ description: "Wallets whose balance was read" }),
    changed: Type.Integer({ description: "Wallets whose balance it changed, found ones included" }),
    drifts: Type.Integer({ description: "Drifts that it opened" }),
    problems: Type.Array(ReadingProblem, {
      description:
        "As the provider's `problems` are now: wallets that were not shown or could not be read, which are stale. When no balance could be read, the provider is failing.",
    }),
  },
  { title: "SyncResult", examples: [{ wallets: 12, changed: 1, drifts: 1, problems: [] }] },
);
export type SyncResult = Static<typeof SyncResult>;

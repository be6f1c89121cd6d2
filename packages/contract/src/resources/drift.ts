import type { Static } from "typebox";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { DRIFT_STATUSES } from "../vocabulary.ts";
import { ReadingProblem } from "./provider.ts";

/** A balance read from a provider that differed from what the known movements gave. */
export const Drift = Type.Object(
  {
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
  },
  {
    title: "Drift",
    examples: [
      {
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
      },
    ],
  },
);
export type Drift = Static<typeof Drift>;

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

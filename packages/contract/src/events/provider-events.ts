import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { FAILING_SOURCES, PROVIDER_MODES } from "../vocabulary.ts";
import { event } from "./envelope.ts";

const PROVIDER = "prov_01jv9x2m40000000000000001";

const driftMembers = {
  drift_id: Type.String(),
  provider_id: Type.String(),
  wallet_id: WalletId,
  currency: CurrencyCode,
  expected: { ...Decimal, description: "The balance that the known movements gave" },
  actual: { ...Decimal, description: "The balance that the provider reported" },
  difference: { ...Decimal, description: "actual − expected" },
  unexplained: { ...Decimal, description: "The part of the difference that no movement explains" },
  detected_at: Time,
};

const drift = {
  drift_id: "drift_01jv9x2m40000000000000001",
  provider_id: PROVIDER,
  wallet_id: 1,
  currency: "USD",
  expected: "5000.00",
  actual: "4758.75",
  difference: "-241.25",
  unexplained: "-41.25",
  detected_at: "2026-05-15T14:29:30.000Z",
};

export const walletDriftDetected = event(
  "wallet.drift.detected",
  "A provider's balance differed from what its known movements explain, and neither webhooks nor its list, searched twice, explain the rest.",
  { data: Type.Object(driftMembers) },
  { data: drift },
);

export const walletDriftResolved = event(
  "wallet.drift.resolved",
  "A drift that `wallet.drift.detected` reported is explained after all by a movement that arrived late.",
  { data: Type.Object({ ...driftMembers, resolved_at: Time }) },
  { data: { ...drift, unexplained: "0.00", resolved_at: "2026-05-15T14:41:00.000Z" } },
);

const Freshness = Type.Object({
  wallet_id: WalletId,
  provider_id: Nullable(Type.String()),
  stale: Type.Boolean(),
  synced_at: Nullable(Time),
});

const Staleness = Type.Object({
  ...Freshness.properties,
  reason: Type.String({ description: "In words: nothing was read for too long, or what the last poll lacked" }),
});

const freshness = { wallet_id: 1, provider_id: PROVIDER, stale: true, synced_at: "2026-05-15T14:14:00.000Z" };

export const walletStale = event(
  "wallet.stale",
  "A mirror had no good snapshot for too long, or the last poll did not show it or not readably: its balance may be wrong.",
  { data: Staleness },
  { data: { ...freshness, reason: "the provider's answer does not show this wallet" } },
);

export const walletFresh = event(
  "wallet.fresh",
  "A mirror that was stale has a good snapshot again.",
  { data: Freshness },
  { data: { ...freshness, stale: false, synced_at: "2026-05-15T14:30:00.000Z" } },
);

export const providerModeChanged = event(
  "provider.mode_changed",
  "A provider's balances are watched in another way from now on: by webhooks, closely during a campaign, or by polling.",
  {
    data: Type.Object({
      provider_id: Type.String(),
      name: Type.String(),
      mode: Type.Enum(PROVIDER_MODES),
      previous_mode: Type.Enum(PROVIDER_MODES),
      reason: Type.String({ description: "What was observed, in words" }),
    }),
  },
  {
    data: {
      provider_id: PROVIDER,
      name: "Octopus Cards",
      mode: "polling",
      previous_mode: "webhook",
      reason: "balances move, and no webhook reports it",
    },
  },
);

const Failing = {
  provider_id: Type.String(),
  name: Type.String(),
  source: Type.Enum(FAILING_SOURCES, { description: "Polls and hooks fail and recover each by themselves" }),
  since: { ...Time, description: "Since when it has been failing" },
};

export const providerFailing = event(
  "provider.failing",
  "Three polls of a provider failed in a row, or its hooks are refused for their signature. Sent once, until it has recovered.",
  {
    data: Type.Object({
      ...Failing,
      reason: Type.String({ description: "In the provider's own words where it said any, without secrets" }),
      failures: Type.Integer({ description: "Polls in a row that failed; hooks refused so far" }),
    }),
  },
  {
    data: {
      provider_id: PROVIDER,
      name: "Octopus Cards",
      source: "polls",
      since: "2026-05-15T14:28:12.000Z",
      reason: "GET /api/v1/wallets: answered 503 MAINTENANCE: back at 15:00",
      failures: 3,
    },
  },
);

export const providerRecovered = event(
  "provider.recovered",
  "A provider that was failing is polled, or its hooks are accepted, again.",
  { data: Type.Object(Failing) },
  {
    data: { provider_id: PROVIDER, name: "Octopus Cards", source: "polls", since: "2026-05-15T14:28:12.000Z" },
  },
);

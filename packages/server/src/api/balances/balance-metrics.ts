import {
  available,
  formatAmount,
  presentPace,
  runwayHours,
  SEVERITY,
  type Provider,
  type Wallet,
} from "@plimsoll/core";
import type { Reads } from "../../store/port/reads.ts";
import { exposed, type ExposedMetric, type Sample } from "../../util/exposition.ts";

/** @limit Requests: wallets and providers that are read at a time while the metrics are written. */
const ROWS_PER_PAGE = 1_000;
/** @limit Requests: wallets of all accounts that `/metrics` shows; `plimsoll_wallets_left_out` counts the others. */
const MAX_WALLETS = 50_000;

const OF_A_WALLET = ["account", "wallet", "name", "currency", "provider"] as const;
const OF_A_PROVIDER = ["account", "provider", "name", "kind"] as const;

function gauge(name: string, help: string, labels: readonly string[]): ExposedMetric {
  return { name, type: "gauge", help, labels };
}

/** Read from the store at each request for the metrics, where `PLIMSOLL_METRICS_BALANCES` is set. */
export const BALANCE_METRICS = {
  available: gauge("plimsoll_wallet_available", "Available balance: the balance less what is held.", OF_A_WALLET),
  balance: gauge("plimsoll_wallet_balance", "Settled balance.", OF_A_WALLET),
  held: gauge("plimsoll_wallet_held", "Sum of the open holds.", OF_A_WALLET),
  state: gauge(
    "plimsoll_wallet_alert_state",
    "Most severe alert state: 0 ok, 1 info, 2 warning, 3 in_alarm, 4 blocked.",
    OF_A_WALLET,
  ),
  runway: gauge(
    "plimsoll_wallet_runway_hours",
    "Hours that the available balance lasts at the present pace; absent while no spend is known.",
    OF_A_WALLET,
  ),
  stale: gauge("plimsoll_wallet_stale", "1 when a mirror's balance is too old or unconfirmed, else 0.", OF_A_WALLET),
  topups: gauge("plimsoll_topups_open", "Top-ups that are neither settled nor cancelled.", OF_A_WALLET),
  leftOut: gauge("plimsoll_wallets_left_out", "Wallets beyond the number that these metrics show.", []),
  up: gauge(
    "plimsoll_provider_up",
    "1 when the provider's last poll succeeded, 0 when it failed; absent before the first and while paused.",
    OF_A_PROVIDER,
  ),
  lastSuccess: gauge(
    "plimsoll_provider_last_success_timestamp_seconds",
    "Unix time of the provider's last successful poll; absent before the first.",
    OF_A_PROVIDER,
  ),
} as const satisfies Readonly<Record<string, ExposedMetric>>;

type MetricName = keyof typeof BALANCE_METRICS;
type Read = Pick<Reads, "accountIds" | "account" | "wallets" | "providers">;

/** The text of the metrics of every account's wallets and providers. */
export async function balanceMetrics(reads: Read, now: number): Promise<string> {
  const samples: Record<MetricName, Sample[]> = {
    available: [],
    balance: [],
    held: [],
    state: [],
    runway: [],
    stale: [],
    topups: [],
    leftOut: [],
    up: [],
    lastSuccess: [],
  };
  let shown = 0;
  let leftOut = 0;
  for (const id of await reads.accountIds()) {
    const account = (await reads.account(id))?.name ?? String(id);
    for (let page = 1; ; page += 1) {
      const { rows } = await reads.providers(id, { page, limit: ROWS_PER_PAGE });
      for (const provider of rows) addProvider(samples, account, provider);
      if (rows.length < ROWS_PER_PAGE) break;
    }
    for (let page = 1; ; page += 1) {
      // Only the number is needed where there is no room.
      const limit = shown < MAX_WALLETS ? ROWS_PER_PAGE : 1;
      const { rows, total } = await reads.wallets(id, { page, limit });
      const taken = rows.slice(0, MAX_WALLETS - shown);
      for (const wallet of taken) {
        if (wallet.status !== "closed") addWallet(samples, account, wallet, now);
      }
      shown += taken.length;
      if (shown < MAX_WALLETS && rows.length === ROWS_PER_PAGE) continue;
      leftOut += total - (page - 1) * ROWS_PER_PAGE - taken.length;
      break;
    }
  }
  samples.leftOut.push({ labels: [], value: String(leftOut) });
  return (Object.keys(BALANCE_METRICS) as MetricName[])
    .map((name) => exposed(BALANCE_METRICS[name], samples[name]))
    .join("");
}

function addWallet(
  samples: Readonly<Record<MetricName, Sample[]>>,
  account: string,
  wallet: Readonly<Wallet>,
  now: number,
): void {
  const { id, name, currency, assetScale, providerId } = wallet;
  const labels = [account, String(id), name, currency, providerId ?? ""];
  const add = (metric: MetricName, value: string) => samples[metric].push({ labels, value });
  add("available", formatAmount(available(wallet), assetScale));
  add("balance", formatAmount(wallet.balance, assetScale));
  add("held", formatAmount(wallet.held, assetScale));
  add("state", String(SEVERITY[wallet.alertState]));
  add("stale", wallet.stale ? "1" : "0");
  add("topups", String(wallet.openTopups));
  const hours = runwayHours(available(wallet), presentPace(wallet, now));
  if (hours !== null) add("runway", String(hours));
}

function addProvider(
  samples: Readonly<Record<MetricName, Sample[]>>,
  account: string,
  { id, name, kind, status, lastSyncAt, syncFailures }: Readonly<Provider>,
): void {
  const labels = [account, id, name, kind];
  const tried = lastSyncAt !== null || syncFailures > 0;
  if (status !== "paused" && tried) samples.up.push({ labels, value: syncFailures === 0 ? "1" : "0" });
  if (lastSyncAt !== null) samples.lastSuccess.push({ labels, value: String(lastSyncAt / 1_000) });
}

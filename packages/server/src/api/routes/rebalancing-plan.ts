import {
  available,
  decimalOf,
  formatAmount,
  formatDecimal,
  rebalancingPlan,
  runwayHours,
  type Decimal,
  type Spender,
  type Wallet,
} from "@plimsoll/core";
import { RebalancingPlan, RebalancingQuery } from "@plimsoll/contract";
import type { Static } from "typebox";
import { sendResource } from "../answer.ts";
import { ratesOf, type Rates } from "../fx.ts";
import { knownPrecision } from "../known-currency.ts";
import { invalidField } from "../api-error.ts";
import { operationsOf, reading } from "../documented.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Transfers");

/** @limit Requests: wallets in one rebalancing plan. */
const MAX_PLAN_WALLETS = 200;

const DEFAULT_TOLERANCE = "5";
const DEFAULT_FEE = "0";

export function rebalancingRoutes(app: App, { reads }: Services): void {
  app.get(
    "/rebalancing-plan",
    operation("getRebalancingPlan", "Plan the fewest transfers that level runway", {
      description:
        "Between the active wallets that have a typical daily spend. A transfer of the plan can be sent to POST /transfers as it is, without `received` and `executable`.",
      querystring: RebalancingQuery,
      response: reading(RebalancingPlan, "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { currency: wanted, tolerance_percent: tolerance, fee_percent: fee } = request.query;
      if (wanted !== undefined) await knownPrecision(reads, accountId, "currency", wanted);
      const found = await reads.spendingWallets(accountId, MAX_PLAN_WALLETS + 1);
      const wallets = found.slice(0, MAX_PLAN_WALLETS);
      const currency = wanted ?? wallets[0]?.currency ?? null;
      const codes = new Set([...wallets.map((wallet) => wallet.currency), ...(currency === null ? [] : [currency])]);
      const rates = ratesOf(await reads.fxRatesAmong(accountId, [...codes]));
      const answer = planOf(wallets, currency, rates, tolerance ?? DEFAULT_TOLERANCE, fee ?? DEFAULT_FEE);
      const idle = await reads.idleWallets(accountId, MAX_PLAN_WALLETS);
      const silent = idle.map((id) => ({ wallet_id: id, reason: "NO_SPEND_HISTORY" as const }));
      const omitted = [...answer.omitted, ...silent].toSorted((a, b) => a.wallet_id - b.wallet_id);
      return sendResource(reply, 200, { ...answer, omitted, truncated: found.length > MAX_PLAN_WALLETS });
    },
  );
}

function planOf(
  wallets: readonly Wallet[],
  currency: string | null,
  rate: Rates,
  tolerance: string,
  fee: string,
): Omit<Static<typeof RebalancingPlan>, "truncated"> {
  const omitted: Static<typeof RebalancingPlan>["omitted"] = [];
  const taking: Wallet[] = [];
  const spenders: Spender[] = [];
  for (const wallet of wallets) {
    const worth = currency === null ? null : rate(wallet.currency, currency);
    if (wallet.stale) omitted.push({ wallet_id: wallet.id, reason: "STALE" });
    else if (!worth) omitted.push({ wallet_id: wallet.id, reason: "FX_RATE_MISSING" });
    else {
      taking.push(wallet);
      spenders.push({ ...wallet, available: available(wallet), spend: wallet.typicalSpend ?? 0n, worth });
    }
  }
  const options = { tolerance: percent(tolerance), fee: percent(fee), rate };
  const plan = rebalancingPlan(spenders, options);
  const byId = new Map(taking.map((wallet) => [wallet.id, wallet]));
  return {
    currency,
    tolerance_percent: formatDecimal(options.tolerance),
    fee_percent: formatDecimal(options.fee),
    runway_hours: runwayHours(plan.level.value, plan.level.spend),
    transfers: plan.transfers.map((transfer) => {
      const from = byId.get(transfer.from) as Wallet;
      const to = byId.get(transfer.to) as Wallet;
      return {
        from_wallet_id: from.id,
        to_wallet_id: to.id,
        amount: formatAmount(transfer.amount, from.assetScale),
        fee: formatAmount(transfer.fee, from.assetScale),
        rate: from.currency === to.currency ? null : formatDecimal(transfer.rate),
        received: formatAmount(transfer.received, to.assetScale),
        executable: from.source === "ledger" && to.source === "ledger",
      };
    }),
    wallets: taking.map((wallet, i) => {
      const after = plan.after[i] as bigint;
      return {
        wallet_id: wallet.id,
        currency: wallet.currency,
        typical_daily_spend: formatAmount(wallet.typicalSpend ?? 0n, wallet.assetScale),
        available: formatAmount(available(wallet), wallet.assetScale),
        available_after: formatAmount(after, wallet.assetScale),
        runway_hours: runwayHours(available(wallet), wallet.typicalSpend),
        runway_hours_after: runwayHours(after, wallet.typicalSpend),
      };
    }),
    omitted,
  };
}

/** The schema has checked its form. */
function percent(text: string): Decimal {
  const parsed = decimalOf(text);
  if (!parsed) throw invalidField("tolerance_percent", "percentages must be decimals");
  return parsed.value;
}

import { BalanceSeries, BalanceSeriesQuery, DEFAULT_POINTS } from "@plimsoll/contract";
import { formatAmount, isoTime } from "@plimsoll/core";
import { sendResource } from "../answer.ts";
import { found, invalidField } from "../api-error.ts";
import { operationsOf, reading } from "../documented.ts";
import { walletId } from "../ids.ts";
import { periodOf } from "../period.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { WalletPath } from "./paths.ts";

const operation = operationsOf("Transactions");

/** @nolimit Seven days. */
const WEEK_MS = 7 * 86_400_000;

export function balanceSeriesRoute(app: App, { now, reads }: Services): void {
  app.get(
    "/wallets/:id/balance-series",
    operation("getBalanceSeries", "Read a wallet's balance over time", {
      description:
        "For a chart: the lowest and the highest balance in each part of the period, with the one at its start, and the balance at its end.",
      params: WalletPath,
      querystring: BalanceSeriesQuery,
      response: reading(BalanceSeries, "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const period = periodOf(request.query);
      const to = period.to ?? now();
      const from = period.from ?? to - WEEK_MS;
      if (from >= to) throw invalidField("from", "from must be before to");
      const wallet = found(await reads.wallet(accountId, walletId(request.params.id)), "wallet");
      // A part is a millisecond at least.
      const points = Math.min(request.query.points ?? DEFAULT_POINTS, to - from);
      const { buckets, exact } = await app.turns.long(accountId, () =>
        reads.balanceSeries(accountId, wallet, { from, to, points }),
      );
      const amount = (balance: bigint) => formatAmount(balance, wallet.assetScale);
      const series: BalanceSeries = {
        wallet_id: wallet.id,
        currency: wallet.currency,
        from: isoTime(from),
        to: isoTime(to),
        exact,
        points: buckets.map(({ min, max, last }, index) => ({
          from: isoTime(from + Math.round(((to - from) * index) / points)),
          min: amount(min),
          max: amount(max),
          last: amount(last),
        })),
      };
      return sendResource(reply, 200, series);
    },
  );
}

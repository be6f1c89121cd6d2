import { DEFAULT_SPEND_DAYS, MAX_SPEND_DAYS, PutSpendHistory, Runway, Spend, SpendQuery } from "@plimsoll/contract";
import { dayOf } from "@plimsoll/core";
import { sendResource } from "../answer.ts";
import { found, notFound } from "../api-error.ts";
import { operationsOf, reading, writing } from "../documented.ts";
import { acceptSpendCsv } from "../spend-csv.ts";
import { walletId } from "../ids.ts";
import { spendHistory, spendResource } from "../resources/spend.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { runwaysOf } from "../wallet-runways.ts";
import { WalletPath } from "./paths.ts";

const operation = operationsOf("Spend");

/** A wallet's spend, and how long its balance lasts. */
export function spendRoutes(app: App, { now: clock, reads }: Services): void {
  // In a scope of its own: only this body may be CSV.
  void app.register(async (scope: App) => {
    acceptSpendCsv(scope);
    scope.put(
      "/wallets/:id/spend-history",
      operation("putSpendHistory", "Set a wallet's spend of days before its first transaction", {
        description: "As JSON, or as `text/csv` with the columns date and amount. It moves no balance.",
        params: WalletPath,
        body: PutSpendHistory,
        response: writing(200, Spend, "NOT_FOUND", "CONFLICT"),
      }),
      async (request, reply) => {
        const { accountId } = request.caller;
        const { days } = request.body;
        const id = walletId(request.params.id);
        const { wallet } = await request.execute({ type: "set_spend_history", walletId: id, days });
        const now = clock();
        const rows = await reads.walletSpend(accountId, id, dayOf(now) - MAX_SPEND_DAYS);
        const history = spendHistory(wallet, rows, now);
        return sendResource(reply, 200, spendResource(wallet, history, { length: MAX_SPEND_DAYS, now }));
      },
    );
  });

  app.get(
    "/wallets/:id/spend",
    operation("getSpend", "Read a wallet's spend by day and by hour", {
      description:
        "Orders, usage, payouts and card payments, less their refunds, by UTC day; and the figures that relative alert levels are measured by.",
      params: WalletPath,
      querystring: SpendQuery,
      response: reading(Spend, "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const length = request.query.days ?? DEFAULT_SPEND_DAYS;
      const wallet = found(await reads.wallet(accountId, walletId(request.params.id)), "wallet");
      const now = clock();
      const rows = await reads.walletSpend(accountId, wallet.id, dayOf(now) - length);
      return sendResource(reply, 200, spendResource(wallet, spendHistory(wallet, rows, now), { length, now }));
    },
  );

  app.get(
    "/wallets/:id/runway",
    operation("getRunway", "Read how long a wallet's balance lasts", {
      description: "At the larger of the present burn and the typical day; and how much to send by when.",
      params: WalletPath,
      response: reading(Runway, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const wallet = await reads.wallet(accountId, walletId(request.params.id));
      const runways = await runwaysOf(reads, accountId, wallet ? [wallet] : [], clock());
      const [runway] = runways.values();
      if (!runway) throw notFound("there is no such wallet");
      return sendResource(reply, 200, runway);
    },
  );
}

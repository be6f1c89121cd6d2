import { DEFAULT_SPEND_DAYS, Spend, SpendQuery } from "@plimsoll/contract";
import { dayOf } from "@plimsoll/core";
import { sendResource } from "../answer.ts";
import { notFound } from "../api-error.ts";
import { reading } from "../documented.ts";
import { walletId } from "../ids.ts";
import { spendHistory, spendResource } from "../resources/spend.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { WalletPath } from "./paths.ts";

const tags = ["Spend"];

/** What a wallet spends, and how long it lasts. */
export function spendRoutes(app: App, { reads }: Services): void {
  app.get(
    "/wallets/:id/spend",
    {
      schema: {
        operationId: "getSpend",
        tags,
        summary: "Read a wallet's spend by day",
        description:
          "Orders, usage, payouts and card payments, less their refunds, by UTC day; and what relative alert levels are measured by.",
        params: WalletPath,
        querystring: SpendQuery,
        response: reading(Spend, "VALIDATION_FAILURE", "NOT_FOUND"),
      },
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const length = request.query.days ?? DEFAULT_SPEND_DAYS;
      const wallet = await reads.wallet(accountId, walletId(request.params.id));
      if (!wallet) throw notFound("there is no such wallet");
      const now = Date.now();
      const rows = await reads.walletSpend(accountId, wallet.id, dayOf(now) - length);
      return sendResource(reply, 200, spendResource(wallet, spendHistory(wallet, rows, now), length));
    },
  );
}

import {
  available,
  formatAmount,
  formatDecimal,
  judgeTransfer,
  presentPace,
  runwayHours,
  transferResource,
  type Amount,
  type Wallet,
  missingWallets,
} from "@plimsoll/core";
import {
  CreateTransfer,
  IdempotencyHeaders,
  PageQuery,
  PreviewTransfer,
  Transfer,
  TransferPreview,
} from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { ratesOf } from "../fx.ts";
import { listOf, operationsOf, reading, replayable, writing } from "../documented.ts";
import { idempotency } from "../idempotency.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { accepted, rejectionError } from "../rejections.ts";
import { sendOutcome } from "../replayable-answer.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { TransferPath } from "./paths.ts";

const operation = operationsOf("Transfers");

/** Money from one ledger wallet to another. */
export function transferRoutes(app: App, { reads, now }: Services): void {
  app.post(
    "/transfers",
    operation("createTransfer", "Move money between two ledger wallets", {
      description:
        "A debit of amount and fee and a credit of amount × rate, both or neither. Between currencies the rate is the account's, or the request's, and is stored.",
      headers: IdempotencyHeaders,
      body: CreateTransfer,
      response: writing(
        201,
        replayable(Transfer),
        "INSUFFICIENT_FUNDS",
        "NOT_FOUND",
        "CONFLICT",
        "IDEMPOTENCY_KEY_REUSED",
      ),
    }),
    async (request, reply) => {
      const { from_wallet_id: fromWalletId, to_wallet_id: toWalletId, amount, rate, fee } = request.body;
      const { reference = null } = request.body;
      const fields = [fromWalletId, toWalletId, amount, rate ?? null, fee ?? null, reference];
      const outcome = await request.submit({
        type: "make_transfer",
        accountId: request.caller.accountId,
        fromWalletId,
        toWalletId,
        amount,
        fee,
        rate,
        reference,
        idempotency: idempotency(request.raw.headers, "transfers", fields),
      });
      return sendOutcome(reply, 201, outcome);
    },
  );

  app.post(
    "/transfers/preview",
    {
      config: { scope: "read" },
      ...operation("previewTransfer", "See what a transfer would do", {
        description: "Both balances and both runways before and after. It is refused as the transfer would be.",
        body: PreviewTransfer,
        response: writing(200, TransferPreview, "INSUFFICIENT_FUNDS", "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const { from_wallet_id: fromId, to_wallet_id: toId } = request.body;
      const from = await reads.wallet(accountId, fromId);
      const to = await reads.wallet(accountId, toId);
      if (from === null || to === null) {
        throw rejectionError({ reason: "wallet_not_found", details: missingWallets(from, to) });
      }
      const rateOf = ratesOf(await reads.fxRatesAmong(accountId, [from.currency, to.currency]));
      const judged = accepted(judgeTransfer(from, to, request.body, () => rateOf(from.currency, to.currency)));
      const { amount, fee, rate, received } = judged;
      return sendResource(reply, 200, {
        amount: formatAmount(amount, from.assetScale),
        fee: formatAmount(fee, from.assetScale),
        rate: from.currency === to.currency ? null : formatDecimal(rate),
        received: formatAmount(received, to.assetScale),
        from: sideOf(from, -(amount + fee), now()),
        to: sideOf(to, received, now()),
      });
    },
  );

  app.get(
    "/transfers",
    operation("listTransfers", "List transfers, newest first", {
      querystring: PageQuery,
      response: reading(listOf(Transfer), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.transfers(request.caller.accountId, page),
        order: { key: ({ transfer }) => transfer.position, start: NEWEST },
        toJson: ({ transfer, from, to }) => JSON.stringify(transferResource(transfer, from, to)),
      });
    },
  );

  app.get(
    "/transfers/:id",
    operation("getTransfer", "Read a transfer", {
      params: TransferPath,
      response: reading(Transfer, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const id = prefixedId("trf", request.params.id);
      const { transfer, from, to } = found(await reads.transfer(request.caller.accountId, id), "transfer");
      return sendResource(reply, 200, transferResource(transfer, from, to));
    },
  );
}

function sideOf(wallet: Readonly<Wallet>, change: Amount, now: number): TransferPreview["from"] {
  const before = available(wallet);
  const pace = presentPace(wallet, now);
  return {
    wallet_id: wallet.id,
    name: wallet.name,
    currency: wallet.currency,
    available: formatAmount(before, wallet.assetScale),
    available_after: formatAmount(before + change, wallet.assetScale),
    runway_hours: runwayHours(before, pace),
    runway_hours_after: runwayHours(before + change, pace),
  };
}

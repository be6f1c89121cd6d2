import { transferResource } from "@plimsoll/core";
import { CreateTransfer, IdempotencyHeaders, PageQuery, Transfer } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { listOf, operationsOf, reading, replayable, writing } from "../documented.ts";
import { idempotency } from "../idempotency.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { sendOutcome } from "../replayable-answer.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { TransferPath } from "./paths.ts";

const operation = operationsOf("Transfers");

/** Money from one ledger wallet to another. */
export function transferRoutes(app: App, { reads }: Services): void {
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

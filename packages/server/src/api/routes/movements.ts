import { transactionResource, type Direction } from "@plimsoll/core";
import { IdempotencyHeaders, PostMovement, Transaction } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { operationsOf, replayable, writing } from "../documented.ts";
import { idempotencyKey } from "../idempotency.ts";
import { walletId } from "../ids.ts";
import { postTransactionCommand } from "../movements.ts";
import { refundedSpend } from "../refunds.ts";
import { accepted } from "../rejections.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { WalletPath } from "./paths.ts";

const operation = operationsOf("Transactions");

/** Credits and debits of one wallet. */
export function movementRoutes(app: App, { reads }: Services): void {
  const route = (name: "credits" | "debits", direction: Direction, operationId: string, summary: string) =>
    app.post(
      `/wallets/:id/${name}`,
      {
        config: { resource: "transactions" },
        ...operation(operationId, summary, {
          params: WalletPath,
          headers: IdempotencyHeaders,
          body: PostMovement,
          response: writing(
            201,
            replayable(Transaction),
            "INSUFFICIENT_FUNDS",
            "NOT_FOUND",
            "CONFLICT",
            "IDEMPOTENCY_KEY_REUSED",
          ),
        }),
      },
      async (request, reply) => {
        const key = idempotencyKey(request.raw.headers);
        const id = walletId(request.params.id);
        const { accountId } = request.caller;
        const { kind, order_id: orderId = null, reference_number: referenceNumber = null } = request.body;
        const refund = { walletId: id, orderId, referenceNumber };
        const spentAt = kind === "refund" ? (await refundedSpend(reads, accountId, [refund]))(refund) : null;
        const outcome = await request.submit(
          postTransactionCommand(name, accountId, id, direction, request.body, key, spentAt),
        );
        const { transaction, denomination } = accepted(outcome);
        if (outcome.ok && outcome.replayed) reply.header("Idempotency-Replayed", "true");
        return sendResource(reply, 201, transactionResource(transaction, denomination));
      },
    );

  route("credits", "CREDIT", "creditWallet", "Credit a wallet");
  route("debits", "DEBIT", "debitWallet", "Debit a wallet");
}

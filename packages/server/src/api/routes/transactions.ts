import type { FastifyRequest } from "fastify";
import { transactionResource, transferResource, type Rejection } from "@plimsoll/core";
import {
  ERRORS,
  errorEnvelope,
  IdempotencyHeaders,
  MAX_BATCH_ITEMS,
  PostTransaction,
  PostTransactions,
  Transaction,
  TransactionResults,
  TransactionWithOrigin,
  TransactionsQuery,
  type ErrorDetail,
} from "@plimsoll/contract";
import type { Static } from "typebox";
import type { TransactionFilter } from "../../store/port/wallets.ts";
import { sendJson, sendResource } from "../answer.ts";
import { ApiError, found, invalid, invalidField, notFound } from "../api-error.ts";
import type { CommandOf } from "../../store/commit/command-of.ts";
import { listOf, operationsOf, reading, replayable, writing } from "../documented.ts";
import { toApiError } from "../errors.ts";
import { idempotencyKey } from "../idempotency.ts";
import { transactionId } from "../ids.ts";
import { postTransactionCommand } from "../movements.ts";
import { negated, NEWEST, sendList } from "../pages.ts";
import { periodOf } from "../period.ts";
import { refundedSpend, type Refund, type SpentAtOf } from "../refunds.ts";
import { rejectionError } from "../rejections.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { validatorOf } from "../validation.ts";
import { TransactionPath } from "./paths.ts";

const operation = operationsOf("Transactions");
/** @limit Requests: items of a `POST /transactions` that are submitted at once; more items wait for their account's turns. */
const SHORT_BATCH = 100;
const validateItem = validatorOf(PostTransaction);

export function transactionRoutes(app: App, services: Services): void {
  app.post(
    "/transactions",
    {
      validatorCompiler: () => (value: unknown) => ({ value }),
      ...operation("postTransactions", "Credit and debit many wallets", {
        description:
          "Each item is decided on its own, in order: a refused item fails none of the others. An item's result is in `results`, at the item's place.",
        headers: IdempotencyHeaders,
        body: PostTransactions,
        response: writing(200, replayable(TransactionResults)),
      }),
    },
    async (request, reply) => {
      const items = batchOf(request.body);
      const header = idempotencyKey(request.raw.headers);
      const { accountId } = request.caller;
      const spentAt = await refundedSpend(services.reads, accountId, items.flatMap(refundsIn));
      const begin = (item: unknown, index: number) =>
        carryOut(request, accountId, item, header === null ? null : `${header}:${index}`, spentAt);
      // Submitted in order, which the committer keeps; a long batch in turns with other accounts.
      const { turns } = app;
      const results =
        items.length <= SHORT_BATCH
          ? await Promise.all(items.map(begin))
          : await turns.long(accountId, async () => Promise.all(await turns.map(accountId, items, begin)));
      throwIfNothingCouldBeTried(results);
      for (const { error, bug } of results) {
        if (bug !== undefined) request.log.error({ err: bug }, error?.message);
      }
      if (results.every(({ replayed }) => replayed)) reply.header("Idempotency-Replayed", "true");
      return sendJson(reply, 200, `{"results":[${results.map(({ text }) => text).join(",")}]}`);
    },
  );

  app.get(
    "/transactions",
    operation("listTransactions", "List transactions, newest first", {
      querystring: TransactionsQuery,
      response: reading(listOf(Transaction), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { query } = request;
      if (query.wallet_id !== undefined && !(await services.reads.wallet(accountId, query.wallet_id))) {
        throw notFound("there is no such wallet");
      }
      return sendList(request, reply, {
        read: (page) => services.reads.transactions(accountId, transactionFilterOf(query), page),
        order: { key: ({ transaction }) => transaction.id, start: NEWEST },
        toJson: ({ transaction, denomination }) => JSON.stringify(transactionResource(transaction, denomination)),
      });
    },
  );

  app.get(
    "/transactions/:id",
    operation("getTransaction", "Read a transaction with the transfer or drift that it belongs to", {
      params: TransactionPath,
      response: reading(TransactionWithOrigin, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { reads } = services;
      const { accountId } = request.caller;
      const listed = found(await reads.transaction(accountId, transactionId(request.params.id)), "transaction");
      const { transaction, denomination } = listed;
      const transfer = transaction.source === "transfer" ? await reads.transferWith(accountId, transaction.id) : null;
      const wallet = transaction.kind === "reconciliation" ? await reads.wallet(accountId, transaction.walletId) : null;
      const providerId = wallet?.providerId ?? null;
      const drift = providerId === null ? null : await reads.driftWith(accountId, providerId, transaction.id);
      return sendResource(reply, 200, {
        ...transactionResource(transaction, denomination),
        transfer: transfer && transferResource(transfer.transfer, transfer.from, transfer.to),
        drift: drift && { id: drift.id, provider_id: drift.providerId },
      });
    },
  );
}

function transactionFilterOf(query: Static<typeof TransactionsQuery>): TransactionFilter {
  return {
    walletId: query.wallet_id,
    providerId: query.provider_id,
    currency: query.currency,
    kind: query.kind,
    type: query.transaction_type,
    reference: query.reference_number,
    orderId: query.order_id,
    ...periodOf(query),
    q: query.q,
    not: negated(query.not),
  };
}

function batchOf(body: unknown): readonly unknown[] {
  if (!Array.isArray(body)) throw invalidField("body", "body must be an array of transactions");
  if (body.length === 0 || body.length > MAX_BATCH_ITEMS) {
    throw invalidField("body", `body must have 1 to ${MAX_BATCH_ITEMS} items`);
  }
  return body;
}

interface ItemResult {
  /** JSON. */
  readonly text: string;
  readonly replayed: boolean;
  readonly error?: ApiError;
  /** The thrown value, when the error is the server's. */
  readonly bug?: unknown;
}

async function carryOut(
  request: Pick<FastifyRequest, "submit">,
  accountId: number,
  item: unknown,
  defaultKey: string | null,
  spentAt: SpentAtOf,
): Promise<ItemResult> {
  const details = validateItem(item);
  if (details.length > 0) return failed(invalid(details.map(ofItem)));
  const command = commandOf(accountId, item as Static<typeof PostTransaction>, defaultKey, spentAt);
  try {
    const outcome = await request.submit(command);
    if (!outcome.ok) return refused(outcome.rejection);
    const { transaction, denomination } = outcome.value;
    const resource = JSON.stringify(transactionResource(transaction, denomination));
    const replayed = outcome.replayed === true;
    return { text: `{"status":201,"transaction":${resource}${replayed ? ',"replayed":true' : ""}}`, replayed };
  } catch (error) {
    const answer = toApiError(error);
    return { ...failed(answer), ...(answer.statusCode === 500 && { bug: error }) };
  }
}

function commandOf(
  accountId: number,
  item: Static<typeof PostTransaction>,
  defaultKey: string | null,
  spentAt: SpentAtOf,
): CommandOf<"post_transaction"> {
  const key = item.idempotency_key ?? defaultKey;
  const [refund] = refundsIn(item);
  const at = refund ? spentAt(refund) : null;
  return postTransactionCommand("transactions", accountId, item.wallet_id, item.transaction_type, item, key, at);
}

/** The item as a refund, when it is one; items that violate the schema are refused before the lookup. */
function refundsIn(item: unknown): Refund[] {
  const { kind, wallet_id: walletId, order_id, reference_number } = (item ?? {}) as Readonly<Record<string, unknown>>;
  if (kind !== "refund" || !isId(walletId)) return [];
  const orderId = isId(order_id) ? order_id : null;
  const referenceNumber = typeof reference_number === "string" ? reference_number : null;
  return [{ walletId, orderId, referenceNumber }];
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** An item as a whole is called "item", because "body" is all of them. */
function ofItem({ field, message }: ErrorDetail): ErrorDetail {
  return field === "body" ? { field: "item", message: message.replace(/^body/, "item") } : { field, message };
}

function refused(rejection: Rejection): ItemResult {
  return failed(rejectionError(rejection));
}

function failed(error: ApiError): ItemResult {
  const { code, message, details } = error;
  const text = JSON.stringify({ status: ERRORS[code].status, ...errorEnvelope(code, message, details) });
  return { text, replayed: false, error };
}

/**
 * A batch that met a full queue or an unavailable database as a whole gets that error, instead of a 200 that hides it.
 */
function throwIfNothingCouldBeTried(results: readonly ItemResult[]): void {
  const first = results[0]?.error;
  if (first?.code !== "TOO_MANY_REQUESTS" && first?.code !== "SERVICE_UNAVAILABLE") return;
  if (results.every(({ error }) => error?.code === first.code)) throw first;
}

import { orderJson } from "@plimsoll/core";
import { CreateOrder, IdempotencyHeaders, Order, OrdersQuery, ReportDelivery, Vouchers } from "@plimsoll/contract";
import type { Static } from "typebox";
import { sendJson } from "../answer.ts";
import { found, notFound } from "../api-error.ts";
import { withoutBody } from "../body.ts";
import { listOf, operationsOf, reading, replayable, writing } from "../documented.ts";
import { fingerprint, idempotency } from "../idempotency.ts";
import { orderId } from "../ids.ts";
import { placeMirrorOrder } from "../mirror-orders.ts";
import { negated, NEWEST, sendList } from "../pages.ts";
import { sendOutcome } from "../replayable-answer.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { vouchersPlace } from "../../util/sealer.ts";
import { OrderPath } from "./paths.ts";

const operation = operationsOf("Orders");

/** Enough to see whether there is exactly one. */
const TWO = 2;

export function orderRoutes(app: App, services: Services): void {
  const { reads } = services;

  app.post(
    "/orders",
    operation("createOrder", "Place an order", {
      description:
        "Quotes the product and debits the wallet in the same transaction. `reference_code` is the idempotency key. When a gate refuses, nothing is written. An order on a mirror is quoted by the wallet's provider, stored, and placed at the provider; when the provider does not respond within ten seconds, the response is the `PENDING` order, which the server continues to place.",
      body: CreateOrder,
      response: writing(
        201,
        replayable(Order),
        "INSUFFICIENT_FUNDS",
        "NOT_FOUND",
        "CONFLICT",
        "ORDERS_BLOCKED",
        "BALANCE_STALE",
        "IDEMPOTENCY_KEY_REUSED",
        "SERVICE_UNAVAILABLE",
      ),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { body } = request;
      const { denomination, quantity, reference_code: reference } = body;
      const productId = String(body.product_id);
      const asked = [productId, denomination, quantity, body.wallet_id ?? null];
      const wallet = typeof body.wallet_id === "number" ? await reads.wallet(accountId, body.wallet_id) : null;
      if (wallet?.source === "mirror") {
        const order = { productId, denomination, quantity, reference, fingerprint: fingerprint("orders", asked) };
        return sendOutcome(reply, 201, await placeMirrorOrder(request, services, wallet, order));
      }
      const outcome = await request.submit({
        type: "place_order",
        accountId,
        productId,
        walletId: await payingWallet(services, accountId, body),
        denomination,
        quantity,
        reference,
        fingerprint: fingerprint("orders", asked),
      });
      return sendOutcome(reply, 201, outcome);
    },
  );

  app.get(
    "/orders",
    operation("listOrders", "List orders, newest first", {
      querystring: OrdersQuery,
      response: reading(listOf(Order), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { wallet_id: walletId = null, status = null, reference_code: reference = null, not } = request.query;
      const filter = { walletId, status, reference, not: negated(not) };
      return sendList(request, reply, {
        read: (page) => reads.orders(request.caller.accountId, filter, page),
        order: { key: ({ order }) => order.id, start: NEWEST },
        toJson: ({ order, denomination }) => orderJson(order, denomination),
      });
    },
  );

  app.get(
    "/orders/:id",
    operation("getOrder", "Read an order", {
      params: OrderPath,
      response: reading(Order, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { order, denomination } = found(
        await reads.order(request.caller.accountId, orderId(request.params.id)),
        "order",
      );
      return sendJson(reply, 200, orderJson(order, denomination));
    },
  );

  app.get(
    "/orders/:id/vouchers",
    {
      config: { scope: "write" },
      ...operation("getVouchers", "Read the voucher codes of an order", {
        description:
          "As the provider sent them, for orders of a mirror whose provider has `store_vouchers` in its settings. The codes are worth money, so the scope is `write`.",
        params: OrderPath,
        response: reading(Vouchers, "NOT_FOUND"),
      }),
    },
    async (request, reply) => {
      const { order } = found(await reads.order(request.caller.accountId, orderId(request.params.id)), "order");
      if (order.vouchers === null) throw notFound("no voucher codes of this order are stored");
      return sendJson(reply, 200, `{"vouchers":${services.unseal(order.vouchers, vouchersPlace(order))}}`);
    },
  );

  app.post(
    "/orders/:id/deliveries",
    operation("reportDelivery", "Report pieces of an order as delivered", {
      params: OrderPath,
      headers: IdempotencyHeaders,
      body: ReportDelivery,
      response: writing(200, replayable(Order), "NOT_FOUND", "CONFLICT", "IDEMPOTENCY_KEY_REUSED"),
    }),
    async (request, reply) => {
      const id = orderId(request.params.id);
      const { quantity } = request.body;
      const outcome = await request.submit({
        type: "deliver_order",
        accountId: request.caller.accountId,
        orderId: id,
        quantity,
        idempotency: idempotency(request.raw.headers, "orders/deliveries", [id, quantity]),
      });
      return sendOutcome(reply, 200, outcome);
    },
  );

  const ending = (name: "fail" | "cancel", status: "FAILED" | "CANCELLED", operationId: string, summary: string) =>
    app.post(
      `/orders/:id/${name}`,
      {
        preValidation: withoutBody,
        ...operation(operationId, summary, {
          description: "Refunds the price of the pieces that were not delivered.",
          params: OrderPath,
          headers: IdempotencyHeaders,
          response: writing(200, replayable(Order), "NOT_FOUND", "CONFLICT", "IDEMPOTENCY_KEY_REUSED"),
        }),
      },
      async (request, reply) => {
        const id = orderId(request.params.id);
        const outcome = await request.submit({
          type: "end_order",
          accountId: request.caller.accountId,
          orderId: id,
          status,
          idempotency: idempotency(request.raw.headers, `orders/${name}`, [id]),
        });
        return sendOutcome(reply, 200, outcome);
      },
    );

  ending("fail", "FAILED", "failOrder", "Report an order as failed");
  ending("cancel", "CANCELLED", "cancelOrder", "Cancel an order");
}

/** The named wallet, else the account's only open wallet in the product's currency, else null. */
async function payingWallet(
  { reads }: Services,
  accountId: number,
  body: Static<typeof CreateOrder>,
): Promise<number | null> {
  if (body.wallet_id !== undefined && body.wallet_id !== null) return body.wallet_id;
  const product = await reads.product(accountId, String(body.product_id));
  if (!product) return null;
  const [only, second] = await reads.walletsIn(accountId, product.currency, TWO);
  return only === undefined || second !== undefined ? null : only;
}

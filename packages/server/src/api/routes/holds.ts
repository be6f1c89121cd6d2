import { holdResource } from "@plimsoll/core";
import { CaptureHold, CreateHold, Hold, HoldsQuery, IdempotencyHeaders } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { withoutBody } from "../body.ts";
import { listOf, operationsOf, reading, replayable, writing } from "../documented.ts";
import { idempotency } from "../idempotency.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { sendOutcome } from "../replayable-answer.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { HoldPath } from "./paths.ts";

const operation = operationsOf("Holds");
const DEFAULT_CAPTURE_KIND = "usage";

/** Parts of balances set aside: placed, then captured, released or expired. */
export function holdRoutes(app: App, { reads }: Services): void {
  app.post(
    "/holds",
    operation("createHold", "Set part of a balance aside", {
      description:
        "Never more than the available balance and the overdraft limit, whatever happens at the same moment. Expires after `expires_in` seconds.",
      headers: IdempotencyHeaders,
      body: CreateHold,
      response: writing(201, replayable(Hold), "INSUFFICIENT_FUNDS", "NOT_FOUND", "CONFLICT", "IDEMPOTENCY_KEY_REUSED"),
    }),
    async (request, reply) => {
      const { wallet_id: walletId, amount, expires_in: expiresIn, reference = null } = request.body;
      const outcome = await request.submit({
        type: "place_hold",
        accountId: request.caller.accountId,
        walletId,
        amount,
        expiresIn,
        reference,
        idempotency: idempotency(request.raw.headers, "holds", [walletId, amount, expiresIn, reference]),
      });
      return sendOutcome(reply, 201, outcome);
    },
  );

  app.get(
    "/holds",
    operation("listHolds", "List holds, newest first", {
      querystring: HoldsQuery,
      response: reading(listOf(Hold), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { wallet_id: walletId = null, status = null } = request.query;
      return sendList(request, reply, {
        read: (page) => reads.holds(request.caller.accountId, { walletId, status }, page),
        order: { key: ({ hold }) => hold.position, start: NEWEST },
        toJson: ({ hold, denomination }) => JSON.stringify(holdResource(hold, denomination)),
      });
    },
  );

  app.get(
    "/holds/:id",
    operation("getHold", "Read a hold", {
      params: HoldPath,
      response: reading(Hold, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { hold, denomination } = found(
        await reads.hold(request.caller.accountId, prefixedId("hold", request.params.id)),
        "hold",
      );
      return sendResource(reply, 200, holdResource(hold, denomination));
    },
  );

  app.post(
    "/holds/:id/capture",
    {
      preValidation: withoutBody,
      ...operation("captureHold", "Capture a hold, whole or in part", {
        description:
          "Debits the wallet and ends the hold. A hold is a promise: it can be captured even if the wallet was frozen since.",
        params: HoldPath,
        headers: IdempotencyHeaders,
        body: CaptureHold,
        response: writing(200, replayable(Hold), "NOT_FOUND", "CONFLICT", "IDEMPOTENCY_KEY_REUSED"),
      }),
    },
    async (request, reply) => {
      const id = prefixedId("hold", request.params.id);
      const { amount, kind = DEFAULT_CAPTURE_KIND, order_id: orderId = null, remarks = null } = request.body;
      const { reference_number: referenceNumber = null } = request.body;
      const fields = [id, amount ?? null, kind, orderId, referenceNumber, remarks];
      const outcome = await request.submit({
        type: "capture_hold",
        accountId: request.caller.accountId,
        holdId: id,
        amount,
        kind,
        orderId,
        referenceNumber,
        remarks,
        idempotency: idempotency(request.raw.headers, "holds/capture", fields),
      });
      return sendOutcome(reply, 200, outcome);
    },
  );

  app.post(
    "/holds/:id/release",
    operation("releaseHold", "Release a hold", {
      params: HoldPath,
      headers: IdempotencyHeaders,
      response: writing(200, replayable(Hold), "NOT_FOUND", "CONFLICT", "IDEMPOTENCY_KEY_REUSED"),
    }),
    async (request, reply) => {
      const id = prefixedId("hold", request.params.id);
      const outcome = await request.submit({
        type: "release_hold",
        accountId: request.caller.accountId,
        holdId: id,
        idempotency: idempotency(request.raw.headers, "holds/release", [id]),
      });
      return sendOutcome(reply, 200, outcome);
    },
  );
}

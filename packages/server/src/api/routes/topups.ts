import { topupResource } from "@plimsoll/core";
import { ActOnTopup, CreateTopup, IdempotencyHeaders, Topup, TopupsQuery, UpdateTopup } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { withoutBody } from "../body.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, readingEditable, reading, replayable, writing } from "../documented.ts";
import { idempotency } from "../idempotency.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { sendOutcome } from "../replayable-answer.ts";
import type { Services } from "../services.ts";
import { timeOf } from "../time-of.ts";
import type { App } from "../typed-app.ts";
import { TopupPath } from "./paths.ts";

const operation = operationsOf("Top-ups");
const DEFAULT_METHOD = "wire";

const ACTIONS = [
  { name: "approve", status: "approved", summary: "Approve a top-up" },
  { name: "send", status: "sent", summary: "Report that a top-up's money has been sent" },
  { name: "cancel", status: "cancelled", summary: "Cancel a top-up" },
] as const;

/** Money announced, sent and expected. */
export function topupRoutes(app: App, { reads }: Services): void {
  app.post(
    "/topups",
    operation("createTopup", "Announce a top-up", {
      description:
        "Moves no money: the credit does, and settles the top-up when it carries its reference, or else exactly its amount.",
      headers: IdempotencyHeaders,
      body: CreateTopup,
      response: writing(201, replayable(Topup), "NOT_FOUND", "CONFLICT", "IDEMPOTENCY_KEY_REUSED"),
    }),
    async (request, reply) => {
      const { wallet_id: walletId, amount, method = DEFAULT_METHOD, reference = null } = request.body;
      const expectedAt = timeIn(request.body.expected_at) ?? null;
      const outcome = await request.submit({
        type: "create_topup",
        accountId: request.caller.accountId,
        walletId,
        amount,
        method,
        reference,
        expectedAt,
        by: request.caller.keyId,
        idempotency: idempotency(request.raw.headers, "topups", [walletId, amount, method, reference, expectedAt]),
      });
      return sendOutcome(reply, 201, outcome);
    },
  );

  app.get(
    "/topups",
    operation("listTopups", "List top-ups, newest first", {
      querystring: TopupsQuery,
      response: reading(listOf(Topup), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { wallet_id: walletId = null, status = null } = request.query;
      return sendList(request, reply, {
        read: (page) => reads.topups(request.caller.accountId, { walletId, status }, page),
        order: { key: ({ topup }) => topup.position, start: NEWEST },
        toJson: ({ topup, denomination }) => JSON.stringify(topupResource(topup, denomination)),
      });
    },
  );

  app.get(
    "/topups/:id",
    operation("getTopup", "Read a top-up", {
      params: TopupPath,
      response: readingEditable(Topup, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { topup, denomination } = found(
        await reads.topup(request.caller.accountId, prefixedId("top", request.params.id)),
        "top-up",
      );
      return sendResource(tagged(reply, "topups", topup), 200, topupResource(topup, denomination));
    },
  );

  for (const { name, status, summary } of ACTIONS) {
    app.post(
      `/topups/:id/${name}`,
      {
        preValidation: withoutBody,
        ...operation(`${name}Topup`, summary, {
          description: "The top-up carries the key that did it.",
          params: TopupPath,
          body: ActOnTopup,
          response: writing(200, Topup, "NOT_FOUND", "CONFLICT", "FORBIDDEN"),
        }),
      },
      async (request, reply) => {
        const { reference, expected_at: expectedAt } = request.body;
        const { topup, wallet } = await request.execute({
          type: "update_topup",
          topupId: prefixedId("top", request.params.id),
          by: request.caller.keyId,
          patch: { status, reference, expectedAt: timeIn(expectedAt) },
        });
        return sendResource(reply, 200, topupResource(topup, wallet));
      },
    );
  }

  app.patch(
    "/topups/:id",
    operation("updateTopup", "Change a top-up's status, or its expectation", {
      description:
        "From proposed to approved, initiated, sent or cancelled; from approved and initiated to sent; from all but proposed to settled or cancelled. A JSON merge patch: an absent member stays as it is.",
      params: TopupPath,
      body: UpdateTopup,
      ...editing(Topup, "NOT_FOUND", "CONFLICT", "FORBIDDEN"),
    }),
    async (request, reply) => {
      const topupId = prefixedId("top", request.params.id);
      const { status, amount, reference, expected_at: expectedAt } = request.body;
      const { topup, wallet } = await request.execute({
        type: "update_topup",
        condition: await request.condition("topups", topupId),
        topupId,
        by: request.caller.keyId,
        patch: { status, amount, reference, expectedAt: timeIn(expectedAt) },
      });
      return sendResource(tagged(reply, "topups", topup), 200, topupResource(topup, wallet));
    },
  );
}

function timeIn(text: string | null | undefined): number | null | undefined {
  if (text === null || text === undefined) return text;
  return timeOf("expected_at", text);
}

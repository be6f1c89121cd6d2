import {
  DEFAULT_TEST_TYPE,
  DeliveriesQuery,
  Delivery,
  Replayed,
  ReplayDeliveries,
  sampleMembers,
  SendTest,
  TestSent,
} from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { ApiError, invalidField } from "../api-error.ts";
import { withoutBody } from "../body.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { existingEndpoint } from "../existing.ts";
import { deliveryId, deliveryPlace, prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { accepted } from "../rejections.ts";
import type { CommandOf } from "../../store/commit/command-of.ts";
import { submitWhole } from "../../store/commit/submit-whole.ts";
import { DEFAULT_REPLAY, replayRange } from "../../store/replay.ts";
import { deliveryResource } from "../resources/delivery.ts";
import type { Services } from "../services.ts";
import { timeOf } from "../time-of.ts";
import type { App } from "../typed-app.ts";
import { EndpointPath } from "./paths.ts";

const operation = operationsOf("Webhooks");

/** The deliveries of one endpoint, and their replay. */
export function endpointDeliveryRoutes(app: App, services: Services): void {
  const { reads, dispatcherChanged } = services;

  app.get(
    "/webhook-endpoints/:id/deliveries",
    operation("listDeliveries", "List an endpoint's deliveries, newest first", {
      params: EndpointPath,
      querystring: DeliveriesQuery,
      response: reading(listOf(Delivery), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { id } = await existingEndpoint(reads, accountId, request.params.id);
      const filter = { status: request.query.status ?? null };
      return sendList(request, reply, {
        read: (page) => reads.deliveries(accountId, id, filter, page),
        order: { key: ({ delivery }) => delivery.sequence, start: NEWEST },
        toJson: (row) => JSON.stringify(deliveryResource(row)),
      });
    },
  );

  app.post(
    "/webhook-endpoints/:id/test",
    {
      preValidation: withoutBody,
      ...operation("testWebhookEndpoint", "Send a sample event to an endpoint", {
        description: "Of any type, whether or not the endpoint subscribes to it.",
        params: EndpointPath,
        body: SendTest,
        response: writing(200, TestSent, "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const id = prefixedId("ep", request.params.id);
      const { type: eventType = DEFAULT_TEST_TYPE } = request.body;
      const command: CommandOf<"send_test"> = {
        type: "send_test",
        accountId: request.caller.accountId,
        endpointId: id,
        eventType,
        sample: sampleMembers(eventType),
      };
      const outcomes = await submitWhole(request, command, ({ sent }, again) => (sent === null ? again : null));
      const sends = outcomes.map((outcome) => accepted(outcome).sent);
      const made = sends.at(-1);
      if (!made) throw new Error("a test was neither sent nor refused");
      const { eventId, deliverySequence } = made;
      const sent: TestSent = { event_id: eventId, delivery_id: deliveryId(id, deliverySequence) };
      return sendResource(reply, 200, sent);
    },
  );

  app.post(
    "/webhook-endpoints/:id/replay",
    {
      preValidation: withoutBody,
      ...operation("replayDeliveries", "Send an endpoint's deliveries again", {
        description:
          "Those of a time range and of some states, with their original payloads; failed and skipped ones by default.",
        params: EndpointPath,
        body: ReplayDeliveries,
        response: writing(200, Replayed, "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const { since, until, status, limit, after } = request.body;
      const range = {
        since: since === undefined ? 0 : timeOf("since", since),
        until: until === undefined ? services.now() : timeOf("until", until),
        statuses: status ?? DEFAULT_REPLAY,
        ...(after !== undefined && { after: sequenceIn(request.params.id, after) }),
        ...(limit !== undefined && { limit }),
      };
      const endpoint = await existingEndpoint(reads, accountId, request.params.id);
      if (endpoint.status === "disabled") {
        throw new ApiError("CONFLICT", "the webhook endpoint is disabled; enable it first");
      }
      const goOn = () => {
        dispatcherChanged(accountId, endpoint.id);
        // While the client waits for the response.
        return !request.raw.socket.destroyed;
      };
      const outcome = await replayRange(
        { reads, submit: (command) => request.submit(command), goOn },
        accountId,
        endpoint.id,
        range,
      );
      const { replayed, next } = accepted(outcome);
      return sendResource(reply, 200, { replayed, next: next === null ? null : deliveryId(endpoint.id, next) });
    },
  );
}

/** A place among the deliveries of an endpoint, by the id of one of them. */
function sequenceIn(endpointId: string, id: string): number {
  const delivery = deliveryPlace(id);
  if (delivery?.endpointId !== endpointId) throw invalidField("after", "after must be a delivery of this endpoint");
  return delivery.sequence;
}

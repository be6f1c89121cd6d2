import { AllDeliveriesQuery, Attempt, Delivery, DeliveryWithAttempts, PageQuery, Replayed } from "@plimsoll/contract";
import { deliveryKey } from "../../store/port/deliveries.ts";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { attemptRequests } from "../attempt-requests.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { parseDeliveryId } from "../ids.ts";
import { negated, NEWEST, sendList, sendWhole } from "../pages.ts";
import { periodOf } from "../period.ts";
import { attemptResource, deliveryResource } from "../resources/delivery.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { DeliveryPath } from "./paths.ts";

const operation = operationsOf("Webhooks");

export function deliveryRoutes(app: App, services: Services): void {
  const { reads, dispatcherChanged } = services;
  app.get(
    "/deliveries/:id",
    operation("getDelivery", "Read a delivery with its attempts", {
      params: DeliveryPath,
      response: reading(DeliveryWithAttempts, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const delivery = await existing(request.caller.accountId, request.params.id);
      const requestOf = await attemptRequests(services, delivery);
      return sendResource(reply, 200, {
        ...deliveryResource(delivery),
        attempts: delivery.attempts.map((attempt) => ({ ...attemptResource(attempt), request: requestOf(attempt) })),
      });
    },
  );

  app.get(
    "/deliveries",
    operation("listAllDeliveries", "List deliveries of all endpoints, newest event first", {
      querystring: AllDeliveriesQuery,
      response: reading(listOf(Delivery), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { endpoint_id: endpointId, status, event_type: eventType, q, not } = request.query;
      const filter = { endpointId, status, eventType, q, not: negated(not), ...periodOf(request.query) };
      return sendList(request, reply, {
        read: (page) => reads.allDeliveries(accountId, filter, page),
        order: { key: ({ delivery, ordinal = 0 }) => deliveryKey(delivery.eventPosition, ordinal), start: NEWEST },
        toJson: (row) => JSON.stringify(deliveryResource(row)),
      });
    },
  );

  app.get(
    "/deliveries/:id/attempts",
    operation("listAttempts", "List a delivery's attempts, oldest first", {
      params: DeliveryPath,
      querystring: PageQuery,
      response: reading(listOf(Attempt), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { attempts } = await existing(request.caller.accountId, request.params.id);
      return sendWhole(request, reply, attempts.map(attemptResource));
    },
  );

  app.post(
    "/deliveries/:id/replay",
    operation("replayDelivery", "Send a delivery again", {
      description:
        "With its original payload and a fresh count of attempts. A delivery that is still pending is left alone.",
      params: DeliveryPath,
      response: writing(200, Replayed, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { endpointId, sequence } = parseDeliveryId(request.params.id);
      const { replayed } = await request.execute({
        type: "replay_deliveries",
        endpointId,
        sequences: [sequence],
      });
      dispatcherChanged(accountId, endpointId);
      return sendResource(reply, 200, { replayed, next: null });
    },
  );

  async function existing(accountId: number, id: string) {
    const { endpointId, sequence } = parseDeliveryId(id);
    return found(await reads.delivery(accountId, endpointId, sequence), "delivery");
  }
}

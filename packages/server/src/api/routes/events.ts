import { Event, EventsQuery } from "@plimsoll/contract";
import { isoTime } from "@plimsoll/core";
import { sendJson } from "../answer.ts";
import { notFound } from "../api-error.ts";
import { listOf, reading } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { periodOf } from "../period.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { EventPath } from "./paths.ts";

const tags = ["Events"];

/** Events are returned byte for byte as they were sent. */
export function eventRoutes(app: App, { reads }: Services): void {
  app.get(
    "/events",
    {
      schema: {
        operationId: "listEvents",
        tags,
        summary: "List events, newest first",
        querystring: EventsQuery,
        response: reading(listOf(Event), "VALIDATION_FAILURE"),
      },
    },
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) =>
          reads.events(request.caller.accountId, page, {
            type: request.query.type,
            ...periodOf(request.query),
          }),
        order: { key: ({ position }) => position, start: NEWEST },
        toJson: ({ payload }) => payload,
        csv: {
          columns: ["id", "type", "created_at", "payload"],
          toJson: ({ id, type, createdAt, payload }) =>
            JSON.stringify({ id, type, created_at: isoTime(createdAt), payload }),
        },
      });
    },
  );

  app.get(
    "/events/:id",
    {
      schema: {
        operationId: "getEvent",
        tags,
        summary: "Read an event",
        params: EventPath,
        response: reading(Event, "NOT_FOUND"),
      },
    },
    async (request, reply) => {
      const id = prefixedId("evt", request.params.id, "event");
      const event = await reads.event(request.caller.accountId, id);
      if (!event) throw notFound("there is no such event");
      return sendJson(reply, 200, event.payload);
    },
  );
}

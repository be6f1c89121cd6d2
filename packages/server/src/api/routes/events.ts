import { Event, PageQuery } from "@plimsoll/contract";
import { sendJson } from "../answer.ts";
import { notFound } from "../api-error.ts";
import { listOf, reading } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { pageOf, sendPage } from "../pages.ts";
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
        querystring: PageQuery,
        response: reading(listOf(Event), "VALIDATION_FAILURE"),
      },
    },
    async (request, reply) => {
      const page = pageOf(request.query);
      const { rows, total } = await reads.events(request.caller.accountId, page);
      return sendPage(reply, page, total, rows, ({ payload }) => payload);
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

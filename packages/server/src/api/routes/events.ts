import { DEFAULT_LIMIT, Event, EventsQuery, Type } from "@plimsoll/contract";
import { isoTime } from "@plimsoll/core";
import type { Static } from "typebox";
import { sendJson } from "../answer.ts";
import { found, invalidField } from "../api-error.ts";
import { wantsCsv } from "../csv.ts";
import { listOf, NOT_ALWAYS, operationsOf, reading } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { periodOf } from "../period.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { EventPath } from "./paths.ts";

const operation = operationsOf("Events");

/** Of a list of events, so that the list of those after them, or the stream, continues where it ends. */
const POSITION = "X-Position";
const EVENTS = listOf(Event);
const LISTED = {
  ...EVENTS,
  headers: {
    ...(EVENTS as { readonly headers?: object }).headers,
    [POSITION]: Type.Integer({
      description:
        "The greatest position of the page: for `after`, or `Last-Event-ID` of the stream. Absent from an empty page and from CSV.",
      [NOT_ALWAYS]: true,
    }),
  },
};

/** Events are returned byte for byte as they were sent. */
export function eventRoutes(app: App, { reads }: Services): void {
  app.get(
    "/events",
    operation("listEvents", "List events, newest first", {
      querystring: EventsQuery,
      response: reading(LISTED, "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { query } = request;
      const { after } = query;
      if (after !== undefined) requireAlone(query, wantsCsv(request));
      return sendList(request, reply, {
        read: async (page) => {
          const events =
            after === undefined
              ? await reads.events(accountId, page, { type: query.type, ...periodOf(query) })
              : await eventsAfter(accountId, after, query.limit ?? DEFAULT_LIMIT);
          const greatest = Math.max(...events.rows.map(({ position }) => position));
          if (events.rows.length > 0 && page.after === undefined) reply.header(POSITION, String(greatest));
          return events;
        },
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
    operation("getEvent", "Read an event", {
      params: EventPath,
      response: reading(Event, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const id = prefixedId("evt", request.params.id);
      const event = found(await reads.event(request.caller.accountId, id), "event");
      return sendJson(reply, 200, event.payload);
    },
  );

  async function eventsAfter(accountId: number, after: number, limit: number) {
    const { rows, last } = await reads.eventsAfter(accountId, after, limit);
    // Counted from the first that is kept.
    const [first] = rows;
    return { rows, total: first === undefined ? 0 : last - first.position + 1 };
  }
}

/** The others would make it another list than the one that the position counts in. */
function requireAlone(query: Static<typeof EventsQuery>, csv: boolean): void {
  for (const field of ["type", "from", "to", "page"] as const) {
    if (query[field] !== undefined) throw invalidField(field, `${field} cannot be combined with after`);
  }
  if (csv) throw invalidField("format", "csv cannot be combined with after");
}

import { DEFAULT_LIMIT, type PageQuery } from "@plimsoll/contract";
import type { PageRequest } from "../store/port/page.ts";
import type { Turns } from "../util/turns/turns.ts";
import { sendJson, type Answering } from "./answer.ts";
import type { Caller } from "./key-cache.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** In which accounts share the server's thread. */
    turns: Turns;
  }
}

/** The part of a Fastify reply that lists need. */
interface Listing extends Answering {
  readonly server: { readonly turns: Turns };
  readonly request: { readonly caller: Caller };
}

export function pageOf(query: PageQuery, defaultLimit: number = DEFAULT_LIMIT): PageRequest {
  return { page: query.page ?? 1, limit: query.limit ?? defaultLimit };
}

/** @limit Requests: items of a page that is read and written at once; a longer page waits for its account's turns. */
export const SHORT_PAGE = 100;

/** A bare array of rows, each as its JSON text, and where it stands in the whole. A long one is written in turns. */
export async function sendPage<Row>(
  reply: Listing,
  page: PageRequest,
  total: number,
  rows: readonly Row[],
  toJson: (row: Row) => string,
): Promise<Listing> {
  reply.headers({
    "X-Page": String(page.page),
    "X-Per-Page": String(page.limit),
    "X-Total-Count": String(total),
    "X-Total-Pages": String(Math.ceil(total / page.limit)),
    "X-Has-More": String(page.page * page.limit < total),
  });
  const { turns } = reply.server;
  const items =
    rows.length <= SHORT_PAGE
      ? rows.map((row) => toJson(row))
      : await turns.map(reply.request.caller.accountId, rows, toJson);
  return sendJson(reply, 200, `[${items.join(",")}]`);
}

/** One page of a list that is at hand whole. */
export function sendSlice(reply: Listing, page: PageRequest, all: readonly unknown[]): Promise<Listing> {
  const start = (page.page - 1) * page.limit;
  return sendPage(reply, page, all.length, all.slice(start, start + page.limit), (item) => JSON.stringify(item));
}

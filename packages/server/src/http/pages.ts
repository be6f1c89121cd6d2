import { DEFAULT_LIMIT, type PageQuery } from "@plimsoll/contract";
import type { PageRequest } from "../store/store.ts";
import { sendJson, type Answering } from "./answer.ts";

export function pageOf(query: PageQuery, defaultLimit: number = DEFAULT_LIMIT): PageRequest {
  return { page: query.page ?? 1, limit: query.limit ?? defaultLimit };
}

/** A bare array of items that are JSON text already, with its place in the whole list in the headers. */
export function sendPage(reply: Answering, page: PageRequest, total: number, items: readonly string[]): Answering {
  reply.headers({
    "X-Page": String(page.page),
    "X-Per-Page": String(page.limit),
    "X-Total-Count": String(total),
    "X-Total-Pages": String(Math.ceil(total / page.limit)),
    "X-Has-More": String(page.page * page.limit < total),
  });
  return sendJson(reply, 200, `[${items.join(",")}]`);
}

/** One page of a list that is in memory. */
export function sendSlice(reply: Answering, page: PageRequest, all: readonly unknown[]): Answering {
  const start = (page.page - 1) * page.limit;
  const items = all.slice(start, start + page.limit).map((item) => JSON.stringify(item));
  return sendPage(reply, page, all.length, items);
}

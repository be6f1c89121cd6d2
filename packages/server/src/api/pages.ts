import type { Readable } from "node:stream";
import { DEFAULT_LIMIT, type PageQuery } from "@plimsoll/contract";
import { isoTime } from "@plimsoll/core";
import { offsetOf, type PageOf, type PageRequest, type RowKey } from "../store/port/page.ts";
import type { Turns } from "../util/turns/turns.ts";
import { sendJson, type Answering } from "./answer.ts";
import { CSV_TYPE, csvRecordOf, wantsCsv } from "./csv.ts";
import { csvStream } from "./csv-stream.ts";
import type { Caller } from "./key-cache.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** In which accounts share the server's thread. */
    turns: Turns;
  }
}

/** The part of a Fastify request that lists need. */
interface ListRequest {
  readonly query: PageQuery;
  readonly headers: { readonly accept?: string | undefined };
  readonly caller: Caller;
  readonly routeOptions: { readonly url?: string | undefined; readonly schema?: unknown };
}

/** The part of a Fastify reply that lists need. */
export interface Listing extends Answering {
  readonly server: { readonly turns: Turns };
  readonly request: { readonly caller: Caller };
}

/** The members of a filter that must not match, by their names in the store: `provider_id` is `providerId` there. */
export function negated(not: string | undefined): ReadonlySet<string> | undefined {
  if (not === undefined) return undefined;
  return new Set(
    not.split(",").map((name) => name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())),
  );
}

function pageOf(query: PageQuery, defaultLimit: number = DEFAULT_LIMIT): PageRequest {
  return { page: query.page ?? 1, limit: query.limit ?? defaultLimit };
}

/** @limit Requests: items of a page that is read and written at once; a longer page waits for its account's turns. */
export const SHORT_PAGE = 100;

/** The key before the first row of a list whose positions fall. */
export const NEWEST = Number.MAX_SAFE_INTEGER;
/** As `NEWEST`, of a list whose ids fall: no id has a character behind the tilde. */
export const NEWEST_ID = "~";

/** What a list is ordered by. */
interface ListOrder<Row> {
  readonly key: (row: Row) => RowKey;
  /** The key before the first row. */
  readonly start: RowKey;
}

export interface List<Row> {
  /** Of the page, when the request has no `limit`. */
  readonly defaultLimit?: number;
  read(page: PageRequest): Promise<PageOf<Row>>;
  /** Without it, the whole list is read by page numbers: for lists that are short and change seldom. */
  readonly order?: ListOrder<Row>;
  /** Each row's resource as JSON text. */
  toJson(row: Row): string;
  /** The columns of its CSV and a row's resource with them, where they are not the members of the resource. */
  readonly csv?: { readonly columns: readonly string[]; toJson(row: Row): string };
}

/** A page of the list as JSON, or the whole list as CSV where the request prefers that. */
export async function sendList<Row>(request: ListRequest, reply: Listing, list: List<Row>): Promise<Listing> {
  const { query } = request;
  if (!wantsCsv(request)) {
    const page = pageOf(query, list.defaultLimit);
    return sendPage(reply, page, await list.read(page), (row) => list.toJson(row));
  }
  const { turns } = reply.server;
  const columns = list.csv?.columns ?? columnsOf(request.routeOptions.schema);
  const toJson = list.csv ? (row: Row) => list.csv?.toJson(row) ?? "" : (row: Row) => list.toJson(row);
  const stream = await csvStream(turns, request.caller.accountId, {
    columns,
    order: list.order,
    read: (page) => list.read(page),
    record: (row) => csvRecordOf(toJson(row), columns),
  });
  return sendCsv(reply, fileName(request.routeOptions.url), stream);
}

/** Text, or a stream of it, as a file of that name. */
export function sendCsv<R extends Answering>(reply: R, name: string, content: string | Readable): R {
  reply.code(200);
  reply.headers({ "Content-Disposition": `attachment; filename="${name}.csv"` });
  reply.type(CSV_TYPE);
  reply.send(content);
  return reply;
}

/** A list that is at hand whole. */
export function sendWhole(
  request: ListRequest,
  reply: Listing,
  all: readonly unknown[],
  defaultLimit: number = DEFAULT_LIMIT,
): Promise<Listing> {
  return sendList<unknown>(request, reply, {
    defaultLimit,
    read: async (page) => {
      const start = offsetOf(page);
      return { rows: all.slice(start, start + page.limit), total: all.length };
    },
    toJson: (item) => JSON.stringify(item),
  });
}

interface DocumentedList {
  readonly response?: {
    readonly 200?: { readonly items?: { readonly properties?: Readonly<Record<string, unknown>> } };
  };
}

/** The members of the list's resource, in the order in which they are documented. */
function columnsOf(schema: unknown): readonly string[] {
  return Object.keys((schema as DocumentedList | undefined)?.response?.[200]?.items?.properties ?? {});
}

/** The last fixed word of the path. */
function fileName(url: string | undefined): string {
  return (url ?? "").split("/").findLast((part) => part !== "" && !part.startsWith(":")) ?? "list";
}

/** A bare array of rows, each as its JSON text, and where it stands in the whole. A long one is written in turns. */
async function sendPage<Row>(
  reply: Listing,
  page: PageRequest,
  { rows, total, stopped }: PageOf<Row>,
  toJson: (row: Row) => string,
): Promise<Listing> {
  reply.headers({
    "X-Page": String(page.page),
    "X-Per-Page": String(page.limit),
    "X-Total-Count": String(total),
    "X-Total-Pages": String(Math.ceil(total / page.limit)),
    "X-Has-More": String(page.page * page.limit < total),
    ...(stopped && { "X-Search-Stopped": "true" }),
    ...(typeof stopped?.before === "number" && { "X-Search-Before": isoTime(stopped.before) }),
  });
  const { turns } = reply.server;
  const items =
    rows.length <= SHORT_PAGE
      ? rows.map((row) => toJson(row))
      : await turns.map(reply.request.caller.accountId, rows, toJson);
  return sendJson(reply, 200, `[${items.join(",")}]`);
}

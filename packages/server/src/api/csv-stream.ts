import { Readable } from "node:stream";
import type { PageOf, PageRequest, RowKey } from "../store/port/page.ts";
import type { Turns } from "../util/turns/turns.ts";
import { ApiError } from "./api-error.ts";
import { csvRecord } from "./csv.ts";

/** @limit Requests: rows that a CSV stream holds in memory at once. */
const ROWS_AT_ONCE = 1_000;
/** @limit Requests: CSV streams of one account at once; further ones receive 429. */
const MAX_STREAMS = 4;
/** @limit Requests: time for which a CSV stream waits for a receiver that takes nothing. */
const STALLED_MS = 60_000;

/** A list to be read whole. */
export interface StreamedList<Row> {
  readonly columns: readonly string[];
  read(page: PageRequest): Promise<PageOf<Row>>;
  /** The key that the list is ordered by, and the one before its first row; a short list without them is read by page numbers. */
  readonly order?: { readonly key: (row: Row) => RowKey; readonly start: RowKey } | undefined;
  record(row: Row): string;
}

const streams = new WeakMap<Turns, Map<number, number>>();

/**
 * The whole list as CSV, read and written in parts as the receiver takes them. The first part is read before this
 * returns, so that a failure still gets an error response; a later one ends the connection.
 */
export async function csvStream<Row>(turns: Turns, accountId: number, list: StreamedList<Row>): Promise<Readable> {
  const release = take(turns, accountId);
  const { order } = list;
  const read = (page: number, last: Row | undefined) =>
    list.read({
      page: order ? 1 : page,
      limit: ROWS_AT_ONCE,
      after: order && (last === undefined ? order.start : order.key(last)),
    });
  try {
    const first = await read(1, undefined);
    let stalled: NodeJS.Timeout | undefined;
    const text = async function* (): AsyncGenerator<string> {
      yield csvRecord(list.columns);
      for (let part = first, page = 2; ; page += 1) {
        const records = await turns.map(accountId, part.rows, (row) => list.record(row));
        stalled = setTimeout(() => stream.destroy(), STALLED_MS).unref();
        yield records.join("");
        clearTimeout(stalled);
        if (part.rows.length < ROWS_AT_ONCE) return;
        part = await read(page, part.rows.at(-1));
      }
    };
    const stream = Readable.from(text(), { objectMode: false });
    stream.once("close", () => {
      clearTimeout(stalled);
      release();
    });
    return stream;
  } catch (error) {
    release();
    throw error;
  }
}

/** Counts one stream of the account; the result gives it back. */
function take(turns: Turns, accountId: number): () => void {
  const running = streams.get(turns) ?? new Map<number, number>();
  streams.set(turns, running);
  const own = running.get(accountId) ?? 0;
  if (own >= MAX_STREAMS) throw new ApiError("TOO_MANY_REQUESTS", "too many CSV lists of this account are being read");
  running.set(accountId, own + 1);
  return () => {
    const left = (running.get(accountId) ?? 1) - 1;
    if (left === 0) running.delete(accountId);
    else running.set(accountId, left);
  };
}

import type { Answer } from "./answer.ts";

/** @limit Client: items an iteration requests for each page, unless the query has a `limit`. */
const ITERATION_LIMIT = 200;

/** The page; the query's own by default. */
export interface PageRequest {
  /** From 1. */
  readonly page?: number | undefined;
  /** Items of a page: 50 by default, at most 1,000. */
  readonly limit?: number | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** This page, from 1. */
  readonly page: number;
  readonly limit: number;
  /** Items on all pages. */
  readonly total: number;
  readonly totalPages: number;
  readonly hasMore: boolean;
  /** A search ended at its bound, so that more may match: narrow the filters, or pass `searchedBack` as `to`. */
  readonly isSearchStopped: boolean;
  /** In a list by time, the time down to which a search went that stopped; null otherwise. */
  readonly searchedBack: string | null;
}

/**
 * A list that is not requested yet: iterate over all of it, which requests page after page, or take one page with its
 * totals. Every iteration starts from the beginning.
 */
export class Pages<Item> implements AsyncIterable<Item> {
  readonly #ask: (page: PageRequest) => Promise<Answer>;
  readonly #start: PageRequest;

  constructor(start: PageRequest, ask: (page: PageRequest) => Promise<Answer>) {
    this.#start = start;
    this.#ask = ask;
  }

  async page(request: PageRequest = {}): Promise<Page<Item>> {
    const { page = this.#start.page, limit = this.#start.limit } = request;
    const { body, headers } = await this.#ask({ page, limit });
    const items = body as readonly Item[];
    const number = (name: string, otherwise: number) => Number(headers.get(name) ?? otherwise);
    return {
      items,
      page: number("X-Page", page ?? 1),
      limit: number("X-Per-Page", limit ?? items.length),
      total: number("X-Total-Count", items.length),
      totalPages: number("X-Total-Pages", 1),
      hasMore: headers.get("X-Has-More") === "true",
      isSearchStopped: headers.get("X-Search-Stopped") === "true",
      searchedBack: headers.get("X-Search-Before"),
    };
  }

  /**
   * In a list that grows at its beginning meanwhile, items move to later pages. One that appears again on the next page
   * is left out.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    const limit = this.#start.limit ?? ITERATION_LIMIT;
    let seen = new Set<unknown>();
    let page: number | null = this.#start.page ?? 1;
    while (page !== null) {
      const { items, hasMore }: Page<Item> = await this.page({ page, limit });
      const before = seen;
      seen = new Set(items.map(idOf).filter((id) => id !== undefined));
      for (const item of items) if (!before.has(idOf(item))) yield item;
      page = hasMore && items.length > 0 ? page + 1 : null;
    }
  }
}

function idOf(item: unknown): unknown {
  return typeof item === "object" && item !== null && "id" in item ? item.id : undefined;
}

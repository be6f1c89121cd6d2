import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pages, type PageRequest } from "./pages.ts";

interface Item {
  readonly id: number;
}

/** A list as the server pages it: newest first, and able to grow. */
class List {
  items: Item[];
  readonly asked: PageRequest[] = [];

  constructor(count: number) {
    this.items = Array.from({ length: count }, (_, index) => ({ id: count - index }));
  }

  grow(count: number): void {
    const newest = this.items[0]?.id ?? 0;
    this.items = [...Array.from({ length: count }, (_, index) => ({ id: newest + count - index })), ...this.items];
  }

  async answer(request: PageRequest) {
    this.asked.push(request);
    const { page = 1, limit = 50 } = request;
    const total = this.items.length;
    return {
      body: this.items.slice((page - 1) * limit, page * limit),
      headers: new Headers({
        "X-Page": String(page),
        "X-Per-Page": String(limit),
        "X-Total-Count": String(total),
        "X-Total-Pages": String(Math.ceil(total / limit)),
        "X-Has-More": String(page * limit < total),
      }),
    };
  }

  pages(start: PageRequest = {}): Pages<Item> {
    return new Pages<Item>(start, async (request) => this.answer(request));
  }
}

async function all(pages: Pages<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

describe("a page", () => {
  it("has its items and the totals", async () => {
    const page = await new List(120).pages().page({ page: 3, limit: 50 });
    expect(page).toMatchObject({ page: 3, limit: 50, total: 120, totalPages: 3, hasMore: false });
    expect(page.items).toHaveLength(20);
  });

  it("says where a search has stopped", async () => {
    const stopped = { "X-Search-Stopped": "true", "X-Search-Before": "2026-11-27T09:15:00.000Z" };
    const search = (headers: Record<string, string>) =>
      new Pages({}, async () => ({ body: [], headers: new Headers(headers) })).page();
    expect(await search(stopped)).toMatchObject({ isSearchStopped: true, searchedBack: "2026-11-27T09:15:00.000Z" });
    expect(await search({})).toMatchObject({ isSearchStopped: false, searchedBack: null });
  });

  it("is the query's own unless another is requested", async () => {
    const list = new List(120);
    const pages = list.pages({ page: 2, limit: 10 });
    await pages.page();
    await pages.page({ page: 4 });
    expect(list.asked).toEqual([
      { page: 2, limit: 10 },
      { page: 4, limit: 10 },
    ]);
  });
});

describe("an iteration", () => {
  it("yields every item once, in order, and requests no page beyond the last", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), async (count, limit) => {
        const list = new List(count);
        const seen = await all(list.pages({ limit }));
        expect(seen).toEqual(list.items);
        expect(list.asked).toHaveLength(Math.max(1, Math.ceil(count / limit)));
      }),
    );
  });

  it("yields the items of its beginning once, however the list grows between two pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.nat(20)),
        async (count, limit, growth) => {
          const list = new List(count);
          const before = list.items;
          const seen: Item[] = [];
          let asked = 0;
          for await (const item of list.pages({ limit })) {
            seen.push(item);
            // Less than a page at a time, because items that move further are seen again.
            if (list.asked.length > asked) list.grow((growth.next().value ?? 0) % limit);
            asked = list.asked.length;
          }
          expect(seen).toEqual(before);
        },
      ),
    );
  });

  it("starts over each time, and where the query says", async () => {
    const list = new List(5);
    const pages = list.pages({ page: 2, limit: 2 });
    for (const _ of [1, 2]) expect((await all(pages)).map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it("stops requesting when its reader stops reading", async () => {
    const list = new List(500);
    for await (const { id } of list.pages({ limit: 10 })) if (id === 485) break;
    expect(list.asked).toHaveLength(2);
  });
});

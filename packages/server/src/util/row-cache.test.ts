import { beforeEach, expect, it, vi } from "vitest";
import { RowCache } from "./row-cache.ts";

let now = 0;
let stored: string | null = "row";
const load = vi.fn<(key: string) => Promise<string | null>>(async (key) => (key === "k" ? stored : null));
const cache = () => new RowCache(load, () => now);

beforeEach(() => {
  now = 0;
  stored = "row";
  load.mockClear();
});

it("is read once for a burst and for the seconds after it", async () => {
  const rows = cache();
  expect(await Promise.all([rows.get("k"), rows.get("k"), rows.get("k")])).toEqual(["row", "row", "row"]);
  now = 4_999;
  expect(rows.get("k")).toBe("row");
  expect(load).toHaveBeenCalledTimes(1);
  now = 5_000;
  await rows.get("k");
  expect(load).toHaveBeenCalledTimes(2);
});

it("a changed row is read again at once, and a new one is found", async () => {
  const rows = cache();
  await rows.get("k");
  stored = "changed";
  expect(rows.get("k")).toBe("row");
  rows.forget("k");
  expect(await rows.get("k")).toBe("changed");
  stored = null;
  rows.forget("k");
  expect(await rows.get("k")).toBeNull();
  stored = "made";
  rows.forget("k");
  expect(await rows.get("k")).toBe("made");
  stored = "unheard of";
  rows.clear();
  expect(await rows.get("k")).toBe("unheard of");
});

it("a row read before a change is not cached", async () => {
  const rows = cache();
  const before = rows.get("k");
  rows.forget("k");
  await before;
  stored = "changed";
  expect(await rows.get("k")).toBe("changed");
});

it("a flood of unknown keys displaces no row, and costs one read each", async () => {
  const rows = cache();
  await rows.get("k");
  for (let i = 0; i <= 1_000; i += 1) await rows.get(`x${i}`);
  load.mockClear();
  expect(rows.get("k")).toBe("row");
  expect(rows.get("x1000")).toBeNull();
  expect(load).not.toHaveBeenCalled();
});

it("an unavailable database is not cached", async () => {
  const rows = cache();
  load.mockRejectedValueOnce(new Error("gone"));
  await expect(rows.get("k")).rejects.toThrow("gone");
  expect(await rows.get("k")).toBe("row");
});

import { beforeEach, expect, it, vi } from "vitest";
import type { ApiKey } from "@plimsoll/core";
import { KEY_TTL_MS, KeyCache, MAX_CACHED_KEYS } from "./key-cache.ts";

const KEY: ApiKey = {
  accountId: 1,
  id: "key_1",
  name: "k",
  hash: "h",
  prefix: "pk_",
  scopes: '["read"]',
  createdAt: 0,
  revokedAt: null,
  configured: false,
};

let now = 0;
let stored: ApiKey | null = KEY;
const apiKeyByHash = vi.fn<(hash: string) => Promise<ApiKey | null>>(async (hash) => (hash === "h" ? stored : null));
const cache = () => new KeyCache({ apiKeyByHash }, () => now);

beforeEach(() => {
  now = 0;
  stored = KEY;
  apiKeyByHash.mockClear();
});

it("asks once for a burst and for the seconds after it", async () => {
  const keys = cache();
  const callers = await Promise.all([keys.find("h"), keys.find("h"), keys.find("h")]);
  expect(callers[0]).toEqual({ accountId: 1, keyId: "key_1", scopes: ["read"] });
  now = KEY_TTL_MS - 1;
  await keys.find("h");
  expect(apiKeyByHash).toHaveBeenCalledTimes(1);
  now = KEY_TTL_MS;
  await keys.find("h");
  expect(apiKeyByHash).toHaveBeenCalledTimes(2);
});

it("a key revoked here is refused at once, one revoked elsewhere when its time is up", async () => {
  const keys = cache();
  await keys.find("h");
  stored = { ...KEY, revokedAt: 1 };
  expect(await keys.find("h")).not.toBeNull();
  keys.forget("key_1");
  expect(await keys.find("h")).toBeNull();
});

it("an answer older than a revocation is not remembered", async () => {
  const keys = cache();
  const before = keys.find("h");
  keys.forget("key_1");
  await before;
  stored = null;
  expect(await keys.find("h")).toBeNull();
});

it("a flood of unknown keys evicts no known one", async () => {
  const keys = cache();
  await keys.find("h");
  for (let i = 0; i <= MAX_CACHED_KEYS; i += 1) await keys.find(`x${i}`);
  apiKeyByHash.mockClear();
  expect(await keys.find("h")).not.toBeNull();
  expect(apiKeyByHash).not.toHaveBeenCalled();
});

it("a lost database is not remembered", async () => {
  const keys = cache();
  apiKeyByHash.mockRejectedValueOnce(new Error("gone"));
  await expect(keys.find("h")).rejects.toThrow("gone");
  expect(await keys.find("h")).not.toBeNull();
});

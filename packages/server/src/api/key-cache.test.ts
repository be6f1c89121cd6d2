import type { ApiKey } from "@plimsoll/core";
import { expect, it } from "vitest";
import { callerWith, keyCache } from "./key-cache.ts";

/** More than the rows that are cached. */
const JUNK = 1_001;

it("a caller's requests need no read of its key, whatever unknown keys are sent meanwhile", async () => {
  const read: string[] = [];
  const keys = keyCache({
    apiKeyByHash: async (hash) => {
      read.push(hash);
      return hash === "known"
        ? ({ accountId: 3, id: "key_1", scopes: "[]", expiresAt: null, revokedAt: null } as ApiKey)
        : null;
    },
  });
  expect(await callerWith(keys, "known", 0)).toMatchObject({ accountId: 3, keyId: "key_1" });
  for (let junk = 0; junk < JUNK; junk += 1) expect(await callerWith(keys, `junk ${junk}`, 0)).toBeNull();
  expect(read).toHaveLength(1 + JUNK);
  expect(await callerWith(keys, "known", 0)).toMatchObject({ accountId: 3, keyId: "key_1" });
  expect(read).toHaveLength(1 + JUNK);
});

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestOf, storedKey } from "./stored-key.ts";

describe("what is stored of a key", () => {
  it("is 16 bytes of SHA-256: three of the text without its end, the others of all of it", () => {
    const sha = (text: string) => createHash("sha256").update(text).digest("base64url");
    expect(digestOf("réference")).toBe(sha("réference").slice(0, 22));
    expect(storedKey("api", "order-1234")).toBe(sha("api/order-1").slice(0, 4) + sha("api/order-1234").slice(0, 18));
  });

  it("differs between scopes and between keys, however short", () => {
    const keys = ["", "a", "b", "aa", "aaa", "aaaa", "A", "order-1", "order-2", "order-1 ", "0".repeat(255)];
    const stored = ["api", "prov_1", "prov_2"].flatMap((scope) => keys.map((key) => storedKey(scope, key)));
    expect(new Set(stored).size).toBe(stored.length);
    expect(stored.every((key) => /^[\w-]{22}$/.test(key))).toBe(true);
  });

  it("begins alike for keys that are counted up, so that they stand together", () => {
    const group = (key: string) => storedKey("api", key).slice(0, 4);
    expect(new Set(Array.from({ length: 900 }, (_, i) => group(`batch:${i + 100}`))).size).toBe(1);
    expect(group("order-1001999")).toBe(group("order-1001000"));
    expect(group("order-1002000")).not.toBe(group("order-1001999"));
  });
});

import { describe, expect, it } from "vitest";
import { MAX_RETRY_DELAY_MS } from "@plimsoll/core";
import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

describe("retryAfterMs", () => {
  it.each([
    ["0", 0],
    ["7", 7_000],
    [" 120 ", 120_000],
    ["99999999999999999999", MAX_RETRY_DELAY_MS],
    ["Sun, 01 Mar 2026 12:00:30 GMT", 30_000],
    ["Sunday, 01-Mar-26 12:00:30 GMT", 30_000],
    ["Sun Mar  1 12:00:30 2026 GMT", 30_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    ["Mon, 01 Mar 2027 12:00:00 GMT", MAX_RETRY_DELAY_MS],
    ["-5", null],
    ["1.5", null],
    ["soon", null],
    ["Sun, whenever", null],
    ["", null],
    [undefined, null],
  ])("%s → %s", (header, expected) => {
    expect(retryAfterMs(header, NOW)).toBe(expected);
  });
});

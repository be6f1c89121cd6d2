import { PlimsollError } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { againAfter, readAgain } from "./again.ts";

const failed = (status: number) => ({
  data: undefined,
  status: "error" as const,
  error: new PlimsollError({ status, code: "NOT_FOUND", message: "refused" }),
});

describe("a query that is read again by itself", () => {
  const followed = againAfter((answer: { readonly waits: boolean }) => answer.waits && 1_000);
  const given = (waits: boolean) => ({ data: { waits }, status: "success" as const, error: null });

  it("is read soon while its answer says so, and otherwise like any other", () => {
    expect(followed({ state: given(true) })).toBe(1_000);
    expect(followed({ state: given(false) })).toBe(30_000);
    expect(followed({ state: { data: undefined, status: "pending", error: null } })).toBe(30_000);
    expect(readAgain({ state: given(false) })).toBe(30_000);
  });

  it.each([0, 429, 500, 503])("is read after status %i, like any other, though it has no answer to go by", (status) => {
    expect(readAgain({ state: failed(status) })).toBe(10_000);
    expect(followed({ state: failed(status) })).toBe(10_000);
    expect(followed({ state: { ...failed(status), data: { waits: true } } })).toBe(1_000);
    expect(followed({ state: { ...failed(status), data: { waits: false } } })).toBe(10_000);
  });

  it.each([403, 404])("is left after status %i", (status) => {
    expect(followed({ state: failed(status) })).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { outcomeTag, outcomeText, tookText, type Sent } from "./words.ts";

const made = "2026-11-27T09:00:00.000Z";
const sent = (more: Partial<Sent>): Sent => ({
  status: "delivered",
  attempt_count: 1,
  created_at: made,
  completed_at: "2026-11-27T09:00:00.212Z",
  ...more,
});

describe("what became of a message", () => {
  it("is said with its time, its repetitions or its reason", () => {
    expect(outcomeText(sent({}))).toBe("212 ms");
    expect(outcomeText(sent({ attempt_count: 3, completed_at: "2026-11-27T09:00:01.240Z" }))).toBe(
      "retried, then 1.2 s",
    );
    expect(outcomeText(sent({ status: "failed", attempt_count: 8 }))).toBe("failed after 8 attempts");
    expect(outcomeText(sent({ status: "pending", attempt_count: 0, completed_at: null }))).toBe("waiting");
    expect(outcomeText(sent({ status: "pending", attempt_count: 2, completed_at: null }))).toBe("retrying");
    expect(outcomeText(sent({ status: "skipped", skip_reason: "silenced" }))).toBe("not sent: silenced");
    expect(outcomeTag(sent({ attempt_count: 2 }))).toBe("tag wait");
    expect(outcomeTag(sent({}))).toBe("tag good");
  });

  it("is said in milliseconds, seconds or minutes", () => {
    expect([0, 999, 1_000, 59_949, 60_000].map(tookText)).toEqual(["0 ms", "999 ms", "1.0 s", "59.9 s", "1 min"]);
  });
});

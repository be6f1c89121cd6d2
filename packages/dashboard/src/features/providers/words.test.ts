import { describe, expect, it } from "vitest";
import { hourText, modeText, readsText } from "./words.ts";

const now = new Date(2026, 10, 27, 9, 15).getTime();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const hooks = (received: number | null, refused: number | null) => ({
  last_received_at: received === null ? null : ago(received),
  last_refused_at: refused === null ? null : ago(refused),
  refused_count: refused === null ? 0 : 1,
  refused_reason: null,
});

describe("what is said of a provider", () => {
  it("counts the hooks of the last hour, as far as it knows them, and says whether one was refused", () => {
    const times = [1, 59, 61].map(ago);
    expect(hourText(times, { hooks: hooks(1, null) }, now)).toBe("2 hooks in the last hour, none refused");
    expect(hourText(times.slice(1), { hooks: hooks(1, 90) }, now)).toBe("1 hook in the last hour, none refused");
    expect(hourText([], { hooks: hooks(1, 4) }, now)).toBe("0 hooks in the last hour, one refused 4 min ago");
    const many = Array.from({ length: 200 }, () => ago(1));
    expect(hourText(many, { hooks: hooks(1, null) }, now)).toBe("200+ hooks in the last hour, none refused");
  });

  it("names the reason of its mode, and how many reads stand behind it", () => {
    expect(modeText({ mode: "polling", hooks: hooks(14, null) }, now)).toBe(
      "No hook for 14 min, so polls find its movements.",
    );
    expect(modeText({ mode: "polling", hooks: hooks(null, null) }, now)).toBe(
      "No webhook reports its movements, so polls find them.",
    );
    expect(readsText({ reads: 1_204, created_at: ago(60) }, now)).toBe("1,204 reads since 08:15");
  });
});

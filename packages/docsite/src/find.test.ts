import { describe, expect, it } from "vitest";
import { find, type Entry } from "./find.ts";

const entry = (url: string, page: string, heading: string, text: string): Entry => ({ url, page, heading, text });
const ENTRIES = [
  entry("/docs/guides/webhooks", "Webhooks", "", "An endpoint is a URL of yours that receives events."),
  entry("/docs/guides/webhooks#retries", "Webhooks", "Retries", "A failed delivery is sent again, with backoff."),
  entry("/docs/guides/alerts#hysteresis", "Alerts", "Hysteresis", `${"word ".repeat(60)}backoff of a level`),
];
const urls = (query: string) => find(ENTRIES, query).map(({ url }) => url);

describe("find", () => {
  it("puts a page before its parts, and a heading before text", () => {
    expect(urls("webhooks")).toEqual(["/docs/guides/webhooks", "/docs/guides/webhooks#retries"]);
    expect(urls("retr")[0]).toBe("/docs/guides/webhooks#retries");
  });

  it("needs every word, in any place and case", () => {
    expect(urls("RETRIES backoff")).toEqual(["/docs/guides/webhooks#retries"]);
    expect(urls("backoff nothing")).toEqual([]);
    expect(urls("  ")).toEqual([]);
  });

  it("shows the text around the word, cut on both sides", () => {
    const [, found] = find(ENTRIES, "backoff");
    expect(found?.excerpt).toMatch(/^…word .*backoff of a level$/);
    expect(found?.excerpt.length).toBeLessThan(150);
  });

  it("takes a pattern's characters as text", () => {
    expect(urls(".*")).toEqual([]);
  });
});

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import type { Session } from "@plimsoll/contract";
import { eventually } from "../support/e2e/eventually.ts";
import { PlimsollProcess } from "../support/e2e/process.ts";

/** @nolimit Twelve hours: how long a session lasts. */
const SESSION_MS = 43_200_000;

describe("plimsoll demo", () => {
  let temporary = "";
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), "plimsoll-demo-test-"));
  });
  afterAll(() => rm(temporary, { recursive: true, force: true }));

  const start = (...args: string[]) => new PlimsollProcess(["demo", ...args], { TMPDIR: temporary });

  it("plays a day that ends with the provider's balances, and cleans up", async () => {
    const demo = start("--speed", "4", "--exit");
    const { code } = await demo.exited;
    const lines = demo.stdout.split("\n");
    const indexOf = (what: RegExp) => {
      const index = lines.findIndex((line) => what.test(line));
      expect(index, `${String(what)} in\n${demo.stdout}${demo.stderr}`).toBeGreaterThanOrEqual(0);
      return index;
    };
    // At this speed a busy machine may place several orders at once: a level can be skipped, but never an end of the
    // day.
    const inOrder = (...story: RegExp[]) => {
      const found = story.map(indexOf);
      expect(found).toEqual(found.toSorted((one, other) => one - other));
    };
    inOrder(
      /^plimsoll demo at http:\/\/127\.0\.0\.1:\d+$/,
      /a week of orders has arrived by webhook/,
      /Octopus EUR: critical is reached at .+, less than is typically spent/,
      /the campaign day begins/,
      /ALERT {3}Octopus USD: ok → \w+ at [\d.]+ USD/,
      /ALERT {3}Octopus USD: .*→ (in_alarm|blocked)/,
      /WIRE {4}finance sends/,
      /SAFE /,
      /CLEAR {3}Octopus USD: blocked → ok/,
      /the day is over: \d+ orders, and every balance here equals the provider's/,
    );
    inOrder(/BLOCK {3}Octopus USD: orders are off/, /SAFE /, /OPEN {4}Octopus USD: orders are on again/);
    inOrder(/#operations {2}.*Octopus USD is (critical|blocked): [\d.]+ USD available/, /the day is over/);
    // The episode and every message of it, the last of which says that it is over.
    const [, episode = ""] = demo.stdout.split(/^\d\d:\d\d {2}EPISODE Octopus USD: (?=.*→ blocked)/m);
    const [header = "", ...messages] = episode.split(/\n(?! {7}\d\d:\d\d #operations)/, 1)[0]?.split("\n") ?? [];
    expect(header).toMatch(/^\d\d:\d\d until \d\d:\d\d, ok → .*blocked.* → ok, lowest [\d.]+ USD$/);
    expect(messages.length).toBeGreaterThanOrEqual(2);
    expect(messages.join("\n")).toMatch(/Octopus USD is blocked: [\d.]+ USD available/);
    expect(messages.at(-1)).toMatch(/Octopus USD is ok again/);
    // From the first hour on, the printed moment is right within a tenth of the time that the money lasts.
    const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
    const forecasts = [
      ...demo.stdout
        .slice(0, demo.stdout.indexOf("BLOCK "))
        .matchAll(/^(\d\d:\d\d) {2}FORECAST Octopus USD is empty at (\d\d:\d\d); (.*)$/gm),
    ]
      .map(([, at = "", empty = "", advice = ""]) => ({ at: minutes(at), empty: minutes(empty), advice }))
      .filter(({ at }) => at >= minutes("10:00"));
    expect(forecasts.length).toBeGreaterThanOrEqual(4);
    const truth = minutes("15:49");
    for (const { empty } of forecasts) {
      expect(Math.abs(empty - truth)).toBeLessThanOrEqual((truth - minutes("09:00")) / 10);
    }
    expect(forecasts[0]?.advice).toMatch(
      /^wire [\d,]+ (?:now|by (?:\w+day )?\d\d:\d\d), it lands (?:Mon|Tues|Wednes|Thurs|Fri)day$/,
    );
    expect(code).toBe(0);
    expect(await readdir(temporary)).toEqual([]);
  });

  it("ends in the middle of the day after a signal, and cleans up", async () => {
    const demo = start("--duration", "600");
    await eventually(() => demo.stdout.includes("the campaign day begins"), 30_000);
    // By the clock of the story, which is another one than the machine's, its sessions are as long as any.
    const url = /plimsoll demo at (\S+)/.exec(demo.stdout)?.[1] ?? "";
    const key = /admin key\s+(\S+)/.exec(demo.stdout)?.[1] ?? "";
    const answer = await fetch(`${url}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: url },
      body: JSON.stringify({ key }),
    });
    const session = (await answer.json()) as Session;
    const lasts = Date.parse(session.expires_at) - Date.parse(session.server_time);
    expect(Math.abs(lasts - SESSION_MS)).toBeLessThan(60_000);
    expect(await demo.end("SIGINT")).toEqual({ code: 0, signal: null });
    expect(await readdir(temporary)).toEqual([]);
  });
});

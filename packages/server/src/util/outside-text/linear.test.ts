import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { redactBody } from "../redact.ts";
import { readJson } from "./json.ts";
import { optionalDecimal, optionalText, optionalTime } from "./text.ts";

const SOURCE = join(import.meta.dirname, "../..");
/** Folders that read text from outside. */
const PARTS = ["util/outside-text", "inbound", "providers", "net", "api", "outbound"];
const LENGTH = 16_384;
/** Milliseconds of this processor. With the square of the length, four times as much and more would be needed. */
const ENOUGH_MS = 60;

/** Runs of one sort of characters, or of two in turn, make an expression backtrack. */
const RUNS = [
  "a",
  "Z",
  "1",
  "0",
  " ",
  "\t",
  '"',
  "\\",
  "-",
  ".",
  ",",
  "@",
  "/",
  "{",
  "[",
  "=",
  "1 ",
  "a.",
  'a"',
  '\\"',
  "a@",
  '"a":',
  "bearer ",
];

/** Their input is always short: an owner's base_url, whose length the schema bounds. */
const BOUNDED = new Set(["providers/requests/exchange.ts: /\\/+$/"]);

/** The least of three measurements: the process's other threads compile and collect at any moment. */
function processorMs(work: () => void): number {
  const measure = (): number => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  return Math.min(measure(), measure(), measure());
}

function filesOf(part: string): string[] {
  const names = readdirSync(join(SOURCE, part), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts")).map((name) => join(part, name));
}

/** Every regular expression in these folders, with its place. */
function expressions(): { readonly where: string; readonly expression: RegExp }[] {
  const found: { where: string; expression: RegExp }[] = [];
  for (const part of PARTS) {
    for (const name of filesOf(part)) {
      const file = ts.createSourceFile(name, readFileSync(join(SOURCE, name), "utf8"), ts.ScriptTarget.Latest);
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const end = node.text.lastIndexOf("/");
          const flags = `${node.text.slice(end + 1).replace("g", "")}g`;
          found.push({
            where: `${name}: ${node.text}`,
            expression: new RegExp(node.text.slice(1, end), flags),
          });
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
  }
  return found;
}

test("no regular expression backtracks over a long run again and again", () => {
  const all = expressions();
  expect(all.length).toBeGreaterThan(40);
  const slow: string[] = [];
  for (const { where, expression } of all) {
    if (BOUNDED.has(where)) continue;
    for (const run of RUNS) {
      const text = `${run.repeat(LENGTH / run.length)}\u0001`;
      if (processorMs(() => text.replace(expression, "")) > ENOUGH_MS) slow.push(`${where} on ${JSON.stringify(run)}`);
    }
  }
  expect(slow).toEqual([]);
}, 60_000);

describe("four times the text takes about four times as long", () => {
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    "redacting a body": redactBody,
    "redacting what is no JSON": (text) => redactBody(text.slice(0, -1)),
    "reading JSON": (text) => readJson(text, 32),
    "reading text, amounts and times": (text) => [optionalText(text), optionalDecimal(text), optionalTime(text)],
  };
  const bodies: Readonly<Record<string, (length: number) => string>> = {
    "word characters": (length) =>
      JSON.stringify({ remarks: Array.from({ length: length / 16_384 }, () => "a".repeat(16_000)) }),
    "a name of word characters": (length) => JSON.stringify({ ["a".repeat(length)]: 1 }),
    quotes: (length) => JSON.stringify({ remarks: '"'.repeat(length / 2) }),
    blanks: (length) => `{"a":${" ".repeat(length)}1}`,
    "a member twice at the end": (length) => `{"a":[${"0,".repeat(length / 2)}{"b":1,"b":2}]}`,
  };
  for (const [title, read] of Object.entries(readers)) {
    test.each(Object.entries(bodies))(`${title}: %s`, (_kind, bodyOf) => {
      const measure = (length: number): number => {
        const body = bodyOf(length);
        const once = (): void => {
          try {
            read(body);
          } catch {
            // A refusal has to be as fast.
          }
        };
        return processorMs(once);
      };
      measure(65_536);
      const [short, long] = [measure(65_536), measure(262_144)];
      // A square would be 16 times; below a few milliseconds the clock is too coarse.
      expect(long).toBeLessThan(Math.max(20, short * 8));
    });
  }
});

import fc from "fast-check";
import { isLosslessNumber, LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { readJson as readStrictly, UnreadableJson } from "../../util/outside-text/json.ts";
import { readJson } from "./read-json.ts";

const parse = (text: string) => readJson(Buffer.from(text), () => {});

/** What `JSON.parse` makes of the same text: numbers are compared as it reads them. */
function asNumbers(value: unknown): unknown {
  if (isLosslessNumber(value)) return JSON.parse(value.toString());
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asNumbers(member)]));
}

async function agrees(text: string): Promise<void> {
  let expected: unknown;
  try {
    expected = { value: JSON.parse(text) as unknown };
  } catch {
    expected = { problem: "is not JSON" };
  }
  // A changed text may have a repeated member.
  if ("value" in (expected as object) && isRepeating(text)) return;
  const parsed = await parse(text);
  expect("value" in parsed ? { value: asNumbers(parsed.value) } : parsed).toEqual(expected);
}

/** Whether the strict reader of hooks finds a repeated member: the two agree on that. */
function isRepeating(text: string): boolean {
  try {
    readStrictly(text, 1_000);
    return false;
  } catch (error) {
    return error instanceof UnreadableJson && error.message === "must not be given twice";
  }
}

describe("readJson", () => {
  it("keeps numbers as they were written", async () => {
    const text = '{"a":90071992547409930000.10,"b":[1e400,-0,0.50],"a2":2.0}';
    expect(await parse(text)).toEqual({
      value: {
        a: new LosslessNumber("90071992547409930000.10"),
        b: [new LosslessNumber("1e400"), new LosslessNumber("-0"), new LosslessNumber("0.50")],
        a2: new LosslessNumber("2.0"),
      },
    });
  });

  it.each([
    ['{"a":1,"a":1}', "a"],
    ['[{"a":1},{"b":{"c":[{"d":1,"e":{},"d":2}]}}]', "d"],
    ['{"a":"b","b":1,"\\u0061":2}', "a"],
    [`{"${"n".repeat(200)}":1,"${"n".repeat(200)}":1}`, "n".repeat(100)],
  ])("refuses a repeated member: %s", async (text, name) => {
    expect(await parse(text)).toEqual({ problem: `has the member ${name} twice` });
  });

  it("takes one name in several objects, and as a value", async () => {
    const text = '{"a":{"a":"a"},"b":[{"a":1},{"a":1}],"c":["a","a"]}';
    expect(await parse(text)).toEqual({ value: expect.objectContaining({ c: ["a", "a"] }) as unknown });
  });

  it("reads the same JSON as JSON.parse, wherever its turns end", async () => {
    const space = fc.constantFrom("", " ", "\n\t");
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 4 }), space, fc.nat(8_200), async (json, gap, before) => {
        await agrees(`${" ".repeat(before > 8_000 ? before : before % 7)}${json.replaceAll(",", `,${gap}`)}${gap}`);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses what JSON.parse refuses", async () => {
    const cut = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", ",", "}", "]", '"', "1", ".", "-", "e", "x", "\u0001"),
    );
    await fc.assert(
      fc.asyncProperty(cut, async ([json, place, put]) => {
        const at = place % (json.length + 1);
        await agrees(json.slice(0, at) + put + json.slice(at + 1));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    "",
    " ",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "--1",
    "NaN",
    "tru",
    "truex",
    "[1,]",
    "{,}",
    '{"a":1,}',
    "[1 2]",
    "1 1",
  ])("%j", agrees);

  it.each(["<html>", "{'a':1}", "[1}", '"\\x"', '"a\nb"', "nul", "{1:2}", "[", '{"a"', '"half', "[]]", "{}{}"])(
    "%j",
    agrees,
  );

  it("does not let a member change what the others inherit", async () => {
    const parsed = (await parse('{"__proto__":{"amount":"5"},"constructor":{"x":1}}')) as { value: object };
    expect(Object.keys(parsed.value)).toEqual(["__proto__", "constructor"]);
    expect((parsed.value as { amount?: unknown }).amount).toBeUndefined();
  });

  it("refuses a response of millions of values with a reason, and does not block the thread meanwhile", async () => {
    const bytes = Buffer.from(`[${"1,".repeat(4 * 1_048_576 - 1)}1]`);
    let turns = 0;
    const parsed = await readJson(bytes, () => (turns += 1));
    expect(parsed).toEqual({ problem: "has more than 500000 values and signs" });
    expect(turns).toBeGreaterThan(50);
    expect(turns).toBeLessThan(70);
  });

  it("refuses deep nesting with a reason", async () => {
    expect(await parse(`${"[".repeat(64)}${"]".repeat(64)}`)).toHaveProperty("value");
    expect(await parse("[".repeat(1_000_000))).toEqual({ problem: "is nested deeper than 64 levels" });
  });

  it("ends when its checkpoint says so", async () => {
    const parsing = readJson(Buffer.from(`"${"x".repeat(100_000)}"`), () => {
      throw new Error("stopped");
    });
    await expect(parsing).rejects.toThrow("stopped");
  });
});

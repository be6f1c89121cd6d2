import fc from "fast-check";
import { isLosslessNumber } from "lossless-json";
import { describe, expect, it, test } from "vitest";
import { readJson, UnreadableJson } from "./json.ts";

/** Any text at all, halves of pairs included. */
const units = fc
  .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 40 })
  .map((all) => String.fromCharCode(...all));

const DEPTH = 20;

function problemOf(text: string): { path: readonly (string | number)[]; message: string } {
  try {
    readJson(text, DEPTH);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    return { path: error.path, message: error.message };
  }
  throw new Error(`${text} was read`);
}

describe("a member that is repeated in its object", () => {
  it.each<[string, (string | number)[]]>([
    ['{"amount":"1.00","amount":"100.00"}', ["amount"]],
    ['{"a":1,"b":2,"a":1}', ["a"]],
    ['{"data":{"amount":1,"currency":"USD","amount":1}}', ["data", "amount"]],
    ['{"a":{"b":1},"c":[0,[1],{"d":{"e":1,"x":{},"e":2}}]}', ["c", 2, "d", "e"]],
    ['[{"a":1},{"a":1},{"a":1,"a":1}]', [2, "a"]],
    // One name, in two spellings.
    ['{"amount":1,"\\u0061mount":2}', ["amount"]],
    ['{"a\\"b":1,"a\\"b":2}', ['a"b']],
    ['{"":1,"":2}', [""]],
    ['{"a":1.50,"b":12345678901234567890,"a":2}', ["a"]],
    [' {\n"a" :1 , "b":":,{", "a"\t: 2 } ', ["a"]],
  ])("%s is refused at %j", (text, path) => {
    expect(problemOf(text)).toEqual({ path, message: "must not be given twice" });
  });

  test("is found wherever it was inserted, whatever surrounds it", () => {
    const objects = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("object"),
      ),
      object: fc.dictionary(
        fc.string().filter((name) => name !== "__proto__"),
        tie("value"),
        { maxKeys: 4 },
      ),
    })).object;
    fc.assert(
      fc.property(
        objects,
        fc.string().filter((name) => name !== "__proto__"),
        (object, name) => {
          const text = JSON.stringify(object);
          expect(readJson(text, 1_000)).toEqual(object);
          const whole = JSON.stringify({ first: [object], [name]: object });
          const twice = `${whole.slice(0, -1)},${JSON.stringify(name)}:0}`;
          expect(() => readJson(twice, 1_000)).toThrow(UnreadableJson);
        },
      ),
    );
  });
});

test("any text is read as JSON.parse reads it, or refused with the reader's own error", () => {
  const noise = fc.array(fc.constantFrom(...'{}[]:,"\\ 019.-eEtruefalsn\uFEFF\u0000\uD800'.split(""), "null", '"a":'), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        units,
        noise.map((parts) => parts.join("")),
        fc.json({ maxDepth: 2 }),
      ),
      (text) => {
        let value: unknown;
        try {
          value = readJson(text, DEPTH);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableJson);
          return;
        }
        expect(rounded(value)).toEqual(JSON.parse(text.replace(/^\uFEFF/, "")));
      },
    ),
    { numRuns: 200 },
  );
});

describe("what is refused", () => {
  test("nesting deeper than the bound, before anything recurses", () => {
    expect(readJson(`${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`, DEPTH)).toHaveLength(1);
    for (const text of [`${"[".repeat(21)}${"]".repeat(21)}`, "[".repeat(1_000_000), '{"a":'.repeat(1_000_000)]) {
      expect(problemOf(text)).toEqual({ path: [], message: "is nested deeper than 20 levels" });
    }
  });

  test("a member __proto__", () => {
    expect(problemOf('{"data":[{"__proto__":{"amount":"1"}}]}').path).toEqual(["data", 0, "__proto__"]);
    expect(problemOf('{"\\u005f_proto__":1.50}').path).toEqual(["__proto__"]);
  });
});

test("a byte order mark is dropped", () => {
  expect(readJson('\uFEFF{"a":1}', DEPTH)).toEqual({ a: 1 });
});

function rounded(value: unknown): unknown {
  if (isLosslessNumber(value)) return Number(value.value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rounded(member)]));
}

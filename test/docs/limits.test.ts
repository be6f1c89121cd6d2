import { describe, expect, it } from "vitest";
import { findLimits } from "../../scripts/docs/limits.ts";

/** The bounds and the problems of one file. */
function limitsOf(text: string, more: readonly { path: string; text: string }[] = []) {
  return findLimits([{ path: "packages/core/src/a.ts", text }, ...more]);
}

describe("bounds in the source", () => {
  it("are read with their subject, meaning and value", () => {
    const { limits, problems } = limitsOf(`
      const SECOND = 1_000;
      /**
       * A reason.
       * @limit Polling: interval of
       *   polls.
       */
      export const POLL_MS = 2 * (30 * SECOND);
      /** @limit Domain: largest amount */
      const MAX_AMOUNT = 9223372036854775807n;`);
    expect(problems).toEqual([]);
    const file = "packages/core/src/a.ts";
    expect(limits).toEqual([
      { subject: "Polling", constant: "POLL_MS", value: 60_000, meaning: "interval of polls", file },
      { subject: "Domain", constant: "MAX_AMOUNT", value: 9223372036854775807n, meaning: "largest amount", file },
    ]);
  });

  it("may be named in another file of the package", () => {
    const other = {
      path: "packages/core/src/b/c.ts",
      text: `/** @limit Domain: things. */\nexport const MAX_THINGS = 7;`,
    };
    const { limits } = limitsOf(
      `import { MAX_THINGS as MOST } from "./b/c.ts";\n/** @limit Domain: twice the things. */\nconst MAX_PAIRS = MOST * 2;`,
      [other],
    );
    expect(limits.map(({ value }) => value)).toEqual([14, 7]);
  });

  it.each([
    ["a bound without a comment", "const MAX_THINGS = 5;"],
    ["a bound with another comment", "/** Things. */\nconst THINGS_PER_PAGE = 5;"],
    ["a timeout without a comment", "export const WAIT_MS = 5 * 1_000;"],
    ["an unknown subject", "/** @limit Nothing: things. */\nconst MAX_THINGS = 5;"],
    ["no subject", "/** @limit things. */\nconst MAX_THINGS = 5;"],
    ["no meaning", "/** @limit Domain: */\nconst MAX_THINGS = 5;"],
    ["an exemption without a reason", "/** @nolimit */\nconst MAX_THINGS = 5;"],
    ["a bound that cannot be computed", "/** @limit Domain: things. */\nconst MAX_THINGS = count();"],
    ["a tag above something else", "/** @limit Domain: things. */\nfunction things() {}"],
    ["two tags", "/** @limit Domain: things. */\n/** @nolimit A reason. */\nconst MAX_THINGS = 5;"],
  ])("are refused: %s", (_, text) => {
    expect(limitsOf(text).problems).toHaveLength(1);
  });

  it.each([
    ["an exemption", "/** @nolimit One hour. */\nconst HOUR_MS = 3_600_000;"],
    ["a constant that is not named like a bound", "const GONE = 410;"],
    ["a constant that is no number", `const MAX_TEXT = "five";`],
  ])("are not required for %s", (_, text) => {
    expect(limitsOf(text)).toEqual({ limits: [], problems: [] });
  });
});

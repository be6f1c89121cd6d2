import { describe, expect, it } from "vitest";
import { proseFindings } from "../../scripts/docs/prose.ts";
import { checkedTexts } from "../../scripts/docs/sources.ts";
import { ROOT } from "./markdown.ts";

describe("prose", () => {
  it("has no words to avoid (npm run prose)", () => {
    const found = checkedTexts(ROOT)
      .flatMap(proseFindings)
      .map((one) => `${one.path}:${one.line}: ${one.words} (${one.instead})`);
    expect(found).toEqual([]);
  });

  it("is found in pages, comments and texts, with its line", () => {
    const found = (path: string, text: string) =>
      proseFindings({ path, text }).map(({ line, words }) => `${line} ${words}`);
    expect(found("a.md", "Plain.\n\nNobody is told\nanew.\n")).toEqual(["3 Nobody", "3 told", "4 anew"]);
    const source = [
      "/** Whoever reads it. */",
      'const a = "what it takes";',
      "function b() {",
      "  return `asked for ${a} by somebody`; // looked at",
      "  // so many",
      "}",
    ];
    expect(found("a.ts", source.join("\n"))).toEqual([
      "1 Whoever",
      "2 what it takes",
      "4 asked for",
      "4 somebody",
      "4 looked at",
      "5 so many",
    ]);
  });

  it("is not found in code", () => {
    expect(proseFindings({ path: "a.md", text: "`told`\n\n```js\nnobody;\n```\n\n[x](anew.md)\n" })).toEqual([]);
    const source = 'const told = "told";\n/** A `nobody`. */\nexport const whoever = { type: "told" };\n';
    expect(proseFindings({ path: "a.ts", text: source })).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { proseFindings } from "../../scripts/docs/prose.ts";
import { packageSources, writtenPages } from "../../scripts/docs/sources.ts";
import { ROOT } from "./markdown.ts";

/** Parts of the tree without words to avoid. The list grows to the whole tree. */
const ROOTS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "docs/guides/",
  "docs/decisions/",
  "docs/reference/internals.md",
  "docs/reference/limits.md",
  "packages/client/",
  "packages/contract/",
  "packages/core/README.md",
  "packages/server/README.md",
  ...[
    "alerts",
    "deliveries",
    "endpoints",
    "events",
    "features",
    "fx",
    "holds",
    "keys",
    "ledger",
    "money",
    "orders",
    "products",
    "rebalancing",
    "spend",
    "topups",
    "transfers",
  ].map((folder) => `packages/core/src/${folder}/`),
];

const everything = [...writtenPages(ROOT), ...packageSources(ROOT)];

describe("prose", () => {
  it.each(ROOTS)("%s is free of words to avoid (npm run prose)", (root) => {
    // Generated from descriptions elsewhere.
    const sources = everything.filter(({ path }) => path.startsWith(root) && !path.includes("/generated/"));
    expect(sources.length).toBeGreaterThan(0);
    const found = sources.flatMap(proseFindings);
    expect(found.map(({ path, line, words, instead }) => `${path}:${line}: ${words} (${instead})`)).toEqual([]);
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

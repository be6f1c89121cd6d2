import { existsSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { generatedPages } from "../../scripts/docs/pages.ts";
import { page, ROOT } from "./markdown.ts";

const written = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "packages/client/README.md",
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
].toSorted();

describe("generated pages", async () => {
  it.each([...(await generatedPages())])("%s is what the code says (else: npm run docs)", (path, content) => {
    // Compared whole, but shown by lines.
    expect(page(path).split("\n")).toEqual(content.split("\n"));
  });
});

describe.each(written)("%s", (path) => {
  const text = page(path);

  it("has links that lead somewhere", () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    const broken = links.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(path, target));
    expect(broken).toEqual([]);
  });

  it("names files that exist", () => {
    const names = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.(?:ts|mjs|cjs|sh|json|md))`/g)].map(
      ([, name = ""]) => name,
    );
    const places = ["", "packages/", `${dirname(path)}/`];
    expect(names.filter((name) => !places.some((place) => existsSync(join(ROOT, place, name))))).toEqual([]);
  });
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? from : normalize(join(dirname(from), file));
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === undefined || anchorsOf(page(path)).includes(anchor);
}

/** Headings as GitHub names them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

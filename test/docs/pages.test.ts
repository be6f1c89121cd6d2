import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { generatedPages } from "../../scripts/docs/pages.ts";
import { packageSources } from "../../scripts/docs/sources.ts";
import { page, ROOT } from "./markdown.ts";

const written = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync(`${ROOT}packages`).map((name) => `packages/${name}/README.md`),
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
].toSorted();

/** The names of the packages' sources, without their folders. */
const fileNames = new Set(packageSources(ROOT).map(({ path }) => basename(path)));

describe("generated pages", async () => {
  it.each([...(await generatedPages())])("%s is what the code makes (else: npm run docs)", (path, content) => {
    // Compared whole, but shown by lines.
    expect(page(path).split("\n")).toEqual(content.split("\n"));
  });
});

describe.each(written)("%s", (path) => {
  const text = page(path);

  it("has links with existing targets", () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    const broken = links.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(path, target));
    expect(broken).toEqual([]);
  });

  it("names files that exist", () => {
    const names = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.(?:ts|mjs|cjs|sh|json|md))`/g)].map(
      ([, name = ""]) => name,
    );
    const places = ["", "packages/", `${dirname(path)}/`, `${dirname(path)}/src/`];
    expect(names.filter((name) => !places.some((place) => existsSync(join(ROOT, place, name))))).toEqual([]);
  });
});

/** The pages that guide a reader through the source. */
const guides = ["ARCHITECTURE.md", "CONTRIBUTING.md", ...written.filter((path) => path.startsWith("packages/"))];

describe.each(guides)("%s as a guide to the source", (path) => {
  it("names files and folders that exist", () => {
    const names = [...page(path).matchAll(/`(\.?\w[\w.-]*(?:\/[\w.-]+)*\/?)`/g)].map(([, name = ""]) => name);
    const paths = names.filter((name) => /\/|\.(?:ts|mjs|cjs|sh|json|md)$/.test(name) && !name.includes("/dist/"));
    const places = ["", "packages/", `${dirname(path)}/`, `${dirname(path)}/src/`];
    const exists = (name: string) => places.some((place) => existsSync(join(ROOT, place, name))) || fileNames.has(name);
    expect(paths.filter((name) => !exists(name))).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  it("can be read in one sitting: details belong in docs/reference or docs/decisions", () => {
    expect(Buffer.byteLength(page("ARCHITECTURE.md"))).toBeLessThan(25_000);
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

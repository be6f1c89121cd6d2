import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A TypeScript source of a package, with its path from the root. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The sources of the packages, without tests, in the order of their paths. */
export function packageSources(root: string): Source[] {
  return readdirSync(join(root, "packages"))
    .flatMap((name) => {
      const folder = `packages/${name}/src`;
      return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
        .map((file) => `${folder}/${file}`);
    })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Every source: the packages' with their tests, and those of the other folders. Generated ones are left out. */
function allSources(root: string): Source[] {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/src`);
  return [...packages, "bench", "scripts", "test"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.m?ts$|\.mjs$/.test(file) && !/(?:^|\/)(?:generated|node_modules)\//.test(file))
        .map((file) => `${folder}/${file}`),
    )
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

/** The pages written for people, in the order of their paths. */
function writtenPages(root: string): Source[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`);
  return [...PAGES, ...docs, ...packages]
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Quotes the words to avoid. */
const QUOTES = "test/docs/prose.test.ts";

/** Every page and source whose words are checked. */
export function checkedTexts(root: string): Source[] {
  return [...writtenPages(root), ...allSources(root)].filter(({ path }) => path !== QUOTES);
}

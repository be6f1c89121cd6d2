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
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
        .map((file) => `${folder}/${file}`);
    })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

// Writes the pages that are generated from the code. `--check` writes nothing and fails when a page differs from the
// code.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedPages, ROOT } from "./docs/pages.ts";

const check = process.argv.includes("--check");
const stale: string[] = [];

for (const [path, content] of await generatedPages()) {
  const file = join(ROOT, path);
  if (existsSync(file) && readFileSync(file, "utf8") === content) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

if (check && stale.length > 0) {
  console.error(`not as generated from the code: ${stale.join(", ")}\nrun: npm run docs`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? "docs: up to date" : `docs: wrote ${stale.join(", ")}`);
}

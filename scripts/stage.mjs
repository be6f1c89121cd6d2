// Puts what the package `plimsoll` consists of into deploy/npm: the program, the dashboard, its documentation
// and the documents.
// `npm pack` runs it. With --cache V8's code cache comes along, which only the Node.js that made it can use.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import bundle from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = join(root, "packages/server/dist");
const target = join(root, "deploy/npm");
const withCache = process.argv.includes("--cache");

await bundle();
rmSync(join(target, "dist"), { recursive: true, force: true });
cpSync(join(built, "main.js"), join(target, "dist/main.js"));
// Only the smallest form of each file, of which a server makes the others.
const isSmallest = (path) => !path.endsWith(".gz") && !existsSync(`${path}.br`);
for (const name of ["app", "site"]) {
  cpSync(join(built, name), join(target, "dist", name), { recursive: true, filter: isSmallest });
}
if (withCache) {
  // V8's code cache is of the text as it is.
  cpSync(join(built, "bundle"), join(target, "dist/bundle"), { recursive: true });
} else {
  mkdirSync(join(target, "dist/bundle"), { recursive: true });
  for (const name of readdirSync(join(built, "bundle")).filter((file) => /\.(cjs|mjs|js)$/.test(file))) {
    // Without white space, for the sake of the package's size.
    const { code } = await transform(readFileSync(join(built, "bundle", name), "utf8"), { minifyWhitespace: true });
    writeFileSync(join(target, "dist/bundle", name), code);
  }
}
// Most of the package is a second copy of it for ES modules.
await build({
  stdin: { contents: 'module.exports = require("nodemailer");', resolveDir: join(root, "packages/server") },
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  legalComments: "inline",
  outfile: join(target, "dist/bundle/nodemailer.cjs"),
});
for (const name of ["README.md", "LICENSE", "CHANGELOG.md"]) cpSync(join(root, name), join(target, name));

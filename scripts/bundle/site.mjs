import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { siteInputs } from "../site/sources.mjs";
import { replaceFile, replaceFolder } from "./replace.mjs";
import { versionsOf } from "./versions.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const docsite = join(root, "packages/docsite/src");
const dist = join(root, "packages/server/dist");
const site = join(dist, "site");
const stampFile = join(dist, ".site.json");

/**
 * Makes the documentation's files in `dist/site`; at once when no source has changed. Texts are kept in their compressed
 * form only, which is a sixth of the size.
 */
export async function bundleSite() {
  const inputs = JSON.stringify(versionsOf(siteInputs(root)));
  if (existsSync(join(site, "docs.html.br")) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === inputs)
    return;
  const [{ makeSite }, built] = await Promise.all([import("../site/make.mjs"), browserFiles()]);
  const files = new Map();
  const addAsset = (name, contents) => {
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
    const path = `docs/assets/${basename(name, extname(name))}-${hash}${extname(name)}`;
    files.set(path, contents);
    return `/${path}`;
  };
  const assets = {
    theme: addAsset("theme.js", built.get("theme.js")),
    script: addAsset("site.js", built.get("main.js")),
    style: addAsset("site.css", built.get("site.css")),
  };
  for (const [name, contents] of built) if (name.endsWith(".woff2")) files.set(`docs/assets/${name}`, contents);
  for (const [path, contents] of makeSite({ root, assets, addAsset })) files.set(path, contents);

  const unfinished = join(dist, `.site-${process.pid}`);
  await Promise.all([...files].map(([path, contents]) => write(join(unfinished, path), contents)));
  replaceFolder(unfinished, site);
  replaceFile(stampFile, inputs);
}

/** The scripts and styles by their names. */
async function browserFiles() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(docsite, "main.ts"), join(docsite, "theme.ts"), join(docsite, "styles/site.css")],
    entryNames: "[name]",
    assetNames: "[name]-[hash]",
    outdir: "/docs/assets",
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2023",
    loader: { ".woff2": "file" },
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
}

async function write(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  if (extname(path) === ".woff2") return writeFileSync(path, contents);
  const bytes = Buffer.from(contents);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_QUALITY]: 9 };
  writeFileSync(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
}

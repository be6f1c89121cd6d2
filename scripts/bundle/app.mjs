import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { replaceFile, replaceFolder } from "./replace.mjs";
import { areCurrent, versionsOf } from "./versions.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dashboard = join(root, "packages/dashboard");
const dist = join(root, "packages/server/dist");
const app = join(dist, "app");
const stampFile = join(dist, ".app.json");
const COMPRESSED = /\.(js|css|html|svg)$/;
const styles = join(dashboard, "src/styles");
/** Changes of these rebuild the application, beside changes of the modules in it. Style sheets import each other unseen. */
const ALSO = [
  "packages/dashboard/index.html",
  "packages/dashboard/vite.config.ts",
  "scripts/bundle/app.mjs",
  ...readdirSync(styles).map((name) => relative(root, join(styles, name))),
];

/** Builds the dashboard's files, with their compressed forms, into `dist/app`; at once when no source has changed. */
export async function bundleApp() {
  if (isFresh()) return;
  const { build } = await import("vite");
  const unfinished = join(dist, `.app-${process.pid}`);
  const modules = new Set();
  const { NODE_ENV } = process.env;
  // A test runner has set another, with which the libraries would be built for development.
  process.env.NODE_ENV = "production";
  try {
    await build({
      root: dashboard,
      configFile: join(dashboard, "vite.config.ts"),
      build: { outDir: unfinished },
      plugins: [{ name: "modules", transform: (_code, id) => void modules.add(id.split("?", 1)[0]) }],
    });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
  await compress(unfinished);
  replaceFolder(unfinished, app);
  const sources = [...modules].filter((path) => existsSync(path)).map((path) => relative(root, path));
  const inputs = versionsOf([...ALSO, ...sources]);
  replaceFile(stampFile, JSON.stringify({ inputs }));
}

async function compress(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && COMPRESSED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(
    files.map(async (file) => {
      const contents = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
      writeFileSync(`${file}.br`, await promisify(brotliCompress)(contents, { params }));
      writeFileSync(`${file}.gz`, await promisify(gzip)(contents, { level: 9 }));
    }),
  );
}

function isFresh() {
  if (!existsSync(stampFile) || !existsSync(join(app, "index.html"))) return false;
  const { inputs } = JSON.parse(readFileSync(stampFile, "utf8"));
  return areCurrent(inputs);
}

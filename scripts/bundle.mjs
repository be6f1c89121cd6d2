import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "packages/server/dist");
const stampFile = join(dist, ".bundle.json");

/** Not put into the bundle: native code, and what a server needs seldom or never, which would be read at every start. */
const external = [
  "better-sqlite3",
  "pg-native",
  "undici",
  "@fastify/swagger",
  "@fastify/ajv-compiler",
  "@fastify/fast-json-stringify-compiler",
  "light-my-request",
];

/** Makes the program, `packages/server/dist/main.js` and `dist/bundle/`, from the sources; at once when none has changed. */
export default async function bundle() {
  if (isFresh()) return;
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entryPoints(),
    outdir: dist,
    chunkNames: "bundle/[name]-[hash]",
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    external,
    alias: workspacePackages(),
    // CommonJS packages among the bundled ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const inputs = [relative(root, fileURLToPath(import.meta.url)), ...Object.keys(metafile.inputs)];
  const outputs = outputFiles.map(({ path }) => relative(dist, path));
  const stamp = { outputs, inputs: Object.fromEntries(inputs.map((path) => [path, versionOf(path)])) };
  // Whoever starts the program meanwhile finds the old one or the new one: the entry comes after what it imports.
  for (const { path, contents } of outputFiles.toSorted((a, b) => depth(b.path) - depth(a.path)))
    replace(path, contents);
  chmodSync(join(dist, "main.js"), 0o755);
  replace(stampFile, JSON.stringify(stamp));
  removeLeftovers(outputs);
}

function entryPoints() {
  const source = join(root, "packages/server/src");
  const workers = readdirSync(source, { recursive: true }).filter((path) => path.endsWith(".worker.ts"));
  // A worker is found beside the chunk that starts it.
  const named = workers.map((path) => ({ in: join(source, path), out: `bundle/${basename(path, ".ts")}` }));
  return [{ in: join(source, "main.ts"), out: "main" }, ...named];
}

/** Each package of the workspace by its sources, so that the bundle needs no build before it. */
function workspacePackages() {
  const packages = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  const indexed = packages.filter((path) => existsSync(join(path, "src/index.ts")));
  return Object.fromEntries(indexed.map((path) => [manifest(path).name, join(path, "src/index.ts")]));
}

function manifest(directory) {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
}

function isFresh() {
  if (!existsSync(stampFile)) return false;
  const { inputs, outputs } = JSON.parse(readFileSync(stampFile, "utf8"));
  const entries = Object.entries(inputs);
  return (
    outputs.every((path) => existsSync(join(dist, path))) &&
    entries.every(([path, version]) => versionOf(path) === version)
  );
}

function versionOf(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : "gone";
}

function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

function removeLeftovers(outputs) {
  for (const name of readdirSync(join(dist, "bundle"))) {
    if (!outputs.includes(join("bundle", name))) rmSync(join(dist, "bundle", name), { force: true });
  }
}

function depth(path) {
  return path.split("/").length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();

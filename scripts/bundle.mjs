import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bundleApp } from "./bundle/app.mjs";
import { memoryOf } from "./bundle/load.mjs";
import { replaceFile } from "./bundle/replace.mjs";
import { bundleSite } from "./bundle/site.mjs";
import { areCurrent, versionsOf } from "./bundle/versions.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const server = join(root, "packages/server");
const dist = join(server, "dist");
const stampFile = join(dist, ".bundle.json");
const loader = fileURLToPath(new URL("bundle/load.mjs", import.meta.url));
/** The entry of the program itself, beside those of its threads. */
const PROGRAM = "plimsoll";
/** The place in `dist` of the module that starts the program. */
const MAIN = "main.js";
/** The time for the server to start and stop once, for the code cache. */
const REMEMBER_MS = 30_000;

/**
 * Left out of the bundle: native code, and packages that a server needs seldom or never, which would be read at every
 * start.
 */
const external = [
  "@photostructure/sqlite",
  "pg-native",
  "@fastify/swagger",
  "@fastify/ajv-compiler",
  "@fastify/fast-json-stringify-compiler",
  "light-my-request",
  "nodemailer",
];

/** Makes the program, the dashboard and the documentation from the sources; at once when none has changed. */
export default async function bundle() {
  await Promise.all([bundleProgram(), bundleApp(), bundleSite()]);
}

/**
 * `dist/main.js` starts `dist/bundle/plimsoll-….cjs`, and a thread that it starts another file of that folder, each with
 * V8's code cache from one start that is made here.
 */
async function bundleProgram() {
  if (isFresh()) return;
  const { build } = await import("esbuild");
  const workers = workerSources();
  const built = await build({
    absWorkingDir: root,
    outdir: join(dist, "bundle"),
    bundle: true,
    platform: "node",
    target: "node20.19",
    external,
    alias: workspacePackages(),
    metafile: true,
    write: false,
    legalComments: "none",
    // A start reads every byte: no comments, and ASCII, which needs no decoding. Lines stay for the places in a stack.
    minifyWhitespace: true,
    lineLimit: 120,
    charset: "ascii",
    logLevel: "warning",
    format: "cjs",
    // The sources are ES modules and use their own address.
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "moduleUrl" },
    entryPoints: [[PROGRAM, "main.ts"], ...workers].map(([out, path]) => ({ in: join(server, "src", path), out })),
  });
  refuseImports(built.metafile);
  const programs = built.outputFiles.map(programOf);
  const fileOf = (name) => programs.find(({ entry }) => entry === name).file;
  const outputs = new Map([
    ["bundle/load.mjs", readFileSync(loader)],
    ...programs.map(({ file, source }) => [file, source]),
    ...[...workers].flatMap(([entry, source]) =>
      placesOf(entry, source).map((place) => [place, loading(place, fileOf(entry))]),
    ),
    [MAIN, `#!/usr/bin/env node\n${loading(MAIN, fileOf(PROGRAM))}`],
  ]);
  // A program started meanwhile finds the old version or the new one: the entry is written after the files that it
  // needs.
  for (const [path, contents] of outputs) replaceFile(join(dist, path), contents);
  chmodSync(join(dist, MAIN), 0o755);
  await remember(programs.map(({ file }) => join(dist, file)));
  const inputs = Object.keys(built.metafile.inputs);
  const own = [fileURLToPath(import.meta.url), loader].map((path) => relative(root, path));
  const versions = versionsOf([...own, ...inputs]);
  replaceFile(stampFile, JSON.stringify({ node: process.version, outputs: [...outputs.keys()], inputs: versions }));
  removeLeftovers([...outputs.keys(), ...programs.map(({ file }) => memoryOf(file))]);
}

/** A bundled program, whose file's name changes with its contents. */
function programOf({ path, contents }) {
  if (contents.some((byte) => byte > 0x7f)) throw new Error(`${path} is not ASCII, and load.mjs reads it as Latin-1`);
  const entry = basename(path, ".js");
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
  return { entry, file: `bundle/${entry}-${hash}.cjs`, source: contents };
}

/** A remaining `import()` works only until the program is started with V8's code cache. */
function refuseImports({ outputs }) {
  const left = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ kind }) => kind === "dynamic-import"));
  if (left.length > 0) throw new Error(`load by createRequire: ${left.map(({ path }) => path).join(", ")}`);
}

/** The text of a module at a place in `dist` that loads a bundled program. */
function loading(place, program) {
  const pathTo = (file) => relative(dirname(place), file).replace(/^(?!\.\.\/)/, "./");
  return `import { fileURLToPath } from "node:url";
import { load } from "${pathTo("bundle/load.mjs")}";

load(fileURLToPath(new URL("${pathTo(program)}", import.meta.url)));
`;
}

/** The sources of what runs in threads of its own, by their entries. */
function workerSources() {
  const paths = readdirSync(join(server, "src"), { recursive: true }).filter((path) => path.endsWith(".worker.ts"));
  return new Map(paths.map((path) => [basename(path, ".ts"), path]));
}

/** A worker is next to the module that starts it, which is bundled in the program, and in tests is not. */
function placesOf(entry, source) {
  return [`bundle/${entry}.js`, source.replace(/\.ts$/, ".js")];
}

/**
 * Starts the server once and stops it when it is ready. Without a code cache a program starts all the same, only
 * slower.
 */
async function remember(programs) {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-build-"));
  const script = new URL("bundle/remember.mjs", import.meta.url).href;
  // Without the user's settings, so that it cannot touch their data.
  const own = Object.entries(process.env).filter(([variable]) => !variable.startsWith("PLIMSOLL_"));
  const command = [join(dist, MAIN), "serve", "--port", "0", "--data-dir", directory];
  const child = spawn(process.execPath, ["--import", script, ...command], {
    env: Object.fromEntries(own),
    stdio: ["ignore", "pipe", "ignore"],
    timeout: REMEMBER_MS,
    killSignal: "SIGKILL",
  });
  const ended = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    if (line.includes("listening on")) child.kill("SIGTERM");
  }
  await ended;
  rmSync(directory, { recursive: true, force: true });
  if (!programs.every((file) => existsSync(memoryOf(file)))) {
    console.warn("bundle: one start did not succeed; starts will take longer");
  }
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
  const { node, inputs, outputs } = JSON.parse(readFileSync(stampFile, "utf8"));
  return (
    // V8's code cache is useless to another version.
    node === process.version && outputs.every((path) => existsSync(join(dist, path))) && areCurrent(inputs)
  );
}

function removeLeftovers(outputs) {
  for (const name of readdirSync(join(dist, "bundle"))) {
    if (!outputs.includes(join("bundle", name))) rmSync(join(dist, "bundle", name), { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();

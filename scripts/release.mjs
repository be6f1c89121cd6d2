// Usage: npm run release -- VERSION [--out release] [--skip-tests] [--from REF]
// Makes a release from a clean clone of the last commit: both packages, the image when there is a Docker daemon, the
// notes, checksums, and a bundle with the release's commit and tag, which `git pull` takes. The checkout is not changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isReplaceable, released, versioned } from "./release/versions.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: join(root, "release") },
    from: { type: "string", default: "HEAD" },
    "skip-tests": { type: "boolean", default: false },
  },
});
const [version = ""] = positionals;
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) {
  console.error(`release: "${version}" is not a version such as 0.1.0`);
  process.exit(1);
}
const out = resolve(values.out);
if (existsSync(out) && !isReplaceable(readdirSync(out))) {
  console.error(`release: ${out} has other files than a release's; name another directory with --out`);
  process.exit(1);
}
const work = mkdtempSync(join(tmpdir(), "plimsoll-release-"));
const clone = join(work, "plimsoll");

try {
  run("git", ["clone", "--quiet", "--no-hardlinks", root, clone], root);
  const commit = output("git", ["rev-parse", `${values.from}^{commit}`], root);
  run("git", ["checkout", "--quiet", "--detach", commit]);
  for (const path of ["package.json", "package-lock.json", "deploy/npm/package.json", ...packages()]) {
    edit(path, (text) => versioned(text, version));
  }
  const { changelog, notes } = released(read("CHANGELOG.md"), version, new Date().toISOString().slice(0, 10));
  edit("CHANGELOG.md", () => changelog);

  run("npm", ["ci", "--no-audit", "--no-fund"]);
  run("npm", ["run", "docs"]);
  run("npm", ["run", "check"]);
  if (!values["skip-tests"]) run("npm", ["test"]);

  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  run("npm", ["pack", "--pack-destination", out], join(clone, "deploy/npm"));
  run("npm", ["pack", "--workspace", "@plimsoll/client", "--pack-destination", out]);
  image();
  run("git", ["add", "--all"]);
  run("git", [...author(), "commit", "--quiet", "--message", `Release ${version}`]);
  run("git", [...author(), "tag", "--annotate", `v${version}`, "--message", `Plimsoll ${version}`]);
  run("git", [
    "bundle",
    "create",
    "--quiet",
    join(out, `plimsoll-${version}.bundle`),
    `${commit}..HEAD`,
    `v${version}`,
  ]);
  writeFileSync(join(out, "NOTES.md"), notes);
  const sums = readdirSync(out).map((name) => `${sha256(join(out, name))}  ${name}\n`);
  writeFileSync(join(out, "SHA256SUMS"), sums.join(""));
  console.log(`release: ${version} of ${commit.slice(0, 12)} in ${out}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function image() {
  if (spawnSync("docker", ["info"], { stdio: "ignore" }).status !== 0) {
    console.log("release: no Docker daemon, so no image");
    return;
  }
  run("docker", ["build", "--tag", `plimsoll:${version}`, "."]);
  run("docker", ["save", "--output", join(out, `plimsoll-${version}-image.tar`), `plimsoll:${version}`]);
}

/** Git's own author where one is set. */
function author() {
  if (spawnSync("git", ["config", "user.email"], { cwd: clone }).status === 0) return [];
  return ["-c", "user.name=Plimsoll", "-c", "user.email=release@localhost"];
}

function packages() {
  return readdirSync(join(clone, "packages")).map((name) => `packages/${name}/package.json`);
}

function read(path) {
  return readFileSync(join(clone, path), "utf8");
}

function edit(path, change) {
  writeFileSync(join(clone, path), change(read(path)));
}

function run(command, args, cwd = clone) {
  console.log(`release: ${command} ${args.join(" ")}`);
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(" ")} ended with ${status}`);
}

function output(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function sha256(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

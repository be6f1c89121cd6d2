import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The present versions of sources, by their paths from the repository's root. A build keeps those that it was made from. */
export function versionsOf(paths) {
  return Object.fromEntries(paths.map((path) => [path, versionOf(path)]));
}

/** Whether every source still has the version that a build was made from. */
export function areCurrent(versions) {
  return Object.entries(versions).every(([path, version]) => versionOf(path) === version);
}

function versionOf(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : "gone";
}

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A reader finds the file whole at every moment: as it was before, or as it is now. */
export function replaceFile(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

/** Puts a finished folder in the place of an earlier one. When two builds end at the same time, one folder remains, whole. */
export function replaceFolder(finished, place) {
  const earlier = `${finished}.earlier`;
  unless(["ENOENT"], () => renameSync(place, earlier));
  // Another build has put its folder there meanwhile, made from the same sources.
  unless(["ENOTEMPTY", "EEXIST"], () => renameSync(finished, place));
  for (const folder of [earlier, finished]) rmSync(folder, { recursive: true, force: true });
}

function unless(codes, work) {
  try {
    work();
  } catch (error) {
    if (!codes.includes(error.code)) throw error;
  }
}

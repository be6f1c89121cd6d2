import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a directory, with missing ones above it, that only its owner may enter. Node.js's own recursive form retries
 * forever where a path can be neither found nor made, as below a stale mount. Rejects with the path and the reason.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await make(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the directory ${path} cannot be made: ${reason}`, { cause: error });
  }
}

async function make(path: string): Promise<void> {
  if (await made(path)) return;
  const above = dirname(path);
  if (above !== path) await make(above);
  if (!(await made(path))) throw new Error(`${above} accepts no directory`);
}

/** False when the directory above is missing. */
async function made(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return false;
    if (code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
    return true;
  }
}

import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes a finished file durable and gives it its name: afterwards it is there whole, even after a loss of power. */
export async function publish(unfinished: string, path: string): Promise<void> {
  await sync(unfinished);
  await rename(unfinished, path);
  await sync(dirname(path));
}

/** Makes a file's content durable, or the names in a directory. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

import { createWriteStream } from "node:fs";
import { realpath, rm, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { publish } from "../../util/durable-file.ts";

/**
 * Writes a file that is there whole or not at all, under its name: until then it is `FILE.unfinished`. A file that was
 * there keeps its contents until the new ones are complete. What is no regular file, such as a pipe, is written directly.
 */
export async function writeOutput(file: string, content: string | Readable): Promise<void> {
  const source = typeof content === "string" ? [content] : content;
  const there = await stat(file).catch(() => null);
  if (there !== null && !there.isFile()) return pipeline(source, createWriteStream(file));
  const path = there === null ? file : await realpath(file);
  const unfinished = `${path}.unfinished`;
  try {
    await rm(unfinished, { force: true });
    await pipeline(source, createWriteStream(unfinished, there === null ? {} : { mode: there.mode }));
    await publish(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

const KEY_BYTES = 32;
const FILE = "secret.key";

/**
 * The key secrets are sealed with: the configured one (64 hexadecimal digits), else the data directory's, which is made at the first start
 * and readable by its owner alone.
 */
export async function secretKey(configured: string | null, dataDir: string): Promise<Buffer> {
  if (configured !== null) return Buffer.from(configured, "hex");
  const path = join(dataDir, FILE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const text = ((await readIfThere(path)) ?? (await make(path))).trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${path} is not 64 hexadecimal digits`);
  return Buffer.from(text, "hex");
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Written whole under another name and then linked, which fails where the file is there already: of two processes that start at once one makes the
 * key and both read it, and one that dies on the way leaves no half a key behind.
 */
async function make(path: string): Promise<string> {
  const unfinished = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await writeDurably(unfinished, randomBytes(KEY_BYTES).toString("hex"));
    await link(unfinished, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
  return readFile(path, "utf8");
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What is sealed with the key must not outlive it. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

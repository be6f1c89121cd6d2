import { randomBytes } from "node:crypto";
import { link, open, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDirectory } from "../util/make-directory.ts";

/** @nolimit The key size of AES-256. */
const KEY_BYTES = 32;
const FILE = "secret.key";

/**
 * The key that secrets are sealed with: the configured one (64 hexadecimal digits), else the data directory's; null
 * when it has none yet.
 */
export async function existingSecretKey(configured: string | null, dataDir: string): Promise<Buffer | null> {
  if (configured !== null) return Buffer.from(configured, "hex");
  const path = join(dataDir, FILE);
  const text = await readIfThere(path);
  return text === null ? null : keyIn(path, text);
}

/** Creates the data directory's key, readable by its owner only, unless another process does so first. */
export async function makeSecretKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, FILE);
  await makeDirectory(dataDir);
  return keyIn(path, await make(path));
}

function keyIn(path: string, text: string): Buffer {
  const digits = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(digits)) throw new Error(`${path} is not 64 hexadecimal digits`);
  return Buffer.from(digits, "hex");
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
 * Written whole under another name and then linked, which fails where the file exists: of two processes that start at
 * once one creates the key and both read it, and a process that dies halfway leaves no partial key.
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

/** Data sealed with the key must not outlive it. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

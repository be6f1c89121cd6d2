import { randomBytes } from "node:crypto";
import { link, open, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publish, sync } from "../util/durable-file.ts";
import { makeDirectory } from "../util/make-directory.ts";
import { createSealer, newSecretKey } from "../util/sealer.ts";

const FILE = "secret.key";
const STAGED = "secret.key.next";

/**
 * The key that secrets are sealed with: the configured one (64 hexadecimal digits), else the data directory's; null
 * when it has none yet. Finishes a rotation that was killed after its commit, which the store's `check` shows.
 */
export async function presentSecretKey(
  configured: string | null,
  dataDir: string,
  check: () => Promise<string | null>,
): Promise<Buffer | null> {
  if (configured !== null) return Buffer.from(configured, "hex");
  await adoptRotatedKey(dataDir, check);
  const path = join(dataDir, FILE);
  const text = await readIfThere(path);
  return text === null ? null : keyIn(path, text);
}

/**
 * The present key, or a new one for a store that has none yet; null when the store's secrets were sealed with a key that is
 * not here, because a new one could open none of them. `check` is null for a store without secrets.
 */
export async function secretKeyOf(
  configured: string | null,
  dataDir: string,
  check: () => Promise<string | null>,
): Promise<Buffer | null> {
  const present = await presentSecretKey(configured, dataDir, check);
  if (present !== null) return present;
  if ((await check()) === null) return makeSecretKey(dataDir);
  // A process that starts at the same time makes the key first and gives the store its check afterwards.
  return presentSecretKey(configured, dataDir, check);
}

/** Creates the data directory's key, readable by its owner only, unless another process does so first. */
export async function makeSecretKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, FILE);
  await makeDirectory(dataDir);
  return keyIn(path, await make(path));
}

/**
 * Writes the key that `keys rotate-secret` seals with beside the present one, before it seals; `adoptRotatedKey` puts it
 * in its place.
 */
export async function stageSecretKey(dataDir: string, key: Buffer): Promise<void> {
  // Renamed when it is whole: a process that dies halfway leaves no partial key under the name.
  const unfinished = join(dataDir, `${STAGED}.unfinished`);
  await rm(unfinished, { force: true });
  await writeDurably(unfinished, key.toString("hex"));
  await publish(unfinished, join(dataDir, STAGED));
}

/**
 * Puts the next key in the place of the present one when the store's secrets are sealed with it. `check` is called only
 * where there is a next key.
 */
export async function adoptRotatedKey(dataDir: string, check: () => Promise<string | null>): Promise<void> {
  const path = join(dataDir, STAGED);
  const text = await readIfThere(path);
  if (text === null || createSealer(keyIn(path, text)).check !== (await check())) return;
  try {
    await publish(path, join(dataDir, FILE));
  } catch (error) {
    // Another process has put it there first.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
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
    await writeDurably(unfinished, newSecretKey().toString("hex"));
    await link(unfinished, path);
    // Data sealed with the key must not outlive it.
    await sync(dirname(path));
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

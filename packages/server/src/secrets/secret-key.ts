import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

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
  try {
    // Exclusive creation: of two processes starting at once, one makes the key and the other reads it.
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(randomBytes(KEY_BYTES).toString("hex"));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const text = (await readFile(path, "utf8")).trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${path} is not 64 hexadecimal digits`);
  return Buffer.from(text, "hex");
}

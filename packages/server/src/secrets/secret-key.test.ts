import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { secretKey } from "./secret-key.ts";

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "plimsoll-key-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("all who start at once have the same key, whole, and nothing else is left", async () => {
  for (let round = 0; round < 20; round += 1) {
    const path = await directory();
    const keys = await Promise.all(Array.from({ length: 16 }, () => secretKey(null, path)));
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(await readdir(path)).toEqual(["secret.key"]);
    expect((await stat(join(path, "secret.key"))).mode & 0o777).toBe(0o600);
  }
});

test("a key is made once and read from then on", async () => {
  const path = await directory();
  const made = await secretKey(null, join(path, "data"));
  expect(await secretKey(null, join(path, "data"))).toEqual(made);
});

test("a file that holds no key is refused by its name, and stays", async () => {
  const path = await directory();
  await writeFile(join(path, "secret.key"), "");
  await expect(secretKey(null, path)).rejects.toThrow(`${join(path, "secret.key")} is not 64 hexadecimal digits`);
});

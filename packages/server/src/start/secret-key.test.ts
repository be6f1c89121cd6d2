import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { makeSecretKey, presentSecretKey, secretKeyOf } from "./secret-key.ts";

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "plimsoll-key-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A directory without a rotation under way does without the store. */
const unasked = (): Promise<never> => Promise.reject(new Error("the store was asked"));

test("processes that start at once get the same whole key, and leave nothing else behind", async () => {
  for (let round = 0; round < 20; round += 1) {
    const path = await directory();
    const keys = await Promise.all(Array.from({ length: 16 }, () => makeSecretKey(path)));
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(await readdir(path)).toEqual(["secret.key"]);
    expect((await stat(join(path, "secret.key"))).mode & 0o777).toBe(0o600);
  }
});

test("a process that starts while another makes the key and the store's check takes that key", async () => {
  const path = await directory();
  let made: Buffer | null = null;
  // The other process is faster by both steps: after this one has read no key, and before it asks the store.
  const check = async () => {
    made = await makeSecretKey(path);
    return "the check of that key";
  };
  expect(await secretKeyOf(null, path, check)).toEqual(made);
  expect(made).not.toBeNull();
});

test("a key that is not here is not replaced by a new one", async () => {
  const path = await directory();
  expect(await secretKeyOf(null, path, async () => "the check of a key")).toBeNull();
  expect(await readdir(path)).toEqual([]);
});

/** Polls for a file without a pause, and prints its content at the first moment it exists. */
const LOOK = `
  const { readFileSync } = require("node:fs");
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (path) => {
    parentPort.postMessage("looking");
    for (;;) {
      try {
        return parentPort.postMessage(readFileSync(path, "utf8"));
      } catch {}
    }
  });`;

test("a reader sees the whole key or none", async () => {
  const onlooker = new Worker(LOOK, { eval: true });
  onTestFinished(async () => void (await onlooker.terminate()));
  for (let round = 0; round < 20; round += 1) {
    const path = await directory();
    const looking = once(onlooker, "message");
    onlooker.postMessage(join(path, "secret.key"));
    await looking;
    const seen = once(onlooker, "message");
    const key = await makeSecretKey(path);
    expect(await seen).toEqual([key.toString("hex")]);
  }
});

test("a key is created once and read from then on", async () => {
  const path = await directory();
  const made = await makeSecretKey(join(path, "data"));
  expect(await makeSecretKey(join(path, "data"))).toEqual(made);
  expect(await presentSecretKey(null, join(path, "data"), unasked)).toEqual(made);
});

test("a file without a key is refused by its name, and stays", async () => {
  const path = await directory();
  await writeFile(join(path, "secret.key"), "");
  await expect(presentSecretKey(null, path, unasked)).rejects.toThrow(
    `${join(path, "secret.key")} is not 64 hexadecimal digits`,
  );
});

test("reading the key creates none", async () => {
  const path = await directory();
  expect(await presentSecretKey(null, join(path, "data"), unasked)).toBeNull();
  expect(await readdir(path)).toEqual([]);
});

import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const BARE = /<bdi\b/;

const directory = new URL("../../packages/dashboard/src/", import.meta.url);

describe("texts of others in pages", () => {
  it("are in parts/Isolated.tsx, which marks what a bare bdi shows as nothing", async () => {
    const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith(".tsx"));
    const texts = await Promise.all(names.map((name) => readFile(new URL(name, directory), "utf8")));
    expect(names.filter((_, index) => BARE.test(texts[index] ?? ""))).toEqual(["parts/Isolated.tsx"]);
  });
});

import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, firstMissing, page, ROOT } from "./markdown.ts";
import { startServer, type DocsServer } from "./server.ts";

const blocks = blocksOf(page("packages/client/README.md"));

/** The programs, each with its output on the page. */
const examples = blocks.flatMap(({ language, text }, index) => {
  if (language !== "js") return [];
  const next = blocks[index + 1];
  return [{ index, program: text, expected: next?.language === "text" ? next.text : null }];
});

describe("the client's README", () => {
  let server: DocsServer;

  beforeAll(async () => {
    server = await startServer();
    await mkdir(join(server.directory, "node_modules/@plimsoll"), { recursive: true });
    await symlink(`${ROOT}packages/client`, join(server.directory, "node_modules/@plimsoll/client"));
  });
  afterAll(() => server.stop());

  it("has examples with their output", () => {
    expect(examples.length).toBeGreaterThan(4);
    expect(examples.filter(({ expected }) => expected === null)).toEqual([]);
  });

  it.each(examples)("block $index runs", async ({ index, program, expected }) => {
    const file = join(server.directory, `example-${index}.mjs`);
    await writeFile(file, program);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], {
      env: { PATH: process.env["PATH"], PLIMSOLL_URL: server.url, PLIMSOLL_KEY: server.key },
      timeout: 20_000,
    });
    expect(stderr).toBe("");
    expect(firstMissing(expected ?? "", stdout), `in:\n${stdout}`).toBeNull();
  });
});

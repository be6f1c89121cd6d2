import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastingPort } from "../support/lasting-port.ts";
import { blocksOf, firstMissing, page, sectionOf } from "./markdown.ts";
import { collect, ended, startServer, type DocsServer } from "./server.ts";

interface Step {
  readonly commands: string;
  /** Their output on the page, where it is shown. */
  readonly expected: string | null;
}

const blocks = blocksOf(sectionOf(page("README.md"), "A tour in five minutes"));

const steps: Step[] = blocks.flatMap(({ language, text }, index) => {
  if (language !== "sh") return [];
  const next = blocks[index + 1];
  return [{ commands: text, expected: next?.language === "text" ? next.text : null }];
});

const AFTER = "@@ after step";

/** The tour waits for what the server sends; when that never comes, the tour is ended here. */
const TOUR_MS = 60_000;

/** The tour as its reader takes it: one shell, step after step. Returns the output of each step. */
async function take(server: DocsServer): Promise<string[]> {
  const script = steps.map(({ commands }, index) => `${commands}\necho\necho '${AFTER} ${index}'\n`).join("");
  const shell = spawn("bash", ["-c", script], {
    cwd: server.directory,
    // In a process group of its own, so that a receiver left running can be ended with it.
    detached: true,
    env: {
      PATH: process.env["PATH"],
      PLIMSOLL_URL: server.url,
      PLIMSOLL_KEY: server.key,
      RECEIVER_PORT: String(await lastingPort()),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collect(shell);
  const killGroup = () => {
    try {
      if (shell.pid !== undefined) process.kill(-shell.pid, "SIGKILL");
    } catch {
      // Nothing was left running, as intended.
    }
  };
  const deadline = setTimeout(killGroup, TOUR_MS);
  await new Promise<void>((resolve) => shell.once("exit", () => resolve()));
  clearTimeout(deadline);
  killGroup();
  await ended(shell);
  return output.text.split(new RegExp(`${AFTER} \\d+\\n`));
}

describe("the tour of the README", () => {
  let server: DocsServer;
  let printed: string[] = [];

  beforeAll(async () => {
    server = await startServer();
    printed = await take(server);
  }, TOUR_MS + 30_000);
  afterAll(() => server.stop());

  it("has steps, and says of most what they print", () => {
    expect(steps.length).toBeGreaterThan(8);
    expect(steps.filter(({ expected }) => expected !== null).length).toBeGreaterThan(6);
  });

  it.each(steps.map((step, index) => ({ ...step, index, title: step.commands.split("\n", 1)[0]?.slice(0, 60) })))(
    "step $index: $title",
    ({ index, expected }) => {
      const text = printed[index];
      expect(text).toBeDefined();
      expect(text).not.toMatch(/command not found|curl: \(|SyntaxError|SIGNATURE WRONG/);
      if (expected !== null) expect(firstMissing(expected, text ?? ""), `in:\n${text}`).toBeNull();
    },
  );

  it("leaves books that verify", async () => {
    const [said] = blocks.filter(({ text }) => text.includes("verify"));
    const line = said?.text.split("\n")[1] ?? "";
    expect(line).toMatch(/verified/);
    expect(await server.command("verify")).toBe(`${line}\n`);
  });
});

import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plimsoll } from "../support/e2e/process.ts";

const ZSH_LINES = fileURLToPath(new URL("../support/e2e/complete.zsh", import.meta.url));
const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

/** Each shell that is not installed is skipped, visibly. */
const installed = new Set(SHELLS.filter((shell) => spawnSync(shell, ["--version"]).status === 0));

describe("completion", () => {
  let directory = "";
  const scriptOf = (shell: Shell) => join(directory, `plimsoll.${shell}`);
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "plimsoll-completion-"));
    const scripts = await Promise.all(SHELLS.map((shell) => plimsoll(["completion", shell])));
    for (const [index, shell] of SHELLS.entries()) {
      expect(scripts[index]).toMatchObject({ code: 0, stderr: "" });
      await writeFile(scriptOf(shell), scripts[index]?.stdout ?? "");
    }
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** What a program of the shell prints, by lines; it must print no error. */
  function printed(shell: Shell, args: readonly string[]): string[] {
    const env = { PATH: process.env["PATH"], HOME: directory, TERM: "dumb" };
    const { status, stdout, stderr } = spawnSync(shell, args, { encoding: "utf8", env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout.split("\n").filter((line) => line !== "");
  }

  /** What bash offers for the last word. */
  function bash(...words: string[]): string[] {
    const program = `. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _plimsoll; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return printed("bash", ["--norc", "-u", "-c", program, scriptOf("bash"), "plimsoll", ...words]);
  }

  /** What fish offers for the last word of each line, without the descriptions. */
  function fish(...lines: string[]): string[][] {
    const program = `source $argv[1]; for line in $argv[2..-1]; echo "> $line"; complete -C $line; end`;
    const offered: string[][] = [];
    for (const line of printed("fish", ["--no-config", "-c", program, scriptOf("fish"), ...lines])) {
      if (line.startsWith("> ")) offered.push([]);
      else offered.at(-1)?.push(line.split("\t", 1)[0] ?? "");
    }
    return offered;
  }

  it.for(SHELLS)("%s can read its script", (shell, { skip }) => {
    skip(!installed.has(shell), `${shell} is not installed`);
    expect(printed(shell, ["-n", scriptOf(shell)])).toEqual([]);
  });

  it.skipIf(!installed.has("bash"))("bash completes commands, their commands, options, and the values of both", () => {
    expect(bash("st")).toEqual(["status"]);
    expect(bash("topups", "")).toEqual(expect.arrayContaining(["approve", "send", "cancel", "--status", "--json"]));
    expect(bash("topups", "send", "--ref")).toEqual(["--reference"]);
    expect(bash("status", "--state", "b")).toEqual(["blocked"]);
    expect(bash("trigger", "provider.")).toEqual(["provider.mode_changed", "provider.failing", "provider.recovered"]);
    expect(bash("--url", "x", "keys", "cr")).toEqual(["create"]);
    expect(bash("providers", "add", "oct")).toEqual(["octopus"]);
    expect(bash("nothing", "here", "zzz")).toEqual([]);
  });

  it.skipIf(!installed.has("zsh"))("zsh completes them on its command line", () => {
    const typed = {
      "plimsoll sta": "plimsoll status ",
      "plimsoll topups ap": "plimsoll topups approve ",
      "plimsoll topups send --ref": "plimsoll topups send --reference ",
      "plimsoll status --state b": "plimsoll status --state blocked ",
      "plimsoll trigger prov": "plimsoll trigger provider.",
      "plimsoll --url x keys cr": "plimsoll --url x keys create ",
      "plimsoll providers add oct": "plimsoll providers add octopus ",
      "plimsoll nothing here zzz": "plimsoll nothing here zzz",
    };
    expect(printed("zsh", ["-f", ZSH_LINES, scriptOf("zsh"), ...Object.keys(typed)])).toEqual(Object.values(typed));
  });

  it.skipIf(!installed.has("fish"))("fish offers them", () => {
    const offered = {
      "plimsoll sta": ["status"],
      "plimsoll topups ": ["approve", "cancel", "list", "send"],
      "plimsoll topups send --ref": ["--reference"],
      "plimsoll status --state b": ["blocked"],
      "plimsoll trigger provider.": ["provider.failing", "provider.mode_changed", "provider.recovered"],
      "plimsoll --url x keys cr": ["create"],
      "plimsoll providers add oct": ["octopus"],
      "plimsoll nothing here zzz": [],
    };
    expect(fish(...Object.keys(offered))).toEqual(Object.values(offered));
  });
});

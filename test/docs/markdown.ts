import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export function page(path: string): string {
  return readFileSync(`${ROOT}${path}`, "utf8");
}

export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(markdown: string): Block[] {
  const fenced = /^```(\S*)[^\n]*\n([\s\S]*?)^```$/gm;
  return [...markdown.matchAll(fenced)].map(([, language = "", text = ""]) => ({ language, text }));
}

/** The text under a heading of the second level, up to the next one. */
export function sectionOf(markdown: string, heading: string): string {
  const [, rest] = markdown.split(`\n## ${heading}\n`);
  if (rest === undefined) throw new Error(`no section ${heading}`);
  return rest.split("\n## ", 1)[0] ?? "";
}

/**
 * The first line of a command's output on a page that was not printed; null when all were, in this order. … stands for
 * any text, and other lines may lie between.
 */
export function firstMissing(expected: string, printed: string): string | null {
  const lines = printed.split("\n");
  for (const line of expected.trim().split("\n")) {
    const at = lines.findIndex((candidate) => fits(line, candidate));
    if (at < 0) return line;
    lines.splice(0, at + 1);
  }
  return null;
}

function fits(expected: string, line: string): boolean {
  const [start = "", ...rest] = expected.split("…");
  const end = rest.pop();
  if (end === undefined) return line === expected;
  if (!line.startsWith(start) || !line.endsWith(end)) return false;
  let from = start.length;
  for (const part of rest) {
    const at = line.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= line.length - end.length;
}

import ts from "typescript";
import type { Source } from "./sources.ts";

/** Words that the prose of docs, comments and messages avoids, and what to write instead. */
const WORDS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(?:told|tells?|telling)\b/gi, "report, emit, say or distinguish"],
  [/\b(?:whoever|nobody|somebody|anybody)\b/gi, "name who it is, or use the passive"],
  [/\banew\b/gi, "again"],
  [/\b(?:ask|asks|asked|asking) for\b/gi, "request"],
  [/\bwhat it takes\b/gi, "name what is needed"],
  [/\bso (?:many|long)\b(?! (?:as|that)\b)/gi, "give the number or the time"],
  [/\b(?:looks?|looked|looking) (?:at|for|into|after|past)\b/gi, "read, check, evaluate or search"],
  [/\bAnswers (?=the|that|with|what|whether|how|null|true|every|it)\b/g, "returns or responds"],
  [/\b(?:comes?|came) (?:of|by itself)\b/gi, "follows from, or say what makes it"],
];

export interface AvoidedWord {
  readonly path: string;
  readonly line: number;
  readonly words: string;
  readonly instead: string;
}

/** Words to avoid in a page, or in the comments and texts of a source. */
export function proseFindings({ path, text }: Source): AvoidedWord[] {
  // Most sources have none of the words anywhere, and need not be parsed.
  if (WORDS.every(([pattern]) => text.search(pattern) < 0)) return [];
  const pieces = path.endsWith(".md") ? markdownProse(text) : sourceProse(path, text);
  return pieces
    .flatMap(({ start, prose }) =>
      WORDS.flatMap(([pattern, instead]) =>
        [...withoutCode(prose).matchAll(pattern)].map((match) => ({
          at: start + match.index,
          words: match[0],
          instead,
        })),
      ),
    )
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, words, instead }) => ({ path, line: text.slice(0, at).split("\n").length, words, instead }));
}

interface Piece {
  /** Its place in the text. */
  readonly start: number;
  readonly prose: string;
}

/** Blanks code between backticks, so that positions stay the same. */
function withoutCode(prose: string): string {
  return prose.replaceAll(/`[^`\n]*`/g, (code) => " ".repeat(code.length));
}

/** A page without its code blocks and the targets of its links. */
function markdownProse(text: string): Piece[] {
  const blank = (part: string) => part.replaceAll(/[^\n]/g, " ");
  return [{ start: 0, prose: text.replaceAll(/^```[\s\S]*?^```/gm, blank).replaceAll(/\]\([^)]*\)/g, blank) }];
}

/** The comments of a source, and its strings of more than one word. */
function sourceProse(path: string, text: string): Piece[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const pieces = new Map<number, Piece>();
  const add = (start: number, end: number) => pieces.set(start, { start, prose: text.slice(start, end) });
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) add(pos, end);
    for (const { pos, end } of ts.getTrailingCommentRanges(text, node.getEnd()) ?? []) add(pos, end);
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && node.text.trim().includes(" ")) add(node.getStart(), node.getEnd());
    node.getChildren().forEach(visit);
  };
  visit(file);
  return [...pieces.values()];
}

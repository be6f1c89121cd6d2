import { LosslessNumber, parse } from "lossless-json";
import { endOfString, scanJson } from "./json-scan.ts";

/** @limit Requests: digits of a JSON number that a double gives back as written. */
const MAX_DIGITS = 15;
const PROTO = "__proto__";

/**
 * JSON that is refused, and the place: names and indexes from the outermost value on, empty for the whole text. The
 * message quotes nothing of the text; the cause, a parser's error, may.
 */
export class UnreadableJson extends Error {
  readonly path: readonly (string | number)[];
  constructor(path: readonly (string | number)[], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "UnreadableJson";
    this.path = path;
  }
}

/**
 * The one reader of JSON from outside. A number that a double might not return as written stays a `LosslessNumber`. A
 * byte order mark is dropped. Takes time in proportion to the text's length. Throws `UnreadableJson` for text that is
 * not JSON, nesting deeper than `maxDepth`, a member that is repeated in its object (parsers differ in which of the two
 * they take) and a member `__proto__`.
 */
export function readJson(raw: string, maxDepth: number): unknown {
  const text = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
  const { depth, members, exact } = scanJson(text);
  if (depth > maxDepth) throw new UnreadableJson([], `is nested deeper than ${maxDepth} levels`);
  const value = parsePlain(text);
  if (countMembers(value) !== members) {
    const path = refusedMember(text);
    throw new UnreadableJson(path, path.at(-1) === PROTO ? "is not a known field" : "must not be given twice");
  }
  if (exact) return value;
  try {
    return parse(text, undefined, { parseNumber: exactNumber });
  } catch (error) {
    // The parser recurses, and the text is JSON: its depth exceeds the stack.
    throw new UnreadableJson([], "is nested too deep", error);
  }
}

function parsePlain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableJson([], "is not JSON", error);
  }
}

/**
 * Fewer than the text has when one overwrote another; not a number when one is `__proto__`. It does not recurse,
 * whatever the depth.
 */
function countMembers(whole: unknown): number {
  let count = 0;
  const waiting: unknown[] = [whole];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === "object" && item !== null) waiting.push(item);
    } else if (typeof value === "object" && value !== null) {
      for (const name of Object.keys(value)) {
        if (name === PROTO) return Number.NaN;
        count += 1;
        const member = (value as Readonly<Record<string, unknown>>)[name];
        if (typeof member === "object" && member !== null) waiting.push(member);
      }
    }
  }
  return count;
}

function exactNumber(token: string): number | LosslessNumber {
  return isExact(token) ? Number(token) : new LosslessNumber(token);
}

function isExact(token: string): boolean {
  if (/[eE]/.test(token)) return false;
  return token.replace(/^-?[0.]*/, "").replace(".", "").length <= MAX_DIGITS;
}

/**
 * The path of the first member that its object already has or that is `__proto__`; for text that JSON.parse has
 * accepted.
 */
function refusedMember(text: string): (string | number)[] {
  /** The enclosing objects and arrays: the names so far, and the current name or index. */
  const around: { readonly names: Set<string> | null; at: string | number }[] = [];
  let nameFollows = false;
  for (let i = 0; i < text.length; i += 1) {
    const inner = around.at(-1);
    const character = text[i];
    if (character === '"') {
      const end = endOfString(text, i);
      if (nameFollows && inner?.names) {
        const name = JSON.parse(text.slice(i, end + 1)) as string;
        inner.at = name;
        if (name === PROTO || inner.names.has(name)) break;
        inner.names.add(name);
        nameFollows = false;
      }
      i = end;
    } else if (character === "{") {
      around.push({ names: new Set(), at: "" });
      nameFollows = true;
    } else if (character === "[") {
      around.push({ names: null, at: 0 });
    } else if (character === "}" || character === "]") {
      around.pop();
      nameFollows = false;
    } else if (character === "," && inner) {
      if (inner.names) nameFollows = true;
      else inner.at = Number(inner.at) + 1;
    }
  }
  return around.map(({ at }) => at);
}

const QUOTE = 34;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const UPPER_E = 69;
const BACKSLASH = 92;
const LOWER_E = 101;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** A double returns numbers with this many digits as written. */
const SAFE_DIGITS = 15;

export interface JsonScan {
  /** Members of all objects, repeated ones included. */
  readonly members: number;
  /** Depth of nested arrays and objects. */
  readonly depth: number;
  /** Whether a double surely returns every number as written. */
  readonly exact: boolean;
}

/**
 * Counts a JSON text's members and depth in one pass without memory of its values; meaningless for text that is not
 * JSON.
 */
export function scanJson(text: string): JsonScan {
  let members = 0;
  let deepest = 0;
  let depth = 0;
  let exact = true;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === COLON) members += 1;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth -= 1;
    else if (code >= ZERO && code <= NINE) {
      const end = endOfNumber(text, i);
      if (end - i > SAFE_DIGITS || hasExponent(text, i, end)) exact = false;
      i = end - 1;
    }
  }
  return { members, depth: deepest, exact };
}

/** The index of the quote that ends the string beginning at `start`; the text's length when there is none. */
export function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i += 1;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let i = start;
  while (i < text.length && isOfNumber(text.charCodeAt(i))) i += 1;
  return i;
}

function hasExponent(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (code === LOWER_E || code === UPPER_E) return true;
  }
  return false;
}

function isOfNumber(code: number): boolean {
  if (code >= ZERO && code <= NINE) return true;
  return code === POINT || code === LOWER_E || code === UPPER_E || code === PLUS || code === MINUS;
}

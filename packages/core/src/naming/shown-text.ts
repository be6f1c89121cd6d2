/**
 * What shows nothing of itself in a text: characters that turn the order of writing, end a line or are invisible. Joiners,
 * variation selectors, tags and marks of direction are not among them, because emoji and some scripts are written with them.
 */
const HIDDEN =
  /((?!\p{Join_Control}|\p{Variation_Selector}|[\t\n\r\u061c\u200e\u200f\u{e0020}-\u{e007f}])[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029])/u;
const EACH_HIDDEN = new RegExp(HIDDEN, "gu");
/** Stands for a hidden character, so that a text does not look the same as one without it. */
const MARK = "\uFFFD";
/** Letters that are written from right to left, and marks of direction. */
const RIGHT_TO_LEFT = /[\u200e\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A text of others with a mark in the place of each hidden character, so that it does not look like a text without it. */
export function visible(text: string): string {
  return text.replace(EACH_HIDDEN, MARK);
}

/** A text of others within a sentence of ours: `visible`, and it leaves the order of our words as it is. */
export function isolated(text: string): string {
  const shown = visible(text);
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** A text in pieces: each second one is a hidden character. */
export function byHidden(text: string): readonly string[] {
  return text.split(HIDDEN);
}

/**
 * Whether a text that was typed or pasted is this name: as it is, as `visible` shows it, or without what it hides, which no
 * one can type. What is copied from a sentence may have its isolates around it.
 */
export function isNameTyped(name: string, typed: string): boolean {
  if (typed === name) return true;
  const letters = withoutHidden(typed);
  return letters !== "" && (letters === visible(name) || letters === withoutHidden(name));
}

function withoutHidden(text: string): string {
  return text.replace(EACH_HIDDEN, "");
}

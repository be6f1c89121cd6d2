/** Characters that order text by hand: embeddings, overrides, isolates, and marks of direction. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g;
/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A text of others within a sentence of ours where no element can be around it: it leaves the order of our words as it is.
 * In a page that is `<bdi>`, which also keeps every character.
 */
export function isolated(text: string): string {
  const plain = text.replace(CONTROLS, "");
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** A sentence of ours with texts of others in it, as a tagged template. */
export function sentence(parts: TemplateStringsArray, ...texts: readonly (string | number)[]): string {
  return parts.reduce((said, part, index) => `${said}${isolated(String(texts[index - 1] ?? ""))}${part}`);
}

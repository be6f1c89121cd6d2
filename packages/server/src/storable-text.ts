const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether every store can hold the text: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\u0000") && !LONE_SURROGATE.test(text);
}

/** The text with U+FFFD for what no store can hold. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.replaceAll("\u0000", "\uFFFD").replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}

const BLANKS = /\p{White_Space}/gu;
/** Control characters, and halves of characters. */
const CONTROLS = /[\p{Cc}\p{Cs}]/gu;
/** They have no width: marks that turn the direction of writing, and joiners. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * Text of others, such as a name, on one line of a terminal: without characters that move the cursor, change colours,
 * turn the direction of writing or are invisible.
 */
export function safeText(text: string): string {
  return text.replace(BLANKS, " ").replace(INVISIBLE, "").replace(CONTROLS, "\uFFFD");
}

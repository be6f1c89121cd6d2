import { visible } from "@plimsoll/core";

const BLANKS = /\p{White_Space}/gu;
/** Halves of characters. */
const HALVES = /\p{Cs}/gu;
/** They have no width, such as joiners. */
const WIDTHLESS = /\p{Cf}/gu;

/**
 * Text of others, such as a name, on one line of a terminal: with a mark in the place of what moves the cursor, changes
 * colours, turns the direction of writing or is invisible.
 */
export function safeText(text: string): string {
  return visible(text.replace(BLANKS, " ")).replace(WIDTHLESS, "").replace(HALVES, "\uFFFD");
}

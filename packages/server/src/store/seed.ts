import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ten random characters of Crockford base 32: what makes a batch's ids its own. */
export function newSeed(): string {
  let text = "";
  for (const byte of randomBytes(10)) text += ALPHABET.charAt(byte & 31);
  return text;
}

import { randomBytes } from "node:crypto";
import { base32 } from "@plimsoll/core";

/** Ten random characters of Crockford base 32, which make a batch's ids unique. */
export function newSeed(): string {
  let text = "";
  for (const byte of randomBytes(10)) text += base32(byte & 31, 1);
  return text;
}

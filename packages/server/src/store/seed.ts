import { randomBytes } from "node:crypto";
import { base32 } from "@plimsoll/core";

/** An id of a row that a secret is sealed for before the row is made. */
export function newRowId(prefix: string, now: number): string {
  return `${prefix}_${base32(now, 10)}${newSeed()}${base32(0, 6)}`;
}

/** Ten random characters of Crockford base 32, which make a batch's ids unique. */
export function newSeed(): string {
  let text = "";
  for (const byte of randomBytes(10)) text += base32(byte & 31, 1);
  return text;
}

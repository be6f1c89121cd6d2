import { hash } from "node:crypto";

/** @nolimit 16 bytes in base64url. */
const DIGEST_LENGTH = 22;
/** @nolimit Three of these bytes. */
const GROUP_LENGTH = 4;
/** @nolimit Characters at the end of a key in which those of one group differ. */
const COUNTED = 3;

/** 16 bytes of the text's SHA-256, in base64url. */
export function digestOf(text: string): string {
  return hash("sha256", text, "base64url").slice(0, DIGEST_LENGTH);
}

/**
 * What an account stores of an idempotency key or an event's id: 16 bytes in base64url, a digest of the text and of its scope,
 * which has no slash. It begins with a digest of the text without its end: keys that are counted up, and those of a
 * batch's items, stand together, so that a commit writes one page of them and not one for each.
 */
export function storedKey(scope: string, key: string): string {
  const text = `${scope}/${key}`;
  const group = digestOf(text.slice(0, -COUNTED)).slice(0, GROUP_LENGTH);
  return group + digestOf(text).slice(0, DIGEST_LENGTH - GROUP_LENGTH);
}

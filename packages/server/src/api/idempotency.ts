import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { IDEMPOTENCY_KEY_PATTERN, MAX_IDEMPOTENCY_KEY } from "@plimsoll/contract";
import type { Idempotency } from "@plimsoll/core";
import { invalidField } from "./api-error.ts";

const VALID_KEY = new RegExp(IDEMPOTENCY_KEY_PATTERN);
/** @nolimit The length of a request's fingerprint. */
const FINGERPRINT_LENGTH = 32;

/** The request's Idempotency-Key, or null. Throws VALIDATION_FAILURE for one that is empty, too long or not printable ASCII. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | null {
  const key = headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key === "string" && VALID_KEY.test(key)) return key;
  throw invalidField(
    "Idempotency-Key",
    `Idempotency-Key must be 1 to ${MAX_IDEMPOTENCY_KEY} printable ASCII characters`,
  );
}

/**
 * Distinguishes a repeated request from another one with the same key. `fields` in a fixed order, defaults filled in.
 */
export function fingerprint(route: string, fields: readonly unknown[]): string {
  const text = JSON.stringify([route, ...fields]);
  return createHash("sha256").update(text).digest("hex").slice(0, FINGERPRINT_LENGTH);
}

/** The idempotency of a command: the request's key and the fingerprint of `fields`, or null without a key. */
export function idempotency(
  headers: IncomingHttpHeaders,
  route: string,
  fields: readonly unknown[],
): Idempotency | null {
  const key = idempotencyKey(headers);
  return key === null ? null : { key, fingerprint: fingerprint(route, fields) };
}

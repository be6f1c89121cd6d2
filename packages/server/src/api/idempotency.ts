import type { IncomingHttpHeaders } from "node:http";
import { IDEMPOTENCY_KEY_PATTERN, MAX_IDEMPOTENCY_KEY } from "@plimsoll/contract";
import type { Idempotency } from "@plimsoll/core";
import { digestOf, storedKey } from "../util/stored-key.ts";
import { invalidField } from "./api-error.ts";

const VALID_KEY = new RegExp(IDEMPOTENCY_KEY_PATTERN);
/** What distinguishes callers' keys from the ids of providers' events. */
const SCOPE = "api";

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
  return digestOf(JSON.stringify([route, ...fields]));
}

/** The idempotency of a command: the request's key and the fingerprint of `fields`, or null without a key. */
export function idempotency(
  headers: IncomingHttpHeaders,
  route: string,
  fields: readonly unknown[],
): Idempotency | null {
  return idempotencyOf(idempotencyKey(headers), route, fields);
}

/** The same of a key that the caller has given otherwise. */
export function idempotencyOf(key: string | null, route: string, fields: readonly unknown[]): Idempotency | null {
  return key === null ? null : { key: storedKey(SCOPE, key), fingerprint: fingerprint(route, fields) };
}

import { createHash, randomBytes } from "node:crypto";
import type { Command, Scope } from "@plimsoll/core";

/**
 * @nolimit The part of an API key that is shown: `pk_` and six of its 43 characters distinguish keys and do not help to
 * guess one.
 */
const PREFIX_LENGTH = 9;
/** A key this short was chosen by a person; any part of it would reveal too much. */
const SHORT_KEY = 24;

/** 256 random bits. Shown once; only its digest is stored. */
export function newApiKey(): string {
  return `pk_${randomBytes(32).toString("base64url")}`;
}

/** A key has full entropy, so a plain digest protects it; a slow hash would only slow every request. */
export function apiKeyHash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** The command that stores a key. Its id follows from the key, so storing it twice creates one key. */
export function apiKeyCommand(
  accountId: number,
  key: string,
  name: string,
  scopes: readonly Scope[],
  { expiresAt = null, first = false }: { readonly expiresAt?: number | null; readonly first?: boolean } = {},
): Extract<Command, { type: "create_api_key" }> {
  const hash = apiKeyHash(key);
  return {
    type: "create_api_key",
    accountId,
    id: `key_${hash.slice(0, 24)}`,
    name,
    hash,
    prefix: key.length < SHORT_KEY ? "pk_" : key.slice(0, PREFIX_LENGTH),
    scopes,
    expiresAt,
    first,
  };
}

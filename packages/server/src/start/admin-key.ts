import type { Actor } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import { apiKeyCommand, newApiKey } from "../util/api-key.ts";

/** The actor in the audit log. */
const SERVER: Actor = { keyId: null, name: "server settings", requestId: null, address: null };

/**
 * Stores the configured key if it is new, in place of the previous one. Without a configured key, an account without
 * keys gets one, which is returned.
 */
export async function ensureAdminKey(
  committer: Committer,
  accountId: number,
  configured: string | null,
): Promise<string | null> {
  if (configured !== null) {
    const { first: _, ...named } = apiKeyCommand(accountId, configured, "PLIMSOLL_ADMIN_KEY", ["admin"]);
    const kept = await committer.submit({ ...named, type: "configure_api_key", actor: SERVER });
    if (kept.ok) return null;
    throw new Error("PLIMSOLL_ADMIN_KEY names a key that was revoked; choose another");
  }
  const key = newApiKey();
  const made = await committer.submit({
    ...apiKeyCommand(accountId, key, "first admin key", ["admin"], { first: true }),
    actor: SERVER,
  });
  return made.ok ? key : null;
}

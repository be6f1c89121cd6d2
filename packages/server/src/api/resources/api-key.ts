import { isoTime, isoTimeOrNull, type ApiKey as ApiKeyRow, type Scope } from "@plimsoll/core";
import type { ApiKey } from "@plimsoll/contract";

export function apiKeyResource(key: Readonly<ApiKeyRow>): ApiKey {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: JSON.parse(key.scopes) as Scope[],
    created_at: isoTime(key.createdAt),
    expires_at: isoTimeOrNull(key.expiresAt),
    last_used_at: isoTimeOrNull(key.lastUsedAt),
    revoked_at: isoTimeOrNull(key.revokedAt),
  };
}

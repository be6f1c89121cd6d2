import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { ApiKey, Scope } from "../model/api-key.ts";

/** Stores a key's digest. One that is stored already is left as it is. */
export interface CreateApiKey {
  readonly type: "create_api_key";
  readonly accountId: number;
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
  /** Only if the account has no key yet: of two servers that start at once, one creates the first key. */
  readonly first: boolean;
}

export const createApiKey: Handler<CreateApiKey, { readonly key: ApiKey }> = {
  lookups: (command) => [row("apiKeys", command.accountId, command.id)],
  apply: (draft, command): Outcome<{ key: ApiKey }> => {
    const { accountId, id, first } = command;
    const existing = draft.get("apiKeys", accountId, id);
    if (existing) return accepted({ key: existing });
    if (first && draft.find("apiKeys", "account", accountId).length > 0) return rejected("not_the_first_api_key");
    return accepted({ key: insertKey(draft, command, false) });
  },
};

function insertKey(draft: Draft, command: CreateApiKey | ConfigureApiKey, configured: boolean): ApiKey {
  const { accountId, id, name, hash, prefix, scopes, expiresAt } = command;
  const text = JSON.stringify(scopes);
  draft.insert("directoryEntries", { accountId, key: hash });
  const createdAt = draft.now;
  return draft.insert("apiKeys", {
    accountId,
    id,
    name,
    hash,
    prefix,
    scopes: text,
    createdAt,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
    configured,
  });
}

/** The admin key in the server's settings, stored at every start. The previous one is revoked. */
export interface ConfigureApiKey extends Omit<CreateApiKey, "type" | "first"> {
  readonly type: "configure_api_key";
}

/** A key that another one replaced is valid again; one that was revoked by hand stays so: api_key_revoked. */
export const configureApiKey: Handler<ConfigureApiKey, { readonly key: ApiKey }> = {
  lookups: (command) => [row("apiKeys", command.accountId, command.id)],
  apply: (draft, command): Outcome<{ key: ApiKey }> => {
    const { accountId, id } = command;
    const existing = draft.get("apiKeys", accountId, id);
    if (existing && existing.revokedAt !== null && !existing.configured) return rejected("api_key_revoked");
    for (const other of draft.find("apiKeys", "account", accountId)) {
      if (!other.configured || other.revokedAt !== null || other.id === id) continue;
      draft.edit("apiKeys", other).revokedAt = draft.now;
    }
    if (!existing) return accepted({ key: insertKey(draft, command, true) });
    if (existing.configured && existing.revokedAt === null) return accepted({ key: existing });
    const key = draft.edit("apiKeys", existing);
    key.configured = true;
    key.revokedAt = null;
    return accepted({ key });
  },
};

export interface RevokeApiKey {
  readonly type: "revoke_api_key";
  readonly accountId: number;
  readonly id: string;
}

export const revokeApiKey: Handler<RevokeApiKey, null> = {
  lookups: (command) => [row("apiKeys", command.accountId, command.id)],
  apply: (draft, { accountId, id }): Outcome<null> => {
    const key = draft.get("apiKeys", accountId, id);
    if (!key) return rejected("api_key_not_found");
    if (key.revokedAt === null) {
      const edited = draft.edit("apiKeys", key);
      edited.revokedAt = draft.now;
      edited.configured = false;
    }
    return accepted(null);
  },
};

/** Requests were made with keys, the last ones at these times. */
export interface RecordKeyUse {
  readonly type: "record_key_use";
  readonly accountId: number;
  readonly uses: readonly { readonly id: string; readonly at: number }[];
}

export const recordKeyUse: Handler<RecordKeyUse, null> = {
  lookups: ({ accountId, uses }) => uses.map(({ id }) => row("apiKeys", accountId, id)),
  apply: (draft, { accountId, uses }): Outcome<null> => {
    for (const { id, at } of uses) {
      const key = draft.get("apiKeys", accountId, id);
      if (key && (key.lastUsedAt ?? 0) < at) draft.edit("apiKeys", key).lastUsedAt = at;
    }
    return accepted(null);
  },
};

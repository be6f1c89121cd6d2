import { row, type Handler } from "../command.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { ApiKey, Scope } from "../model/api-key.ts";

/** Stores a key's digest. A digest that is stored already is left as it is, so that a configured key can be given at every start. */
export interface CreateApiKey {
  readonly type: "create_api_key";
  readonly accountId: number;
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** Only if the account has no key yet: of two servers that start at once, one makes the first key. */
  readonly first: boolean;
}

export const createApiKey: Handler<CreateApiKey, { readonly key: ApiKey }> = {
  lookups: (command) => [row("apiKeys", command.accountId, command.id)],
  apply: (draft, { accountId, id, name, hash, prefix, scopes, first }): Outcome<{ key: ApiKey }> => {
    const existing = draft.get("apiKeys", accountId, id);
    if (existing) return accepted({ key: existing });
    if (first && draft.find("apiKeys", "account", accountId).length > 0) return rejected("not_the_first_api_key");
    const key = draft.insert("apiKeys", {
      accountId,
      id,
      name,
      hash,
      prefix,
      scopes: JSON.stringify(scopes),
      createdAt: draft.now,
      revokedAt: null,
    });
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
    if (key.revokedAt === null) draft.edit("apiKeys", key).revokedAt = draft.now;
    return accepted(null);
  },
};

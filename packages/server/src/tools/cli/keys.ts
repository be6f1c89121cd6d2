import { setTimeout as delay } from "node:timers/promises";
import { CreateApiKey, MAX_LIMIT } from "@plimsoll/contract";
import { KEY_SCOPES, type Scope } from "@plimsoll/contract";
import type { Actor } from "@plimsoll/core";
import { validatorOf } from "../../api/validation.ts";
import type { Config } from "../../config.ts";
import { apiKeyCommand, newApiKey } from "../../util/api-key.ts";
import { readTime } from "../../util/outside-text/time.ts";
import { FOREIGN_WRITES_EVERY_MS } from "../../store/sqlite/messages.ts";
import { safeText } from "../terminal/safe-text.ts";
import { accountOf, submitAlone, withStore } from "./store-access.ts";

/** The actor in the audit log. */
const OPERATOR: Actor = { keyId: null, name: "command line", requestId: null, address: null };

export interface KeysIo {
  readonly print: (line: string) => void;
  readonly json: boolean;
}

/** Creates a key, and its account when there is none of that name, and prints it this once. */
export async function createKey(
  config: Config,
  options: {
    readonly account: string;
    readonly name: string;
    readonly scopes: readonly string[];
    readonly expires?: string;
  },
  io: KeysIo,
): Promise<number> {
  const scopes = options.scopes.map((scope) => {
    const known = KEY_SCOPES.find((candidate) => candidate === scope);
    if (!known) throw new Error(`--scopes: ${scope} is not one of ${KEY_SCOPES.join(", ")}`);
    return known;
  });
  // A key of the command line may do without a name.
  const problems = options.name === "" ? [] : validatorOf(CreateApiKey)({ name: options.name, scopes });
  const problem = problems.find(({ field }) => field === "name");
  if (problem !== undefined) throw new Error(`--${problem.message}`);
  const expiresAt = options.expires === undefined ? null : readTime(options.expires);
  if (options.expires !== undefined && (expiresAt === null || expiresAt <= Date.now())) {
    throw new Error(`--expires: ${options.expires} is not an RFC 3339 time in the future`);
  }
  const accountId = await accountOf(config, options.account, true);
  return withStore(config, async (store) => {
    const key = newApiKey();
    const command = apiKeyCommand(accountId, key, options.name, scopes, { expiresAt });
    await submitAlone(store, { ...command, actor: OPERATOR });
    io.print(io.json ? JSON.stringify({ id: command.id, key, scopes }) : `${command.id}  ${key}  (shown once)`);
    return 0;
  });
}

export async function listKeys(config: Config, options: { readonly account: string }, io: KeysIo): Promise<number> {
  const accountId = await accountOf(config, options.account);
  return withStore(config, async (store) => {
    const keys: { id: string; name: string; prefix: string; scopes: Scope[]; state: string }[] = [];
    for (let page = 1; ; page += 1) {
      const { rows } = await store.reads.apiKeys(accountId, { page, limit: MAX_LIMIT });
      for (const { id, name, prefix, scopes, revokedAt, expiresAt } of rows) {
        const state = stateOf(revokedAt, expiresAt);
        keys.push({ id, name, prefix, scopes: JSON.parse(scopes) as Scope[], state });
      }
      if (rows.length < MAX_LIMIT) break;
    }
    if (io.json) io.print(JSON.stringify(keys));
    else {
      for (const { id, name, prefix, scopes, state } of keys) {
        io.print(`${id}  ${prefix}…  ${scopes.join(",")}  ${state}  ${safeText(name)}`);
      }
    }
    return 0;
  });
}

function stateOf(revokedAt: number | null, expiresAt: number | null): string {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= Date.now() ? "expired" : "active";
}

export async function revokeKey(
  config: Config,
  options: { readonly account: string; readonly id: string },
  io: KeysIo,
): Promise<number> {
  const accountId = await accountOf(config, options.account);
  return withStore(config, async (store) => {
    const answer = await submitAlone(store, { type: "revoke_api_key", accountId, id: options.id, actor: OPERATOR });
    if (!answer.ok) throw new Error(`there is no key ${options.id}`);
    // By then a server that runs on the same store has noticed the change.
    if (store.engine === "sqlite") await delay(3 * FOREIGN_WRITES_EVERY_MS);
    io.print(io.json ? JSON.stringify({ id: options.id, state: "revoked" }) : `${options.id} is revoked`);
    return 0;
  });
}

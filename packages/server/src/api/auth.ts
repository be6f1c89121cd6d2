import type { FastifyRequest } from "fastify";
import { apiKeyHash } from "../util/api-key.ts";
import { ApiError } from "./api-error.ts";
import type { Sessions } from "./dashboard/sessions.ts";
import { callerWith, type Caller, type KeyCache } from "./key-cache.ts";
import type { KeyUse } from "./key-use.ts";
import { isReading, sufficientScopes } from "./scopes.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set on every route that needs a key. */
    caller: Caller;
    /** Whether the caller is a person who is signed in to the dashboard. */
    isPerson: boolean;
  }
}

const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i;

export interface Authentication {
  readonly keys: KeyCache;
  readonly sessions: Sessions;
  readonly keyUse: Pick<KeyUse, "used">;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export function authenticate({ keys, sessions, keyUse, now }: Authentication) {
  return async (request: FastifyRequest): Promise<void> => {
    const hash = keyHashOf(request, sessions);
    const at = now();
    const caller = hash === null ? null : await callerWith(keys, hash, at);
    if (!caller) throw new ApiError("UNAUTHORIZED");
    const sufficient = sufficientScopes(request);
    if (!caller.scopes.some((held) => sufficient.includes(held))) {
      const [usual, limited] = [sufficient[0], sufficient.find((scope) => scope.includes(":"))];
      throw new ApiError("FORBIDDEN", `the API key lacks the scope ${usual}${limited ? ` or ${limited}` : ""}`);
    }
    keyUse.used(caller, at);
    request.caller = caller;
    request.isPerson = request.headers.authorization === undefined;
  };
}

/** The digest of the key that a request is made with: its own, or the one that signed in to the dashboard. */
function keyHashOf(request: FastifyRequest, sessions: Sessions): string | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const key = BEARER.exec(authorization)?.[1];
    return key === undefined ? null : apiKeyHash(key);
  }
  const session = sessions.of(request);
  if (session === null) return null;
  if (!isReading(request)) sessions.requireOwnPage(request);
  return session.keyHash;
}

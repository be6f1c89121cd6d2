import type { FastifyRequest } from "fastify";
import type { Scope } from "@plimsoll/core";
import { apiKeyHash } from "../util/api-key.ts";
import { ApiError } from "./api-error.ts";
import type { Sessions } from "./dashboard/sessions.ts";
import type { Caller, KeyCache } from "./key-cache.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set on every route that needs a key. */
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** The scope that the route requires; by default read for GET and write for the rest. */
    scope?: Scope;
  }
}

const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i;

/** admin includes write, write includes read. */
const SUFFICIENT: Readonly<Record<Scope, readonly Scope[]>> = {
  read: ["read", "write", "admin"],
  write: ["write", "admin"],
  admin: ["admin"],
};

export function authenticate(keys: KeyCache, sessions: Sessions) {
  return async (request: FastifyRequest): Promise<void> => {
    const hash = keyHashOf(request, sessions);
    const caller = hash === null ? null : await keys.get(hash);
    if (!caller) throw new ApiError("UNAUTHORIZED");
    const scope = requiredScope(request);
    if (!caller.scopes.some((held) => SUFFICIENT[scope].includes(held))) {
      throw new ApiError("FORBIDDEN", `the API key lacks the scope ${scope}`);
    }
    request.caller = caller;
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

function isReading({ method }: FastifyRequest): boolean {
  return method === "GET" || method === "HEAD";
}

function requiredScope(request: FastifyRequest): Scope {
  return request.routeOptions.config.scope ?? (isReading(request) ? "read" : "write");
}

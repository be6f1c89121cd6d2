import type { FastifyRequest } from "fastify";
import type { Scope } from "@plimsoll/core";
import { apiKeyHash } from "../util/api-key.ts";
import { ApiError } from "./api-error.ts";
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

export function authenticate(keys: KeyCache) {
  return async (request: FastifyRequest): Promise<void> => {
    const key = BEARER.exec(request.headers.authorization ?? "")?.[1];
    const caller = key === undefined ? null : await keys.get(apiKeyHash(key));
    if (!caller) throw new ApiError("UNAUTHORIZED");
    const scope = requiredScope(request);
    if (!caller.scopes.some((held) => SUFFICIENT[scope].includes(held))) {
      throw new ApiError("FORBIDDEN", `the API key lacks the scope ${scope}`);
    }
    request.caller = caller;
  };
}

function requiredScope(request: FastifyRequest): Scope {
  const reading = request.method === "GET" || request.method === "HEAD";
  return request.routeOptions.config.scope ?? (reading ? "read" : "write");
}

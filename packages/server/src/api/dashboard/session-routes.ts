import { isoTime } from "@plimsoll/core";
import { Session, SignIn, type Session as SessionResource } from "@plimsoll/contract";
import type { FastifyRequest } from "fastify";
import { apiKeyHash } from "../../util/api-key.ts";
import { sendNothing, sendResource } from "../answer.ts";
import { ApiError } from "../api-error.ts";
import { answering, operationsOf, writing } from "../documented.ts";
import { callerWith, type KeyCache } from "../key-cache.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import type { Sessions } from "./sessions.ts";
import { newToken, type SessionToken } from "./session-token.ts";
import { WrongKeys } from "./wrong-keys.ts";

const operation = operationsOf("Session");
const security: [] = [];

export interface SessionRoutes extends Pick<Services, "reads" | "now"> {
  readonly keys: KeyCache;
  readonly sessions: Sessions;
}

/** Signing in to the dashboard and out of it. */
export function sessionRoutes(app: App, { reads, keys, sessions, now }: SessionRoutes): void {
  const wrongKeys = new WrongKeys();

  /** The session as its page sees it. Throws UNAUTHORIZED when its key is unknown, revoked or expired. */
  async function resourceOf(token: SessionToken): Promise<SessionResource> {
    const caller = await callerWith(keys, token.keyHash, now());
    const account = caller && (await reads.account(caller.accountId));
    if (!caller || !account) throw new ApiError("UNAUTHORIZED");
    const time = now();
    return {
      account: { id: account.id, name: account.name },
      key_id: caller.keyId,
      scopes: [...caller.scopes],
      // A cookie lives by the machine's clock. Its end is said by that of the story, which the demo sets.
      expires_at: isoTime(time + token.expiresAt - Date.now()),
      server_time: isoTime(time),
      event_position: account.eventCount,
    };
  }

  function sessionOf(request: FastifyRequest): SessionToken {
    const token = sessions.of(request);
    if (token === null) throw new ApiError("UNAUTHORIZED");
    return token;
  }

  app.addHook("onRequest", async (_request, reply) => {
    void reply.header("Cache-Control", "no-store");
  });

  app.post(
    "/session",
    operation("signIn", "Sign in to the dashboard", {
      description:
        "Takes an API key and sets an HttpOnly cookie that stands for it. The cookie changes nothing without the header `X-Plimsoll-Session: 1` and an `Origin` of this server.",
      security,
      body: SignIn,
      response: writing(200, Session),
    }),
    async (request, reply) => {
      if (request.headers.origin !== undefined && !sessions.isOwnOrigin(request)) {
        throw new ApiError("FORBIDDEN", "a session begins on the dashboard's own pages only");
      }
      const wait = wrongKeys.waitOf(request.ip);
      if (wait !== null) {
        const refusal = new ApiError("TOO_MANY_REQUESTS", "too many wrong keys");
        refusal.retryAfter = wait;
        throw refusal;
      }
      const token = newToken(apiKeyHash(request.body.key.trim()), Date.now());
      const session = await resourceOf(token).catch((error: unknown) => {
        if (error instanceof ApiError) wrongKeys.note(request.ip);
        throw error;
      });
      void reply.header("Set-Cookie", sessions.cookieOf(token, request));
      return sendResource(reply, 200, session);
    },
  );

  app.get(
    "/session",
    operation("getSession", "Read who is signed in", {
      security,
      response: answering(Session, "UNAUTHORIZED", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"),
    }),
    async (request, reply) => sendResource(reply, 200, await resourceOf(sessionOf(request))),
  );

  app.put(
    "/session",
    operation("extendSession", "Stay signed in", {
      description: "The session's time begins again. Its former cookie is accepted for ten more seconds.",
      security,
      response: writing(200, Session),
    }),
    async (request, reply) => {
      const before = sessionOf(request);
      sessions.requireOwnPage(request);
      const token = newToken(before.keyHash, Date.now());
      const session = await resourceOf(token);
      sessions.replace(before);
      void reply.header("Set-Cookie", sessions.cookieOf(token, request));
      return sendResource(reply, 200, session);
    },
  );

  app.delete(
    "/session",
    operation("signOut", "Sign out of the dashboard", {
      security,
      response: writing(204, null),
    }),
    async (request, reply) => {
      const token = sessionOf(request);
      sessions.requireOwnPage(request);
      sessions.end(token);
      void reply.header("Set-Cookie", sessions.noCookie(request));
      return sendNothing(reply);
    },
  );
}

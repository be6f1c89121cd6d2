import type { FastifyRequest } from "fastify";
import { ExpiringMap } from "../../util/expiring-map.ts";
import type { Sealer } from "../../util/sealer.ts";
import { ApiError } from "../api-error.ts";
import { SESSION_MS, sealedToken, tokenIn, type SessionToken } from "./session-token.ts";

const COOKIE = "plimsoll_session";
/** Sent with every change that a session makes: a page of another site cannot add it. */
const SESSION_HEADER = "x-plimsoll-session";
/** @limit Sessions: ended sessions whose cookies are refused until they would have expired anyway. */
const MAX_ENDED = 100_000;
/** @limit Sessions: time for which a session that was extended is still accepted: a page's requests that are under way carry its cookie. */
const UNDER_WAY_MS = 10_000;

export interface SessionOptions {
  readonly seal: Sealer["seal"];
  readonly unseal: Sealer["unseal"];
  /** The URL at which others reach the server. */
  readonly publicUrl?: string | undefined;
}

/** The dashboard's sessions: cookies that stand for an API key. */
export class Sessions {
  readonly #options: SessionOptions;
  /** From when on ended sessions are refused, in milliseconds of the monotonic clock. */
  readonly #ended = new ExpiringMap<number>(MAX_ENDED, SESSION_MS);

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The session whose cookie the request carries; null without one, and for a request that another site started. */
  of(request: FastifyRequest): SessionToken | null {
    const cookie = cookieIn(request.headers.cookie);
    if (cookie === undefined || startedElsewhere(request)) return null;
    const token = tokenIn(cookie, this.#options, Date.now());
    if (token === null) return null;
    const refusedFrom = this.#ended.get(token.id, Date.now()) ?? Number.POSITIVE_INFINITY;
    return performance.now() >= refusedFrom ? null : token;
  }

  /** A cookie alone changes nothing. Throws FORBIDDEN without the header and the origin of the dashboard's own pages. */
  requireOwnPage(request: FastifyRequest): void {
    if (request.headers[SESSION_HEADER] !== "1") {
      throw new ApiError("FORBIDDEN", "a session changes nothing without the header X-Plimsoll-Session: 1");
    }
    if (!this.isOwnOrigin(request)) {
      throw new ApiError("FORBIDDEN", "a session changes nothing from another origin");
    }
  }

  isOwnOrigin({ headers: { origin, host } }: FastifyRequest): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    const { publicUrl } = this.#options;
    const url = new URL(origin);
    return url.host === host || (publicUrl !== undefined && url.origin === new URL(publicUrl).origin);
  }

  end({ id }: SessionToken): void {
    this.#ended.set(id, performance.now(), Date.now());
  }

  /** Another has taken its place. */
  replace({ id }: SessionToken): void {
    this.#ended.set(id, performance.now() + UNDER_WAY_MS, Date.now());
  }

  cookieOf(token: SessionToken, request: FastifyRequest): string {
    const seconds = Math.floor((token.expiresAt - Date.now()) / 1_000);
    return `${COOKIE}=${sealedToken(token, this.#options)}; Max-Age=${seconds}; ${this.#attributes(request)}`;
  }

  noCookie(request: FastifyRequest): string {
    return `${COOKIE}=; Max-Age=0; ${this.#attributes(request)}`;
  }

  #attributes({ headers }: FastifyRequest): string {
    const isSecure =
      headers["x-forwarded-proto"] === "https" ||
      headers.origin?.startsWith("https:") === true ||
      this.#options.publicUrl?.startsWith("https:") === true;
    return `Path=/; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
  }
}

function startedElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site";
}

function cookieIn(header: string | undefined): string | undefined {
  return header
    ?.split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
}

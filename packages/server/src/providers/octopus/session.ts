import { ProviderError } from "../connector.ts";
import type { HttpAnswer } from "../requests/exchange.ts";
import { isSuccess } from "../requests/refusal.ts";
import { isMembers, member } from "../../util/outside-text/members.ts";
import { optionalDecimal, optionalTime } from "../../util/outside-text/text.ts";
import { malformed } from "../json/members.ts";
import { errorOf } from "./errors.ts";

export interface OctopusCredentials {
  readonly api_key: string;
  readonly api_secret: string;
}

/**
 * @limit Providers: time before its end at which an access token is renewed; one with less than twice this is renewed
 * halfway.
 */
const RENEW_BEFORE_MS = 5 * 60_000;
/** @limit Providers: lifetime of an access token, as documented, when the response names none. */
const ACCESS_LIFETIME_MS = 3_600_000;
/**
 * Clocks are wrong more often than tokens.
 * @limit Providers: shortest time for which an access token is used, even when it seems to have ended.
 */
const MIN_LIFETIME_MS = 10_000;

interface Tokens {
  readonly access: string;
  readonly refresh: string | null;
  /** By our clock. */
  readonly renewAt: number;
  readonly endsAt: number;
}

export interface SessionOptions {
  readonly credentials: OctopusCredentials;
  readonly now: () => number;
  /** One POST without authorization; 429 rejects. */
  readonly send: (path: string, body: object, signal: AbortSignal) => Promise<HttpAnswer>;
}

/** Access tokens for all requests, from one login. */
export interface Session {
  /** A token that is valid for a while. Rejects with `ProviderError`, or with the signal's reason. */
  token(signal: AbortSignal): Promise<string>;
  /** Another token than this one, which the provider refused. */
  tokenAfter(refused: string, signal: AbortSignal): Promise<string>;
  close(): void;
}

/**
 * Refreshing revokes the refresh token, so of two refreshes at once one would be logged out: there is never more than
 * one, all requests wait for it, and a request that stops waiting does not stop it. A refresh that fails is followed by
 * a login.
 */
export function createSession({ credentials, now, send }: SessionOptions): Session {
  const closing = new AbortController();
  let tokens: Tokens | null = null;
  let renewal: Promise<Tokens> | null = null;

  function renew(): Promise<Tokens> {
    renewal ??= obtain(tokens)
      .then((fresh) => (tokens = fresh))
      .finally(() => (renewal = null));
    return renewal;
  }

  async function obtain(old: Tokens | null): Promise<Tokens> {
    if (old !== null && old.refresh !== null) {
      try {
        return await ask("/auth/refresh", { refresh_token: old.refresh });
      } catch (error) {
        if (error instanceof ProviderError && error.kind === "rate_limited") throw error;
        closing.signal.throwIfAborted();
        // Whatever the result, the old refresh token may be gone.
        tokens = tokens && { ...tokens, refresh: null };
      }
    }
    return ask("/auth/login", { username: credentials.api_key, password: credentials.api_secret });
  }

  async function ask(path: string, body: object): Promise<Tokens> {
    const answer = await send(path, body, closing.signal);
    if (isSuccess(answer.status)) return tokensOf(answer);
    // The message is left out, because the request contained secrets.
    const error = errorOf({ ...answer, json: () => null }, `POST ${path}`);
    // The documentation does not say with which status a login fails; any refusal of it is one of the credentials.
    throw error.kind === "rejected" && path === "/auth/login"
      ? new ProviderError("auth", error.message, { cause: error })
      : error;
  }

  return {
    async token(signal) {
      const held = tokens;
      if (held !== null && now() < held.renewAt) return held.access;
      try {
        const { access } = await waitFor(renew(), signal);
        return access;
      } catch (error) {
        signal.throwIfAborted();
        // Renewed early, so that a provider that cannot renew now gets another request before it matters.
        if (held !== null && tokens?.access === held.access && now() < held.endsAt) return held.access;
        throw error;
      }
    },
    async tokenAfter(refused, signal) {
      if (tokens !== null && tokens.access !== refused) return tokens.access;
      const { access } = await waitFor(renew(), signal);
      return access;
    },
    close: () => closing.abort(new ProviderError("transient", "the connection is closed")),
  };
}

function tokensOf(answer: HttpAnswer): Tokens {
  const body = answer.json();
  const data = isMembers(member(body, "data")) ? member(body, "data") : body;
  const access = idOfToken(member(data, "access_token"));
  const refresh = member(data, "refresh_token");
  // The expiry is by the provider's clock; its distance from the response's own date is right by any clock.
  const { from, to } = answer.window;
  const ends = expiry(member(data, "access_expires_at"));
  const dated = answer.clock === null ? to : answer.clock.low + to;
  const lifetime = Math.max(ends === null ? ACCESS_LIFETIME_MS : ends - dated, MIN_LIFETIME_MS);
  return {
    access,
    refresh: typeof refresh === "string" && refresh !== "" ? refresh : null,
    renewAt: from + lifetime - Math.min(RENEW_BEFORE_MS, lifetime / 2),
    endsAt: from + lifetime,
  };
}

/** A token goes into a header unchanged. */
function idOfToken(value: unknown): string {
  if (typeof value === "string" && /^[\x21-\x7e]{1,8192}$/.test(value)) return value;
  throw malformed("data.access_token", "must be a token");
}

/** RFC 3339, or Unix seconds. */
function expiry(value: unknown): number | null {
  const seconds = optionalDecimal(value);
  return seconds === null ? optionalTime(value) : Math.floor(Number(seconds) * 1_000);
}

/** Stops waiting when the signal aborts; the work continues for the others. */
function waitFor<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

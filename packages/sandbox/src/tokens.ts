import { randomBytes } from "node:crypto";

/** @limit Sandbox and demo: tokens of one kind that the sandbox remembers; the oldest is dropped. */
const MAX_TOKENS = 1_000;

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessExpiresAt: number;
  readonly refreshExpiresAt: number;
}

/** Valid tokens with their expiry. Times are the sandbox's own, not the provider clock's, which can be moved. */
export class Tokens {
  readonly #access = new Map<string, number>();
  readonly #refresh = new Map<string, number>();
  readonly #accessTtlMs: number;
  readonly #refreshTtlMs: number;

  constructor(accessTtlMs: number, refreshTtlMs: number) {
    this.#accessTtlMs = accessTtlMs;
    this.#refreshTtlMs = refreshTtlMs;
  }

  issue(now: number): TokenPair {
    const pair = {
      accessToken: randomBytes(24).toString("hex"),
      refreshToken: randomBytes(24).toString("hex"),
      accessExpiresAt: now + this.#accessTtlMs,
      refreshExpiresAt: now + this.#refreshTtlMs,
    };
    remember(this.#access, pair.accessToken, pair.accessExpiresAt);
    remember(this.#refresh, pair.refreshToken, pair.refreshExpiresAt);
    return pair;
  }

  /** A new pair for a refresh token, which is used up by it; null when it is unknown, used or too old. */
  refresh(token: string, now: number): TokenPair | null {
    const expiresAt = this.#refresh.get(token);
    this.#refresh.delete(token);
    return expiresAt !== undefined && expiresAt > now ? this.issue(now) : null;
  }

  isValid(token: string, now: number): boolean {
    return (this.#access.get(token) ?? 0) > now;
  }

  revoke(token: string): void {
    this.#access.delete(token);
  }
}

function remember(tokens: Map<string, number>, token: string, expiresAt: number): void {
  const [oldest] = tokens.keys();
  if (tokens.size >= MAX_TOKENS && oldest !== undefined) tokens.delete(oldest);
  tokens.set(token, expiresAt);
}

import { ProviderError, type ProviderErrorKind } from "../providers/connector.ts";
import type { RetryPace } from "../util/retry-delay.ts";

/** A failed poll, in words for the provider's owner. */
export interface SyncFailure {
  readonly kind: ProviderErrorKind;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** @limit Polling: wait after the first failed poll. */
const FIRST_RETRY_MS = 2_000;
/** @limit Polling: longest wait after failed polls, unless the provider requests a longer one. */
const MAX_RETRY_MS = 300_000;
/** @limit Polling: longest wait that a provider may request. */
const MAX_RETRY_AFTER_MS = 3_600_000;

export const POLL_RETRIES: RetryPace = {
  firstMs: FIRST_RETRY_MS,
  longestMs: MAX_RETRY_MS,
  jitter: 0.2,
  longestAskedMs: MAX_RETRY_AFTER_MS,
};

/** The failure of a connector; null for an error that is not the provider's. */
export function syncFailure(error: unknown): SyncFailure | null {
  if (error instanceof ProviderError) {
    const { kind, message, retryAfterMs } = error;
    return { kind, message, retryAfterMs };
  }
  const { name } = error as { name?: string };
  if (name !== "TimeoutError") return null;
  return { kind: "transient", message: "the provider did not respond in time", retryAfterMs: null };
}

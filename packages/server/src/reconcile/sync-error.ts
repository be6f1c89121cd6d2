import { ProviderError, type ProviderErrorKind } from "../providers/connector.ts";

/** A poll that did not succeed, in words for the provider's owner. */
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
const JITTER = 0.2;

/** What a connector threw; null for what is no failure of the provider. */
export function syncFailure(error: unknown): SyncFailure | null {
  if (error instanceof ProviderError) {
    const { kind, message, retryAfterMs } = error;
    return { kind, message, retryAfterMs };
  }
  const { name } = error as { name?: string };
  if (name !== "TimeoutError") return null;
  return { kind: "transient", message: "the provider did not answer in time", retryAfterMs: null };
}

/** Milliseconds until the next poll after the n-th failure in a row (n from 1). `random` from 0 to 1. */
export function retryDelayMs(failures: number, retryAfterMs: number | null, random: number): number {
  const backoff = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
  const jittered = Math.min(MAX_RETRY_MS, backoff * (1 - JITTER + 2 * JITTER * random));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}

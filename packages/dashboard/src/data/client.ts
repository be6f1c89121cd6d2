import { createClient } from "@plimsoll/client";

/** @limit Dashboard: time for one attempt of a request. */
const TIMEOUT_MS = 10_000;

export const SESSION_HEADERS = { "X-Plimsoll-Session": "1" };

/** The API of this page's own server, as the session's key. */
export const api = createClient({ baseUrl: "", headers: SESSION_HEADERS, timeoutMs: TIMEOUT_MS, maxRetries: 0 });

import { createClient } from "@plimsoll/client";
import { Unanswered } from "./problems.ts";
import { queries } from "./queries.ts";

/** @limit Dashboard: time for one attempt of a request. */
const TIMEOUT_MS = 10_000;

export const SESSION_HEADERS = { "X-Plimsoll-Session": "1" };

/** The API of this page's own server, as the session's key. */
export const api = createClient({
  baseUrl: "",
  headers: SESSION_HEADERS,
  timeoutMs: TIMEOUT_MS,
  maxRetries: 0,
  fetch: async (url, sent = {}) => {
    const answer = await fetch(url, sent).catch((error: unknown) => {
      throw new Unanswered(sent, error);
    });
    // The session has ended, or its key was revoked: whatever was requested, the sign-in is what helps.
    if (answer.status === 401) queries.setQueryData(["session"], null);
    return answer;
  },
});

/** One key for one intention: what is sent again after a lost answer takes effect once. */
export function intention(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

import { redactBody } from "../../util/redact.ts";
import { ProviderError, type ProviderErrorKind } from "../connector.ts";
import type { HttpAnswer } from "./exchange.ts";

/** The error's own code and message in a response, where it has them. */
export interface Complaint {
  readonly code: string | null;
  readonly message: string | null;
}

/** @limit Providers: characters kept of a provider's error message. */
const MAX_MESSAGE_CHARACTERS = 200;

/** The meaning of a status when the response contains nothing more precise. */
export function kindOfStatus(status: number): ProviderErrorKind {
  if (status === 401) return "auth";
  if (status === 402) return "insufficient_funds";
  if (status === 403) return "forbidden";
  if (status === 404 || status === 410) return "not_found";
  if (status === 429) return "rate_limited";
  return status === 408 || status === 425 || status >= 500 ? "transient" : "rejected";
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/**
 * A response that is not a success, as an error; `kind` when the response's own code is more precise than its status.
 */
export function refusal(
  answer: HttpAnswer,
  what: string,
  { code, message }: Complaint,
  kind: ProviderErrorKind = kindOfStatus(answer.status),
): ProviderError {
  const { retryAfterMs } = answer;
  if (answer.status >= 300 && answer.status <= 399) {
    return new ProviderError("rejected", `${what}: answered ${answer.status}, a redirect, which is not followed`);
  }
  const said = [code, message === null ? null : presentable(message)].filter((part) => part !== null).join(": ");
  return new ProviderError(kind, `${what}: answered ${answer.status}${said === "" ? "" : ` ${said}`}`, {
    retryAfterMs,
  });
}

/** A provider's message without secrets, card numbers and addresses. */
function presentable(message: string): string {
  return redactBody(message.slice(0, MAX_MESSAGE_CHARACTERS)).replaceAll(/\s+/g, " ").trim();
}

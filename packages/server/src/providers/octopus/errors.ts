import type { ProviderError, ProviderErrorKind } from "../connector.ts";
import type { HttpAnswer } from "../requests/exchange.ts";
import { kindOfStatus, refusal, type Complaint } from "../requests/refusal.ts";
import { member } from "../../util/outside-text/members.ts";
import { optionalText } from "../../util/outside-text/text.ts";

const KIND_OF_CODE: Readonly<Record<string, ProviderErrorKind>> = {
  VALIDATION_FAILURE: "rejected",
  BAD_REQUEST: "rejected",
  UNAUTHORIZED: "auth",
  FORBIDDEN: "forbidden",
  NOT_FOUND: "not_found",
  TOO_MANY_REQUESTS: "rate_limited",
  INTERNAL_SERVER_ERROR: "transient",
  SERVICE_UNAVAILABLE: "transient",
  INSUFFICIENT_FUNDS: "insufficient_funds",
};

export function errorOf(answer: HttpAnswer, what: string): ProviderError {
  const said = complaint(answer);
  return refusal(answer, what, said, KIND_OF_CODE[said.code ?? ""] ?? kindOfStatus(answer.status));
}

/** `{"error":{"name","code","message"}}`; empty for anything else. */
export function complaint(answer: HttpAnswer): Complaint {
  try {
    const error = member(answer.json(), "error");
    const code = optionalText(member(error, "code"));
    return {
      code: code !== null && /^[A-Z0-9_]{1,64}$/.test(code) ? code : null,
      message: optionalText(member(error, "message")),
    };
  } catch {
    return { code: null, message: null };
  }
}

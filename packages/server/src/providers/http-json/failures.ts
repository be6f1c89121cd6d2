import type { HttpJsonSettings } from "@plimsoll/contract";
import type { ProviderError } from "../connector.ts";
import type { HttpAnswer } from "../requests/exchange.ts";
import { isSuccess, kindOfStatus, refusal } from "../requests/refusal.ts";
import { asText, at } from "./path.ts";

type Failure = NonNullable<HttpJsonSettings["failures"]>[number];

/** @limit Providers: characters kept of an error code of an `http_json` provider. */
const MAX_CODE_CHARACTERS = 64;

/** The error in a response, by its status or inside a success; null without one. */
export function failureOf(settings: HttpJsonSettings, answer: HttpAnswer, what: string): ProviderError | null {
  const success = isSuccess(answer.status);
  const body = success ? answer.json() : parsed(answer);
  for (const failure of settings.failures ?? []) {
    if (!applies(failure, body)) continue;
    const code =
      failure.code === undefined ? null : (asText(at(body, failure.code)) ?? "").slice(0, MAX_CODE_CHARACTERS);
    const message = failure.message === undefined ? null : asText(at(body, failure.message));
    const named = failure.kinds?.find((entry) => entry.code === code)?.kind;
    return refusal(answer, what, { code, message }, named ?? (success ? "rejected" : kindOfStatus(answer.status)));
  }
  return success ? null : refusal(answer, what, { code: null, message: null });
}

function applies({ path, equals, unless }: Failure, body: unknown): boolean {
  const value = at(body, path);
  const text = asText(value);
  if (equals !== undefined) return text !== null && equals.includes(text);
  if (unless !== undefined) return text === null || !unless.includes(text);
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== "" && value !== false;
}

function parsed(answer: HttpAnswer): unknown {
  try {
    return answer.json();
  } catch {
    return null;
  }
}

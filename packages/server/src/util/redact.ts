import { cutTo, storable } from "./outside-text/storable.ts";

/** Members whose values are never kept: secrets, voucher codes, card and personal data. */
const SENSITIVE =
  /secret|token|password|authorization|signature|api_?key|pin|voucher|code$|codes$|cvv|cvc|pan|card_?number|account_?number|name$|email|phone|address|birth|iban|ssn|bvn/i;
/** Members whose names match the above and are harmless. */
const HARMLESS =
  /^(currency_?code|country_?code|reference_?code|error_?code|response_?code|status_?code|product_?name|event_?name)$/i;

const REDACTED = "[redacted]";
const CARD_NUMBER = /^\d{13,19}$/;
/** `"member": value` in text that does not parse; the value may be cut off. */
const MEMBER = /"((?:[^"\\]|\\.){1,100})"(\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s,}\]"]+)/g;
/** Tried from the beginning of a run of its characters only: from each of them it would take time with the square of the run's length. */
const EMAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+/g;
/** @limit Inbound webhooks: characters kept of a rejected webhook's body that is not JSON. */
const MAX_TEXT = 16_384;
/** @limit Inbound webhooks: levels of nesting kept of a webhook's body. */
const MAX_DEPTH = 32;

/** A body for inspection, without the values that must not be kept. */
export function redactBody(raw: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    const members = raw
      .slice(0, MAX_TEXT)
      .replaceAll(MEMBER, (whole, key: string, colon: string) =>
        isSensitive(key) ? `"${key}"${colon}"${REDACTED}"` : whole,
      );
    return redactText(members);
  }
  return cutTo(JSON.stringify(redactValue(parsed, 0)), MAX_TEXT);
}

function redactValue(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return "[too deep]";
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number") return CARD_NUMBER.test(String(value)) ? REDACTED : value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, isSensitive(key) ? REDACTED : redactValue(member, depth + 1)]),
  );
}

function isSensitive(key: string): boolean {
  return SENSITIVE.test(key) && !HARMLESS.test(key);
}

/**
 * Replaces card numbers, e-mail addresses and bearer values anywhere; characters that a database text cannot hold
 * become visible.
 */
function redactText(text: string): string {
  const redacted = text
    .slice(0, MAX_TEXT)
    .replaceAll(/\b\d(?:[ -]?\d){12,18}\b/g, REDACTED)
    .replaceAll(EMAIL, REDACTED)
    .replaceAll(/bearer\s+[\w.~+/=-]+/gi, REDACTED);
  return storable(redacted);
}

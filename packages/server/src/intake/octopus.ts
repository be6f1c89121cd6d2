import { createHmac, timingSafeEqual } from "node:crypto";
import type { OrderStatus } from "@plimsoll/core";
import { isLosslessNumber, parse as parseLossless } from "lossless-json";
import { isStorable } from "../storable-text.ts";
import { MalformedHook, type HookHeaders, type HookScheme, type ParsedHook } from "./scheme.ts";

/**
 * The Octopus Cards scheme: hexadecimal HMAC-SHA256 of the raw body in `X-Signature`. The timestamp and event id headers
 * are not signed, so the body's id is what counts and a header that differs is refused. Old timestamps are taken within a generous bound:
 * whether a retry is stamped anew is undocumented, and deduplication makes replays harmless.
 */
export const octopusHooks: HookScheme = { verify, parse };

/** @limit Inbound webhooks: largest difference between a webhook's `X-Timestamp` and now. */
const TOLERANCE_MS = 30 * 24 * 60 * 60 * 1_000;
/** @limit Inbound webhooks: characters of a webhook's ids. */
const MAX_ID = 255;
/** @limit Inbound webhooks: characters kept of a reference or remark. */
const MAX_TEXT = 1_000;

function verify(body: Buffer, headers: HookHeaders, secret: string): boolean {
  const given = headers["x-signature"];
  if (typeof given !== "string" || !/^[0-9a-f]{64}$/i.test(given)) return false;
  // As texts of one length: a digest as text costs half of one as bytes.
  const expected = createHmac("sha256", secret).update(body).digest("hex");
  return timingSafeEqual(Buffer.from(expected, "latin1"), Buffer.from(given.toLowerCase(), "latin1"));
}

function parse(body: Buffer, headers: HookHeaders, now: number): ParsedHook {
  const event = object(parseBody(body.toString("utf8")), "body");
  const eventId = text(event["id"], "id", MAX_ID);
  const eventType = text(event["type"], "type", MAX_ID);
  agrees(headers["x-event-id"], eventId, "id");
  agrees(headers["x-event-type"], eventType, "type");
  checkTimestamp(headers["x-timestamp"], now);
  const status = ORDER_EVENTS[eventType];
  if (status !== undefined) return orderEvent(event["data"], { eventId, eventType, status });
  if (eventType !== "wallet.credited" && eventType !== "wallet.debited") {
    return { type: "other", eventId, eventType };
  }
  const data = object(event["data"], "data");
  return {
    type: "movement",
    eventId,
    occurredAt: time(event["created_at"], "created_at"),
    movement: {
      externalWalletId: identifier(data["wallet_id"], "data.wallet_id"),
      direction: eventType === "wallet.credited" ? "CREDIT" : "DEBIT",
      amount: amount(data["amount"]),
      currency: currency(data["currency"]),
      ledgerId: absent(data["ledger_id"]) ? null : identifier(data["ledger_id"], "data.ledger_id"),
      referenceNumber: optionalText(data["reference_number"], "data.reference_number"),
      remarks: optionalText(data["remarks"], "data.remarks"),
    },
  };
}

const ORDER_EVENTS: Readonly<Record<string, OrderStatus>> = {
  "order.delivered": "DELIVERED",
  "order.partially_delivered": "PARTIALLY_DELIVERED",
  "order.failed": "FAILED",
  "order.cancelled": "CANCELLED",
};
/** Where the protocol names our reference, in different places differently. */
const REFERENCES = ["reference_code", "client_reference", "reference_number", "ref"] as const;

/** An order event that does not say which order, or how much of it, is kept as one that nobody handles: polling finds the same. */
function orderEvent(
  given: unknown,
  { eventId, eventType, status }: { eventId: string; eventType: string; status: OrderStatus },
): ParsedHook {
  const data: Readonly<Record<string, unknown>> = typeof given === "object" && given !== null ? { ...given } : {};
  const reference = REFERENCES.map((name) => data[name]).find((value) => !absent(value));
  const delivered = count(data["delivered_quantity"]) ?? (status === "DELIVERED" ? count(data["quantity"]) : 0);
  const id = data["id"];
  const isId = isLosslessNumber(id) || Number.isSafeInteger(id) || (typeof id === "string" && id.length <= MAX_ID);
  if (typeof reference !== "string" || !isStorable(reference) || delivered === null || !isId || id === "") {
    return { type: "other", eventId, eventType };
  }
  const deliveredOn = typeof data["delivered_on"] === "string" ? Date.parse(data["delivered_on"]) : Number.NaN;
  const name = data["product_name"];
  return {
    type: "order",
    eventId,
    eventType,
    reference,
    order: {
      externalId: String(id),
      status,
      delivered,
      deliveredAt: Number.isNaN(deliveredOn) ? null : deliveredOn,
      productName: typeof name === "string" && isStorable(name) ? name.slice(0, MAX_TEXT) : null,
    },
  };
}

function count(value: unknown): number | null {
  const number = isLosslessNumber(value) ? Number(value.toString()) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/**
 * Amounts and ids are text in every documented example, so the fast parser is right; a number among them could have lost digits and is read
 * again without loss.
 */
function parseBody(raw: string): unknown {
  try {
    const event = JSON.parse(raw) as { data?: Record<string, unknown> } | null;
    const data = event?.data;
    const exact = typeof data?.["amount"] === "string" && small(data["wallet_id"]) && small(data["ledger_id"]);
    return exact ? event : parseLossless(raw);
  } catch {
    throw new MalformedHook("body", "body is not JSON");
  }
}

function small(value: unknown): boolean {
  return typeof value !== "number" || Number.isSafeInteger(value);
}

function object(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new MalformedHook(field, `${field} must be an object`);
}

function text(value: unknown, field: string, max: number): string {
  if (typeof value === "string" && value.length > 0 && value.length <= max && isStorable(value)) {
    return value;
  }
  throw new MalformedHook(field, `${field} must be a text of 1 to ${max} characters`);
}

function optionalText(value: unknown, field: string): string | null {
  if (absent(value)) return null;
  if (typeof value === "string" && isStorable(value)) return value.slice(0, MAX_TEXT);
  throw new MalformedHook(field, `${field} must be a text`);
}

/** Ids are integers in the protocol's examples; text is taken as well, for they are only compared. */
function identifier(value: unknown, field: string): string {
  if (isLosslessNumber(value)) return value.toString();
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return text(value, field, MAX_ID);
}

function amount(value: unknown): string {
  if (isLosslessNumber(value)) return value.toString();
  if (typeof value === "string" && value.length <= 64) return value;
  throw new MalformedHook("data.amount", "data.amount must be a decimal");
}

function currency(value: unknown): string {
  if (typeof value === "string" && /^[A-Za-z]{3}$/.test(value)) return value.toUpperCase();
  throw new MalformedHook("data.currency", "data.currency must be an ISO 4217 code");
}

function time(value: unknown, field: string): number {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw new MalformedHook(field, `${field} must be an RFC 3339 time`);
  return ms;
}

function agrees(header: string | string[] | undefined, value: string, field: string): void {
  if (header === undefined || header === value) return;
  throw new MalformedHook(field, `${field} differs from its header`);
}

function checkTimestamp(header: string | string[] | undefined, now: number): void {
  if (header === undefined) return;
  const seconds = typeof header === "string" && /^\d{1,12}$/.test(header) ? Number(header) : null;
  if (seconds === null) throw new MalformedHook("X-Timestamp", "X-Timestamp must be Unix seconds");
  if (Math.abs(now - seconds * 1_000) > TOLERANCE_MS) {
    throw new MalformedHook("X-Timestamp", "X-Timestamp is too far from now");
  }
}

function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

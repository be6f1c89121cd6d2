import { createHmac, timingSafeEqual } from "node:crypto";
import type { OrderStatus } from "@plimsoll/core";
import { withoutTrailingZeros } from "../../util/outside-text/amount.ts";
import { readJson, UnreadableJson } from "../../util/outside-text/json.ts";
import { isMembers, member, type Members } from "../../util/outside-text/members.ts";
import {
  optionalCurrency,
  optionalDecimal,
  optionalId,
  optionalText,
  optionalTime,
  optionalWhole,
} from "../../util/outside-text/text.ts";
import { MalformedHook, type HookHeaders, type HookScheme, type ParsedHook } from "./scheme.ts";

/**
 * The Octopus Cards scheme: hexadecimal HMAC-SHA256 of the raw body in `X-Signature`. The timestamp and event id
 * headers are not signed, so the body's id counts and a different header is refused. Old timestamps are accepted within
 * a generous bound: the documentation does not say whether a retry has a new timestamp, and deduplication makes replays
 * harmless.
 */
export const octopusHooks: HookScheme = { isSigned, verify, parse };

const SIGNATURE = /^[0-9a-f]{64}$/i;

/** @limit Inbound webhooks: largest difference between a webhook's `X-Timestamp` and now. */
const TOLERANCE_MS = 30 * 24 * 60 * 60 * 1_000;
/** @limit Inbound webhooks: levels of nesting of a webhook's body. */
const MAX_HOOK_DEPTH = 32;
/** @limit Inbound webhooks: characters of a field's name in an error. */
const MAX_FIELD = 100;

function isSigned(headers: HookHeaders): boolean {
  const given = headers["x-signature"];
  return typeof given === "string" && SIGNATURE.test(given);
}

function verify(body: Buffer, headers: HookHeaders, secret: string): boolean {
  const given = headers["x-signature"];
  if (typeof given !== "string" || !SIGNATURE.test(given)) return false;
  // Compared as texts of one length: a digest as text costs half of one as bytes.
  const expected = createHmac("sha256", secret).update(body).digest("hex");
  return timingSafeEqual(Buffer.from(expected, "latin1"), Buffer.from(given.toLowerCase(), "latin1"));
}

/**
 * The members about the money and its time are read strictly and refused by name. Additional data never loses a
 * movement: it is read as far as possible, or left out.
 */
function parse(body: Buffer, headers: HookHeaders, now: number): ParsedHook {
  const event = membersAt(parseBody(body.toString("utf8")), "body");
  const eventId = name(member(event, "id"), "id");
  const eventType = name(member(event, "type"), "type");
  agrees(headers["x-event-id"], eventId, "id");
  agrees(headers["x-event-type"], eventType, "type");
  checkTimestamp(headers["x-timestamp"], now);
  const status = ORDER_EVENTS[eventType];
  if (status !== undefined) return orderEvent(member(event, "data"), { eventId, eventType, status });
  if (eventType !== "wallet.credited" && eventType !== "wallet.debited") {
    return { type: "other", eventId, eventType };
  }
  const data = membersAt(member(event, "data"), "data");
  return {
    type: "movement",
    eventId,
    occurredAt: needed(optionalTime(member(event, "created_at")), "created_at", "an RFC 3339 time"),
    movement: {
      externalWalletId: needed(optionalId(member(data, "wallet_id")), "data.wallet_id", "an id"),
      direction: eventType === "wallet.credited" ? "CREDIT" : "DEBIT",
      amount: withoutTrailingZeros(needed(optionalDecimal(member(data, "amount")), "data.amount", "a decimal")),
      currency: needed(optionalCurrency(member(data, "currency")), "data.currency", "an ISO 4217 code"),
      ledgerId: optionalId(member(data, "ledger_id")),
      referenceNumber: optionalText(member(data, "reference_number")),
      remarks: optionalText(member(data, "remarks")),
    },
  };
}

const ORDER_EVENTS: Readonly<Record<string, OrderStatus>> = {
  "order.delivered": "DELIVERED",
  "order.partially_delivered": "PARTIALLY_DELIVERED",
  "order.failed": "FAILED",
  "order.cancelled": "CANCELLED",
};
/** The names of our reference in the protocol, which differ from place to place. */
const REFERENCES = ["reference_code", "client_reference", "reference_number", "ref"] as const;

/** An order event without its order or amount is kept as unhandled: polling finds the same. */
function orderEvent(
  data: unknown,
  { eventId, eventType, status }: { eventId: string; eventType: string; status: OrderStatus },
): ParsedHook {
  const reference = optionalId(REFERENCES.map((at) => member(data, at)).find((value) => value !== null));
  const whole = status === "DELIVERED" ? optionalWhole(member(data, "quantity")) : 0;
  const delivered = optionalWhole(member(data, "delivered_quantity")) ?? whole;
  const externalId = optionalId(member(data, "id"));
  if (reference === null || delivered === null || externalId === null) return { type: "other", eventId, eventType };
  return {
    type: "order",
    eventId,
    eventType,
    reference,
    order: {
      externalId,
      status,
      delivered,
      deliveredAt: optionalTime(member(data, "delivered_on")),
      productName: optionalText(member(data, "product_name")),
    },
  };
}

function parseBody(raw: string): unknown {
  try {
    return readJson(raw, MAX_HOOK_DEPTH);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    const field = error.path.length === 0 ? "body" : error.path.join(".").slice(0, MAX_FIELD);
    throw new MalformedHook(field, `${field} ${error.message}`);
  }
}

function membersAt(value: unknown, field: string): Members {
  if (isMembers(value)) return value;
  throw new MalformedHook(field, `${field} must be an object`);
}

/** An event's identity has to be a text; a number could be written in more than one way. */
function name(value: unknown, field: string): string {
  return needed(typeof value === "string" ? optionalId(value) : null, field, "a text of 1 to 255 characters");
}

function needed<T>(value: T | null, field: string, expected: string): T {
  if (value === null) throw new MalformedHook(field, `${field} must be ${expected}`);
  return value;
}

/** Headers arrive as bytes, one character each; the protocol's are UTF-8. */
function agrees(header: string | string[] | undefined, value: string, field: string): void {
  if (header === undefined || header === value) return;
  if (typeof header === "string" && Buffer.from(header, "latin1").toString("utf8") === value) return;
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

import type { GatewayNotice } from "@plimsoll/core";
import { withoutTrailingZeros } from "../../util/outside-text/amount.ts";
import { readJson, UnreadableJson } from "../../util/outside-text/json.ts";
import { isMembers, member } from "../../util/outside-text/members.ts";
import { optionalCurrency, optionalDecimal } from "../../util/outside-text/text.ts";

/**
 * The request in an issuer's message. The envelope is `{data: {object}, type, _id}`; it carries the holder's personal
 * data and echoes our own secret, so only ids, amounts and currencies leave this file.
 */
export type GatewayMessage =
  | { readonly type: "balance"; readonly eventType: string; readonly cardId: string | null }
  | {
      readonly type: "notice";
      readonly eventType: string;
      readonly eventId: string;
      readonly cardId: string | null;
      readonly notice: GatewayNotice;
    };

/** Message types with a response. */
export const MESSAGE_TYPES = [
  "card.balance",
  "authorization.request",
  "authorization.declined",
  "authorization.updated",
  "transaction.created",
  "transaction.refund",
  "card.terminated",
] as const;

/** @limit Card gateway: characters of an issuer's ids. */
const MAX_ID = 100;
/**
 * Deep, because an enquiry is answered whatever additional data the issuer sends.
 * @limit Card gateway: levels of nesting of an issuer's message.
 */
const MAX_MESSAGE_DEPTH = 6_000;

/**
 * A message that cannot be read, or of an unknown type: the response is a malfunction. The text repeats no value of the
 * body.
 */
export class UnreadableMessage extends Error {
  readonly eventType: string | null;
  constructor(message: string, eventType: string | null = null) {
    super(message);
    this.name = "UnreadableMessage";
    this.eventType = eventType;
  }
}

export function parseSudo(body: Buffer): GatewayMessage {
  const envelope = parsed(body.toString("utf8"));
  const eventType = member(envelope, "type");
  if (typeof eventType !== "string") throw new UnreadableMessage("the message has no type");
  const data = member(envelope, "data");
  const object = member(data, "object");
  if (eventType === "card.balance") return { type: "balance", eventType, cardId: idOf(object) };

  const eventId = id(member(envelope, "_id"));
  if (eventId === null) throw new UnreadableMessage("the message has no _id", eventType);
  const notice = { type: "notice" as const, eventType, eventId };
  const cardId = idOf(member(object, "card"));
  switch (eventType) {
    case "authorization.request":
      return { ...notice, cardId, notice: authorization(object, eventType) };
    case "authorization.declined": {
      const authorizationId = needed(idOf(object), "data.object._id", eventType);
      return { ...notice, cardId, notice: { type: "release", authorizationId } };
    }
    case "transaction.created":
    case "transaction.refund":
      return {
        ...notice,
        cardId,
        notice: {
          type: "settle",
          transactionId: needed(idOf(object), "data.object._id", eventType),
          authorizationId: idOf(member(object, "authorization")),
          amount: needed(decimal(member(object, "amount")), "data.object.amount", eventType),
          currency: optionalCurrency(member(object, "currency")),
        },
      };
    case "card.terminated":
      return { ...notice, cardId: idOf(data) ?? idOf(object), notice: { type: "close_card" } };
    case "authorization.updated":
      return { ...notice, cardId, notice: { type: "record" } };
    default:
      throw new UnreadableMessage("the message is of an unknown type", eventType);
  }
}

/** An authorization may arrive already decided: then `pendingRequest` is null, and `approved` has the decision. */
function authorization(object: unknown, eventType: string): GatewayNotice {
  const pending = member(object, "pendingRequest");
  const isPending = isMembers(pending);
  const decided = isPending
    ? null
    : member(object, "approved") === true
      ? ("approved" as const)
      : ("declined" as const);
  const amount = decimal(member(pending, "amount"));
  return {
    type: "authorize",
    authorizationId: needed(idOf(object), "data.object._id", eventType),
    amount: decided ? "0" : needed(amount, "data.object.pendingRequest.amount", eventType),
    currency: optionalCurrency(member(pending, "currency") ?? member(object, "currency")),
    decided,
  };
}

/** The parser's message may quote the body, so it is left out. */
function parsed(text: string): unknown {
  try {
    return readJson(text, MAX_MESSAGE_DEPTH);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    throw new UnreadableMessage(error.path.length > 0 ? "the body has a member twice" : "the body is not JSON");
  }
}

/** An id as a string, or the `_id` of an object in its place. */
function idOf(value: unknown): string | null {
  return id(value) ?? id(member(value, "_id"));
}

function id(value: unknown): string | null {
  return typeof value === "string" && value.length <= MAX_ID && /^[\x21-\x7e]+$/.test(value) ? value : null;
}

function decimal(value: unknown): string | null {
  const text = optionalDecimal(value);
  return text === null ? null : withoutTrailingZeros(text);
}

function needed<T>(value: T | null, field: string, eventType: string): T {
  if (value === null) throw new UnreadableMessage(`the message has no usable ${field}`, eventType);
  return value;
}

import type { GatewayNotice } from "@plimsoll/core";
import { isLosslessNumber, parse as parseLossless } from "lossless-json";

/**
 * What an issuer's message asks. The envelope is `{data: {object}, type, _id}`; it carries the holder's personal data and echoes our own
 * secret, so nothing but ids, amounts and currencies leaves this file.
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

/** Message types that are answered. */
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

/** A message that cannot be read, or whose type nobody knows: it is answered with a malfunction. The text names no value of the body. */
export class UnreadableMessage extends Error {
  readonly eventType: string | null;
  constructor(message: string, eventType: string | null = null) {
    super(message);
    this.name = "UnreadableMessage";
    this.eventType = eventType;
  }
}

type Members = Readonly<Record<string, unknown>>;

export function parseSudo(body: Buffer): GatewayMessage {
  const text = body.toString("utf8");
  const envelope = members(parsed(text, JSON.parse));
  const eventType = typeof envelope?.["type"] === "string" ? envelope["type"] : null;
  if (!envelope || eventType === null) throw new UnreadableMessage("the message has no type");
  const data = members(envelope["data"]);
  const object = members(data?.["object"]);
  if (eventType === "card.balance") return { type: "balance", eventType, cardId: idOf(object) };

  const eventId = id(envelope["_id"]);
  if (eventId === null) throw new UnreadableMessage("the message has no _id", eventType);
  const notice = { type: "notice" as const, eventType, eventId };
  switch (eventType) {
    case "authorization.request": {
      // Read again without loss, for the amounts.
      const exact = members(members(members(parsed(text, parseLossless))?.["data"])?.["object"]);
      return { ...notice, cardId: idOf(exact?.["card"]), notice: authorization(exact, eventType) };
    }
    case "authorization.declined":
      return {
        ...notice,
        cardId: idOf(object?.["card"]),
        notice: { type: "release", authorizationId: needed(idOf(object), "data.object._id", eventType) },
      };
    case "transaction.created":
    case "transaction.refund": {
      const exact = members(members(members(parsed(text, parseLossless))?.["data"])?.["object"]);
      return {
        ...notice,
        cardId: idOf(exact?.["card"]),
        notice: {
          type: "settle",
          transactionId: needed(idOf(exact), "data.object._id", eventType),
          authorizationId: idOf(exact?.["authorization"]),
          amount: needed(decimal(exact?.["amount"]), "data.object.amount", eventType),
          currency: currency(exact?.["currency"]),
        },
      };
    }
    case "card.terminated":
      return { ...notice, cardId: idOf(data) ?? idOf(object), notice: { type: "close_card" } };
    case "authorization.updated":
      return { ...notice, cardId: idOf(object?.["card"]), notice: { type: "record" } };
    default:
      throw new UnreadableMessage("the message is of an unknown type", eventType);
  }
}

/** It may arrive decided already: then `pendingRequest` is null, and `approved` says how. */
function authorization(object: Members | null, eventType: string): GatewayNotice {
  const pending = members(object?.["pendingRequest"]);
  const decided = pending ? null : object?.["approved"] === true ? ("approved" as const) : ("declined" as const);
  return {
    type: "authorize",
    authorizationId: needed(idOf(object), "data.object._id", eventType),
    amount: decided ? "0" : needed(decimal(pending?.["amount"]), "data.object.pendingRequest.amount", eventType),
    currency: currency(pending?.["currency"] ?? object?.["currency"]),
    decided,
  };
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    throw new UnreadableMessage("the body is not JSON");
  }
}

function members(value: unknown): Members | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : null;
}

/** An id given plainly, or the `_id` of an object that stands in its place. */
function idOf(value: unknown): string | null {
  return id(value) ?? id(members(value)?.["_id"]);
}

function id(value: unknown): string | null {
  return typeof value === "string" && value.length <= MAX_ID && /^[\x21-\x7e]+$/.test(value) ? value : null;
}

function decimal(value: unknown): string | null {
  if (isLosslessNumber(value)) return value.toString();
  return typeof value === "string" ? value : null;
}

function currency(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : null;
}

function needed<T>(value: T | null, field: string, eventType: string): T {
  if (value === null) throw new UnreadableMessage(`the message has no usable ${field}`, eventType);
  return value;
}

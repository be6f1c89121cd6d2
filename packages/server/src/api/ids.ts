import { base32, base32Value } from "@plimsoll/core";
import { notFound } from "./api-error.ts";

/** A wallet's id in a path. An impossible id is a 404. */
export function walletId(text: string): number {
  return integerId(text, "wallet");
}

/** An order's id in a path. An impossible id is a 404. */
export function orderId(text: string): number {
  return integerId(text, "order");
}

/** A transaction's id in a path. An impossible id is a 404. */
export function transactionId(text: string): number {
  return integerId(text, "transaction");
}

function integerId(text: string, noun: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw notFound(`there is no such ${noun}`);
  return id;
}

/** What an id with each prefix is the id of. */
const NOUNS = {
  camp: "campaign",
  chan: "channel",
  drift: "drift",
  ep: "webhook endpoint",
  epi: "episode",
  evt: "event",
  feat: "feature",
  gw: "gateway connection",
  hold: "hold",
  key: "API key",
  prod: "product",
  prov: "provider",
  route: "route",
  sil: "silence",
  top: "top-up",
  trf: "transfer",
};

/** An id like `feat_…` in a path. An impossible id is a 404 without a lookup. */
export function prefixedId(prefix: keyof typeof NOUNS, text: string): string {
  if (!isPrefixedId(prefix, text)) throw notFound(`there is no such ${NOUNS[prefix]}`);
  return text;
}

export function isPrefixedId(prefix: keyof typeof NOUNS, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[\w-]{1,60}$/.test(text.slice(prefix.length + 1));
}

const SEQUENCE_WIDTH = 8;

/** A delivery's id contains its endpoint and its number there. */
export function deliveryId(endpointId: string, sequence: number): string {
  return `dlv_${endpointId.slice("ep_".length)}_${base32(sequence, SEQUENCE_WIDTH)}`;
}

/** A notification's id contains its channel and its number there. */
export function notificationId(channelId: string, sequence: number): string {
  return `ntf_${channelId.slice("chan_".length)}_${base32(sequence, SEQUENCE_WIDTH)}`;
}

export function parseNotificationId(text: string): { readonly channelId: string; readonly sequence: number } {
  const match = /^ntf_([0-9a-z]{1,60})_([0-9a-z]{8})$/.exec(text);
  const sequence = base32Value(match?.[2] ?? "") ?? 0;
  const channelId = `chan_${match?.[1]}`;
  if (sequence < 1 || notificationId(channelId, sequence) !== text) throw notFound("there is no such notification");
  return { channelId, sequence };
}

export function parseDeliveryId(text: string): DeliveryPlace {
  const place = deliveryPlace(text);
  if (place === null) throw notFound("there is no such delivery");
  return place;
}

interface DeliveryPlace {
  readonly endpointId: string;
  readonly sequence: number;
}

/** Null when the text is not the id of a delivery. */
export function deliveryPlace(text: string): DeliveryPlace | null {
  const match = /^dlv_([0-9a-z]{1,60})_([0-9a-z]{8})$/.exec(text);
  const sequence = base32Value(match?.[2] ?? "") ?? 0;
  const endpointId = `ep_${match?.[1]}`;
  return sequence < 1 || deliveryId(endpointId, sequence) !== text ? null : { endpointId, sequence };
}

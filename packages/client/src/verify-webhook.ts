import type { WebhookEvent } from "./generated/types.ts";

export type WebhookHeaders = Pick<Headers, "get"> | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookRequest {
  /** As it arrived, before it was parsed. */
  readonly body: string | ArrayBuffer | Uint8Array;
  readonly headers: WebhookHeaders;
  /** The endpoint's `whsec_…`. */
  readonly secret?: string | undefined;
  /** Several, for an endpoint whose secret is being rotated, or for a URL that serves several endpoints. */
  readonly secrets?: readonly string[] | undefined;
  /** How far the signed time may be from now; 300 by default. */
  readonly toleranceSeconds?: number | undefined;
  /** Unix milliseconds; the present by default. */
  readonly now?: number | undefined;
}

export type WebhookErrorCode = "NO_SIGNATURE" | "WRONG_SIGNATURE" | "OUTSIDE_TOLERANCE" | "MALFORMED";

/** A request that must not be trusted. Respond with 401, or 400 for `MALFORMED`. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  readonly code: WebhookErrorCode;

  constructor(code: WebhookErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** @limit Client: largest difference between a webhook's signed time and now. */
const DEFAULT_TOLERANCE_SECONDS = 300;
/**
 * The server sends two signatures at most.
 * @limit Client: signatures of one webhook that the client compares.
 */
const MAX_SIGNATURES = 8;
const SECRET_PREFIX = "whsec_";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Returns the event of a webhook after verifying its signature. Deduplicate by the event's `id`: a delivery may arrive
 * twice. Of the two styles the Standard Webhooks headers are checked when they are present, their time within the
 * tolerance; otherwise `X-Signature` and `X-Signature-Previous`, which sign no time. Later versions of the server may
 * send types that this client does not know: ignore them. Throws a WebhookVerificationError, or a TypeError when it is
 * called without a secret or with a parsed body.
 */
export async function verifyWebhook(request: WebhookRequest): Promise<WebhookEvent> {
  const secrets = secretsOf(request);
  const body = bytesOf(request.body);
  const header = headerOf(request.headers);
  const id =
    header("webhook-signature") === null
      ? await verifySimple(body, header, secrets)
      : await verifyStandard(body, header, secrets, request);
  const event = parse(body);
  // The header is not signed in the older style, so its id must be the signed one.
  if (id !== null && id !== event.id)
    throw new WebhookVerificationError("MALFORMED", "the event's id is not the header's");
  return event;
}

type Header = (name: string) => string | null;

/** Returns the event id the headers name. */
async function verifyStandard(
  body: Bytes,
  header: Header,
  secrets: readonly string[],
  { toleranceSeconds = DEFAULT_TOLERANCE_SECONDS, now = Date.now() }: WebhookRequest,
): Promise<string> {
  const id = header("webhook-id");
  const timestamp = header("webhook-timestamp");
  if (id === null || timestamp === null || !/^\d{1,15}$/.test(timestamp)) {
    throw new WebhookVerificationError("NO_SIGNATURE", "webhook-id or webhook-timestamp is missing or malformed");
  }
  const signatures = (header("webhook-signature") ?? "")
    .split(" ", MAX_SIGNATURES)
    .flatMap((text) => (text.startsWith("v1,") ? [fromBase64(text.slice("v1,".length))] : []));
  const signed = join(encoder.encode(`${id}.${timestamp}.`), body);
  const keys = secrets.map((secret) => fromBase64(secret.replace(SECRET_PREFIX, "")));
  await expectMatch(signed, keys, signatures);
  if (!(Math.abs(now / 1_000 - Number(timestamp)) <= toleranceSeconds)) {
    throw new WebhookVerificationError(
      "OUTSIDE_TOLERANCE",
      `signed more than ${toleranceSeconds} seconds away from now`,
    );
  }
  return id;
}

async function verifySimple(body: Bytes, header: Header, secrets: readonly string[]): Promise<string | null> {
  const signatures = ["x-signature", "x-signature-previous"].flatMap((name) => {
    const text = header(name);
    return text === null ? [] : [fromHex(text)];
  });
  if (signatures.length === 0) throw new WebhookVerificationError("NO_SIGNATURE", "the request has no signature");
  const keys = secrets.map((secret) => encoder.encode(secret));
  await expectMatch(body, keys, signatures);
  return header("x-event-id");
}

type Bytes = Uint8Array<ArrayBuffer>;

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** WebCrypto compares in constant time. A signature that could not be decoded is null and matches nothing. */
async function expectMatch(
  signed: Bytes,
  keys: readonly (Bytes | null)[],
  signatures: readonly (Bytes | null)[],
): Promise<void> {
  for (const bytes of keys) {
    if (bytes === null || bytes.length === 0) continue;
    const key = await crypto.subtle.importKey("raw", bytes, HMAC, false, ["verify"]);
    for (const signature of signatures) {
      if (signature !== null && (await crypto.subtle.verify(HMAC.name, key, signature, signed))) return;
    }
  }
  throw new WebhookVerificationError("WRONG_SIGNATURE", "no signature fits the body and a secret");
}

function secretsOf({ secret, secrets = [] }: WebhookRequest): readonly string[] {
  const all = secret === undefined ? secrets : [secret, ...secrets];
  // A secret missing in the environment must not appear as a forged request, and an empty one must verify nothing.
  if (all.length === 0 || all.some((text) => typeof text !== "string" || text === "")) {
    throw new TypeError("verifyWebhook needs the endpoint's secret");
  }
  return all;
}

function bytesOf(body: unknown): Bytes {
  if (typeof body === "string") return encoder.encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Uint8Array) return new Uint8Array(body);
  throw new TypeError("verifyWebhook needs the raw body: a string or bytes, not what a parser made of it");
}

function headerOf(headers: WebhookHeaders): Header {
  if (typeof headers.get === "function") {
    const { get } = headers;
    return (name) => get.call(headers, name);
  }
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = byName.get(name);
    return value === undefined ? null : typeof value === "string" ? value : value.join(" ");
  };
}

function parse(body: Bytes): WebhookEvent {
  try {
    const event = JSON.parse(decoder.decode(body)) as Partial<WebhookEvent> | null;
    if (typeof event?.id === "string" && typeof event.type === "string") return event as WebhookEvent;
  } catch {
    // Reported below.
  }
  throw new WebhookVerificationError("MALFORMED", "the body is not an event");
}

function join(start: Bytes, end: Bytes): Bytes {
  const whole = new Uint8Array(start.length + end.length);
  whole.set(start);
  whole.set(end, start.length);
  return whole;
}

function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

function fromHex(text: string): Bytes | null {
  if (!/^([0-9a-f]{2})+$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

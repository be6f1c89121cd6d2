import { createHmac, randomBytes } from "node:crypto";

const SECRET_PREFIX = "whsec_";
/** @nolimit The size of a generated signing secret. */
const SECRET_BYTES = 32;

/** The signed data of one attempt. */
export interface SignatureInput {
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  /** The current secret first, then the previous one during a rotation. */
  readonly secrets: readonly string[];
  /** The request body, byte for byte as it is sent. */
  readonly body: string;
  /** The attempt's time in Unix seconds; receivers refuse old signatures, so a retry signs again. */
  readonly timestamp: number;
}

/**
 * The identifying and signing headers of one webhook request.
 *
 * `X-Signature` is the lowercase hex HMAC-SHA256 of the raw body, keyed with the secret's full text including
 * `whsec_`; `X-Signature-Previous` is the same with the previous secret. The `webhook-*` trio follows
 * Standard Webhooks 1.0: base64 HMAC-SHA256 over `id.timestamp.body`, keyed with the bytes after `whsec_`, one
 * `v1,` signature per secret, separated by spaces. Without a secret the signature headers are absent.
 */
export function signatureHeaders(input: SignatureInput): Record<string, string> {
  const [current, previous] = input.secrets;
  const timestamp = String(input.timestamp);
  return {
    "X-Event-ID": input.eventId,
    "X-Event-Type": input.eventType,
    "X-Webhook-ID": input.endpointId,
    "X-Timestamp": timestamp,
    ...(current === undefined ? {} : { "X-Signature": bodySignature(current, input.body) }),
    ...(previous === undefined ? {} : { "X-Signature-Previous": bodySignature(previous, input.body) }),
    "webhook-id": input.eventId,
    "webhook-timestamp": timestamp,
    ...(current === undefined ? {} : { "webhook-signature": standardSignatures(input) }),
  };
}

/** A new signing secret: `whsec_` and the base64 of 32 random bytes (Standard Webhooks requires 24 to 64). */
export function newSigningSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

function bodySignature(secret: string, body: string): string {
  return createHmac("sha256", secret).update(body, "utf8").digest("hex");
}

function standardSignatures(input: SignatureInput): string {
  const signed = `${input.eventId}.${input.timestamp}.${input.body}`;
  return input.secrets.map((secret) => `v1,${standardSignature(secret, signed)}`).join(" ");
}

function standardSignature(secret: string, signed: string): string {
  return createHmac("sha256", keyBytes(secret)).update(signed, "utf8").digest("base64");
}

function keyBytes(secret: string): Buffer {
  const encoded = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret;
  return Buffer.from(encoded, "base64");
}

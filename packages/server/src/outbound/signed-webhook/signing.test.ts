import { createHmac, timingSafeEqual } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newSigningSecret, signatureHeaders } from "./signing.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PREVIOUS = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

const input = {
  endpointId: "ep_1",
  eventId: "evt_1",
  eventType: "wallet.debited",
  secrets: [SECRET, PREVIOUS],
  body: '{"amount":"1.50","note":"čaj"}',
  timestamp: 1_700_000_000,
};

/**
 * The receiver's side by the text of Standard Webhooks 1.0: the content is id, timestamp and body joined by full stops;
 * the key is the base64-decoded secret without its prefix; any of the space-delimited v1 signatures may match; the
 * timestamp must be within the tolerance.
 */
function verifies(headers: Record<string, string>, body: string, secret: string, now: number): boolean {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const passed = headers["webhook-signature"];
  if (id === undefined || timestamp === undefined || passed === undefined) return false;
  if (Math.abs(now - Number.parseInt(timestamp, 10)) > 300) return false;
  const key = Buffer.from(secret.split("_")[1] ?? "", "base64");
  const expected = createHmac("sha256", key).update([id, timestamp, body].join(".")).digest();
  return passed.split(" ").some((versioned) => {
    const [version, signature] = versioned.split(",");
    const given = Buffer.from(signature ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

describe("signatureHeaders", () => {
  it("names the event, its type, the endpoint and the time", () => {
    expect(signatureHeaders(input)).toMatchObject({
      "X-Event-ID": "evt_1",
      "X-Event-Type": "wallet.debited",
      "X-Webhook-ID": "ep_1",
      "X-Timestamp": "1700000000",
      "webhook-id": "evt_1",
      "webhook-timestamp": "1700000000",
    });
  });

  it("matches the signature of the specification's published example", () => {
    const headers = signatureHeaders({
      ...input,
      eventId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
      secrets: [SECRET],
    });
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("verifies with the current and with the previous secret, and with no other", () => {
    const headers = signatureHeaders(input);
    expect(verifies(headers, input.body, SECRET, input.timestamp)).toBe(true);
    expect(verifies(headers, input.body, PREVIOUS, input.timestamp)).toBe(true);
    expect(verifies(headers, input.body, newSigningSecret(), input.timestamp)).toBe(false);
    expect(verifies(headers, `${input.body} `, SECRET, input.timestamp)).toBe(false);
  });

  it("signs the raw body in hex with the secret's full text", () => {
    const headers = signatureHeaders(input);
    expect(headers["X-Signature"]).toBe(createHmac("sha256", SECRET).update(input.body).digest("hex"));
    expect(headers["X-Signature-Previous"]).toBe(createHmac("sha256", PREVIOUS).update(input.body).digest("hex"));
    expect(headers["X-Signature"]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has no previous signature without a rotation, and none at all without a secret", () => {
    const single = signatureHeaders({ ...input, secrets: [SECRET] });
    expect(single).not.toHaveProperty("X-Signature-Previous");
    expect(single["webhook-signature"]?.split(" ")).toHaveLength(1);
    const none = signatureHeaders({ ...input, secrets: [] });
    expect(Object.keys(none).filter((name) => /signature/i.test(name))).toEqual([]);
  });
});

describe("newSigningSecret", () => {
  it("is whsec_ and 32 random bytes in base64", () => {
    const secret = newSigningSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice(6), "base64")).toHaveLength(32);
    expect(newSigningSecret()).not.toBe(secret);
  });
});

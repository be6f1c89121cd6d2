import { describe, expect, it } from "vitest";
import { newSigningSecret, signatureHeaders } from "@plimsoll/server/outbound/signed-webhook/signing";
import { verifyWebhook, type WebhookRequest } from "./verify-webhook.ts";

const NOW = 1_789_000_000_000;
const [SECRET, PREVIOUS, STRANGE] = [newSigningSecret(), newSigningSecret(), newSigningSecret()];
const EVENT = {
  id: "evt_1",
  type: "wallet.debited",
  created_at: "2026-05-15T14:30:00.000Z",
  data: { wallet_id: 1, amount: "241.25", remarks: "čaj ☕" },
};

interface Sent {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** A webhook of the server. */
function sent({ body = JSON.stringify(EVENT), secrets = [SECRET], ageSeconds = 0, eventId = "evt_1" } = {}): Sent {
  const timestamp = NOW / 1_000 - ageSeconds;
  return {
    body,
    headers: signatureHeaders({ endpointId: "ep_1", eventId, eventType: EVENT.type, secrets, body, timestamp }),
  };
}

function without(headers: Record<string, string>, pattern: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !pattern.test(name)));
}

/** Each style alone, as a receiver behind a proxy may get it. */
const STYLES: readonly (readonly [string, (headers: Record<string, string>) => Record<string, string>])[] = [
  ["Standard Webhooks", (headers) => without(headers, /^x-/i)],
  ["X-Signature", (headers) => without(headers, /^webhook-/i)],
  ["both", (headers) => headers],
];

async function verdict(request: WebhookRequest): Promise<string> {
  return verifyWebhook({ now: NOW, ...request }).then(
    ({ id }) => id,
    (error: { readonly code?: string; readonly name: string }) => error.code ?? error.name,
  );
}

describe.each(STYLES)("%s", (_style, only) => {
  it("verifies what the server signed, and returns the event", async () => {
    const { body, headers } = sent();
    expect(await verifyWebhook({ body, headers: only(headers), secret: SECRET, now: NOW })).toEqual(EVENT);
  });

  it("takes the body as bytes, and headers in any shape", async () => {
    const { body, headers } = sent();
    const bytes = new TextEncoder().encode(body);
    const lower = Object.fromEntries(Object.entries(only(headers)).map(([name, value]) => [name.toLowerCase(), value]));
    const padded = new Uint8Array(bytes.length + 2);
    padded.set(bytes, 1);
    const bodies = [body, bytes, bytes.buffer, Buffer.from(bytes), padded.subarray(1, -1)];
    const shapes = [
      only(headers),
      lower,
      new Headers(only(headers)),
      { ...lower, cookie: ["a", "b"], none: undefined },
    ];
    for (const each of bodies) {
      for (const shape of shapes) expect(await verdict({ body: each, headers: shape, secret: SECRET })).toBe("evt_1");
    }
  });

  it("verifies with either secret during a rotation, and with any of several", async () => {
    const { body, headers } = sent({ secrets: [SECRET, PREVIOUS] });
    for (const secrets of [[SECRET], [PREVIOUS], [STRANGE, PREVIOUS], [SECRET, STRANGE]]) {
      expect(await verdict({ body, headers: only(headers), secrets })).toBe("evt_1");
    }
    expect(await verdict({ body, headers: only(headers), secret: STRANGE, secrets: [PREVIOUS] })).toBe("evt_1");
    expect(await verdict({ body, headers: only(headers), secret: STRANGE })).toBe("WRONG_SIGNATURE");
  });

  it("refuses another's secret, another body, and no signature", async () => {
    const { body, headers } = sent();
    expect(await verdict({ body, headers: only(headers), secret: STRANGE })).toBe("WRONG_SIGNATURE");
    expect(await verdict({ body: `${body} `, headers: only(headers), secret: SECRET })).toBe("WRONG_SIGNATURE");
    const unsigned = without(only(headers), /signature/i);
    expect(await verdict({ body, headers: unsigned, secret: SECRET })).toBe("NO_SIGNATURE");
    expect(await verdict({ body, headers: {}, secret: SECRET })).toBe("NO_SIGNATURE");
  });

  it.each(["", "0", "zz", "v1,", "v1,zz", "v2,AAAA", ", ,"])("refuses the signature %j", async (signature) => {
    const { body, headers } = sent();
    const spoiled = Object.fromEntries(
      Object.entries(only(headers)).map(([name, value]) => [name, /signature/i.test(name) ? signature : value]),
    );
    expect(await verdict({ body, headers: spoiled, secret: SECRET })).toBe("WRONG_SIGNATURE");
  });

  it("refuses a signed body that is not an event", async () => {
    for (const body of ["", "[]", "null", "{}", '{"id":1,"type":"x"}', "not json"]) {
      const { headers } = sent({ body });
      expect(await verdict({ body, headers: only(headers), secret: SECRET })).toBe("MALFORMED");
    }
  });

  it("refuses an event under another's id", async () => {
    const { body, headers } = sent({ eventId: "evt_2" });
    expect(await verdict({ body, headers: only(headers), secret: SECRET })).toBe("MALFORMED");
  });

  it.each([{}, { secret: "" }, { secret: undefined }, { secrets: [] }, { secrets: [SECRET, ""] }])(
    "does not verify without a secret: %j",
    async (secrets) => {
      const { body, headers } = sent();
      expect(await verdict({ body, headers: only(headers), ...secrets })).toBe("TypeError");
    },
  );

  it("requires the raw body", async () => {
    const { headers } = sent();
    const body = EVENT as unknown as string;
    expect(await verdict({ body, headers: only(headers), secret: SECRET })).toBe("TypeError");
  });
});

describe("time", () => {
  it.each([
    [299, "evt_1"],
    [300, "evt_1"],
    [301, "OUTSIDE_TOLERANCE"],
    [-301, "OUTSIDE_TOLERANCE"],
  ])("signed %i seconds ago", async (ageSeconds, expected) => {
    expect(await verdict({ ...sent({ ageSeconds }), secret: SECRET })).toBe(expected);
  });

  it("uses the given tolerance", async () => {
    expect(await verdict({ ...sent({ ageSeconds: 20 }), secret: SECRET, toleranceSeconds: 10 })).toBe(
      "OUTSIDE_TOLERANCE",
    );
    expect(await verdict({ ...sent({ ageSeconds: 9_000 }), secret: SECRET, toleranceSeconds: Infinity })).toBe("evt_1");
  });

  it("is signed: a new one makes the signature wrong", async () => {
    const { body, headers } = sent({ ageSeconds: 9_000 });
    const fresh = { ...headers, "webhook-timestamp": String(NOW / 1_000) };
    expect(await verdict({ body, headers: fresh, secret: SECRET })).toBe("WRONG_SIGNATURE");
    expect(await verdict({ body, headers: { ...headers, "webhook-timestamp": "now" }, secret: SECRET })).toBe(
      "NO_SIGNATURE",
    );
  });
});

it("verifies the example that Standard Webhooks publishes", async () => {
  const error = await verifyWebhook({
    body: '{"test": 2432232314}',
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    now: 1_614_265_330_000,
  }).catch((thrown: unknown) => thrown);
  // The signature is right; the signed body is not an event of this server.
  expect(error).toMatchObject({ code: "MALFORMED" });
});

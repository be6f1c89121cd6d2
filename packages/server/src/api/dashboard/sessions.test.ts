import type { FastifyRequest } from "fastify";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createSealer } from "../../util/sealer.ts";
import { ApiError } from "../api-error.ts";
import { newToken, SESSION_MS, sealedToken, tokenIn } from "./session-token.ts";
import { Sessions } from "./sessions.ts";

const sealing = createSealer(Buffer.alloc(32, 7));

function request(headers: Record<string, string>): FastifyRequest {
  return { headers: { host: "plimsoll.test", ...headers } } as unknown as FastifyRequest;
}

describe("a session's token", () => {
  it("is read back until it expires, and only as it was sealed", () => {
    const token = newToken("hash", 1_000);
    const text = sealedToken(token, sealing);
    const elsewhere = sealing.seal("x y 9", { accountId: 1, use: "endpoint's secret", id: "ep_1" });
    expect(tokenIn(text, sealing, 1_000 + SESSION_MS - 1)).toEqual(token);
    expect(tokenIn(text, sealing, 1_000 + SESSION_MS)).toBeNull();
    expect(tokenIn(Buffer.from("other").toString("base64url"), sealing, 0)).toBeNull();
    expect(tokenIn(Buffer.from(elsewhere).toString("base64url"), sealing, 0)).toBeNull();
  });
});

describe("sessions", () => {
  const sessions = new Sessions({ ...sealing, publicUrl: "https://plimsoll.example.com" });
  const token = newToken("hash", Date.now());
  const cookie = `other=1; plimsoll_session=${sealedToken(token, sealing)}`;

  it("are found by their cookie, unless another site started the request", () => {
    expect(sessions.of(request({ cookie }))?.keyHash).toBe("hash");
    expect(sessions.of(request({ cookie, "sec-fetch-site": "same-origin" }))?.keyHash).toBe("hash");
    expect(sessions.of(request({ cookie, "sec-fetch-site": "cross-site" }))).toBeNull();
    expect(sessions.of(request({ cookie, "sec-fetch-site": "same-site" }))).toBeNull();
    expect(sessions.of(request({}))).toBeNull();
  });

  it("change things only with the header, from this server's own pages", () => {
    const allowed = (headers: Record<string, string>) => {
      try {
        sessions.requireOwnPage(request(headers));
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.code === "FORBIDDEN") return false;
        throw error;
      }
    };
    const header = { "x-plimsoll-session": "1" };
    expect(allowed({ ...header, origin: "http://plimsoll.test" })).toBe(true);
    expect(allowed({ ...header, origin: "https://plimsoll.example.com" })).toBe(true);
    expect(allowed({ ...header, origin: "https://evil.example" })).toBe(false);
    expect(allowed({ ...header, origin: "null" })).toBe(false);
    expect(allowed(header)).toBe(false);
    expect(allowed({ origin: "http://plimsoll.test" })).toBe(false);
  });

  it("are accepted for a moment after they were extended, for requests under way, and not after an end", () => {
    const clock = vi.spyOn(performance, "now").mockReturnValue(1_000);
    onTestFinished(() => clock.mockRestore());
    const extended = newToken("hash", Date.now());
    const own = { cookie: `plimsoll_session=${sealedToken(extended, sealing)}` };
    sessions.replace(extended);
    clock.mockReturnValue(10_999);
    expect(sessions.of(request(own))).toEqual(extended);
    clock.mockReturnValue(11_000);
    expect(sessions.of(request(own))).toBeNull();
    clock.mockReturnValue(1_000);
    sessions.end(extended);
    expect(sessions.of(request(own))).toBeNull();
  });

  it("are refused once they have ended", () => {
    const ended = newToken("hash", Date.now());
    const own = { cookie: `plimsoll_session=${sealedToken(ended, sealing)}` };
    expect(sessions.of(request(own))).not.toBeNull();
    sessions.end(ended);
    expect(sessions.of(request(own))).toBeNull();
    expect(sessions.of(request({ cookie }))).not.toBeNull();
  });

  it("have cookies that scripts and other sites do not get", () => {
    const attributes = "; Path=/; HttpOnly; SameSite=Strict; Secure";
    expect(sessions.cookieOf(token, request({}))).toContain(attributes);
    const plain = new Sessions(sealing);
    expect(plain.cookieOf(token, request({}))).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  });
});

import { describe, expect, inject, it } from "vitest";
import { ApiDescription } from "../support/e2e/api-description.ts";

const description = new ApiDescription(inject("openapi"));

const PAGE = { "x-page": "1", "x-per-page": "50", "x-total-count": "1", "x-total-pages": "1", "x-has-more": "false" };
const CARD = {
  card_id: "card-1",
  wallet_id: 1,
  status: "active",
  expires: null,
  created_at: "2026-05-15T14:30:00.000Z",
  updated_at: "2026-05-15T14:30:00.000Z",
};
const ERROR = { error: { name: "Not Found", code: "NOT_FOUND", message: "there is no such card", details: [] } };

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  /** Besides an id and a type; "" leaves one out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function differences({ method = "GET", path = "/api/v1/cards/card-1", status = 200, headers, body = CARD }: Sent) {
  const all: Record<string, string> = {
    "x-request-id": "1",
    "content-type": "application/json",
    etag: '"a"',
    ...headers,
  };
  const header = (name: string) => all[name.toLowerCase()] || null;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return description.differences({ method, path, status, header, text });
}

const LIST = { path: "/api/v1/cards?limit=50", body: [CARD] };
const { wallet_id: _left, ...WITHOUT_WALLET } = CARD;

describe("a response as documented", () => {
  it.each<[string, Sent]>([
    ["one", {}],
    ["a path with a slash at its end", { path: "/api/v1/cards/card-1/" }],
    ["a list", { ...LIST, headers: PAGE }],
    ["an error", { status: 404, body: ERROR }],
    ["a path that names nothing", { path: "/nowhere", status: 404, body: ERROR }],
    [
      "a busy server",
      { method: "POST", path: "/api/v1/cards", status: 429, headers: { "retry-after": "1" }, body: ERROR },
    ],
    ["a hook", { method: "POST", path: "/hooks/prov_1", body: { received: true, duplicate: false } }],
    [
      "an issuer",
      {
        method: "POST",
        path: "/gateway/gw_1",
        body: { statusCode: 400, responseCode: "14", data: { responseCode: "14" } },
      },
    ],
    [
      "nothing",
      { method: "DELETE", path: "/api/v1/features/feat_1", status: 204, headers: { "content-type": "" }, body: "" },
    ],
    ["text", { path: "/metrics", headers: { "content-type": "text/plain; version=0.0.4" }, body: "# HELP" }],
  ])("%s", (_title, sent) => {
    expect(differences(sent)).toEqual([]);
  });
});

describe("a response that differs", () => {
  it.each<[string, Sent, RegExp]>([
    ["an undocumented status", { status: 418, body: ERROR }, /status 418 is not documented/],
    ["an undocumented operation", { method: "PURGE" }, /undocumented operation/],
    ["no request id", { headers: { "x-request-id": "" } }, /X-Request-Id is missing/],
    [
      "no request id where nothing is",
      { path: "/nowhere", status: 404, headers: { "x-request-id": "" }, body: ERROR },
      /X-Request-Id/,
    ],
    ["a list without its place", LIST, /X-Has-More is missing/],
    ["a header of another type", { ...LIST, headers: { ...PAGE, "x-page": "one" } }, /X-Page is "one", not integer/],
    [
      "a busy server that names no time",
      { method: "POST", path: "/api/v1/cards", status: 429, body: ERROR },
      /Retry-After is missing/,
    ],
    ["an undocumented member", { body: { ...CARD, pin: "1234" } }, /additional.*pin/],
    [
      "an undocumented member of an item",
      { ...LIST, headers: PAGE, body: [{ ...CARD, pin: "1234" }] },
      /additional.*pin/,
    ],
    ["an undocumented member of an error", { status: 404, body: { ...ERROR, trace: "at …" } }, /additional.*trace/],
    ["a missing member", { body: WITHOUT_WALLET }, /wallet_id/],
    ["a member of another type", { body: { ...CARD, wallet_id: "1" } }, /wallet_id must be integer/],
    ["a value that is none of the documented", { body: { ...CARD, status: "lost" } }, /status must be equal to one of/],
    ["a time that is none", { body: { ...CARD, created_at: "yesterday" } }, /created_at must match format/],
    [
      "text for JSON",
      { headers: { "content-type": "text/html" }, body: "<p>" },
      /Content-Type text\/html is not documented/,
    ],
    ["JSON that is none", { body: "{" }, /not JSON/],
    [
      "a body where none is",
      { method: "DELETE", path: "/api/v1/features/feat_1", status: 204 },
      /a body is not documented/,
    ],
  ])("by %s is noticed", (_title, sent, noticed) => {
    expect(differences(sent).join("\n")).toMatch(noticed);
  });
});

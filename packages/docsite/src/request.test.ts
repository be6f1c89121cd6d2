import { describe, expect, it } from "vitest";
import { prepare, type Sendable } from "./request.ts";

const parameter = (place: string, name: string) => ({
  name,
  in: place,
  required: place === "path",
  description: "",
  choices: [],
  example: "",
});
const operation: Sendable = {
  id: "creditWallet",
  method: "POST",
  path: "/api/v1/wallets/{id}/credits",
  needsKey: true,
  parameters: [parameter("path", "id"), parameter("query", "q"), parameter("header", "Idempotency-Key")],
  body: "{}",
};

describe("prepare", () => {
  it("puts each parameter in its place, encoded", () => {
    const typed = new Map([
      ["path id", "a/../b"],
      ["query q", "x&y=1"],
      ["header Idempotency-Key", "k1"],
    ]);
    expect(prepare(operation, typed, "pk_1", '{"amount":"1.00"}')).toEqual({
      url: "/api/v1/wallets/a%2F..%2Fb/credits?q=x%26y%3D1",
      headers: { "Idempotency-Key": "k1", Authorization: "Bearer pk_1", "Content-Type": "application/json" },
      body: '{"amount":"1.00"}',
    });
  });

  it("leaves out what is empty", () => {
    const { url, headers, body } = prepare(operation, new Map([["path id", "1"]]), "", " ");
    expect({ url, headers, body }).toEqual({ url: "/api/v1/wallets/1/credits", headers: {}, body: null });
  });

  it("sends no key to an operation that takes none", () => {
    expect(prepare({ ...operation, needsKey: false }, new Map(), "pk_1", "").headers).toEqual({});
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indentJson } from "./indent-json.ts";

describe("indentJson", () => {
  it("keeps every digit", () => {
    expect(indentJson('{"amount":9007199254740993.10,"ids":[1,2],"none":{},"list":[]}')).toBe(
      '{\n  "amount": 9007199254740993.10,\n  "ids": [\n    1,\n    2\n  ],\n  "none": {},\n  "list": []\n}',
    );
  });

  it("writes any JSON as JSON.stringify indents it", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(indentJson(JSON.stringify(JSON.parse(text)))).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });
});

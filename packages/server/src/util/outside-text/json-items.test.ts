import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonItems } from "./json-items.ts";

it("splits an array into the texts of its items, as they were written", () => {
  expect(jsonItems('[{"a":5000.00,"b":"],\\"{"},12345678901234567890.10, [1,[2]] ,"x"]')).toEqual([
    '{"a":5000.00,"b":"],\\"{"}',
    "12345678901234567890.10",
    "[1,[2]]",
    '"x"',
  ]);
  expect(jsonItems("[ ]")).toEqual([]);
});

it("splits any array", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      expect(jsonItems(JSON.stringify(values))).toEqual(values.map((value) => JSON.stringify(value)));
    }),
  );
});

import { describe, expect, it } from "vitest";
import { Compile } from "typebox/compile";
import { EVENTS, EVENT_TYPES, sampleMembers } from "./catalogue.ts";

describe("the event catalogue", () => {
  it.each(EVENT_TYPES)("%s has an example that its schema accepts", (type) => {
    const { schema, example } = EVENTS[type];
    const validator = Compile(schema);
    expect(validator.Errors(example)).toEqual([]);
    expect(validator.Check(example)).toBe(true);
    expect(example.type).toBe(type);
  });

  it.each(EVENT_TYPES)("%s documents every member of its example", (type) => {
    const { schema, example } = EVENTS[type];
    const documented = Object.keys((schema as { properties?: object }).properties ?? {});
    expect(Object.keys(example).toSorted()).toEqual(documented.toSorted());
  });

  it("refuses a payload without its members", () => {
    expect(Compile(EVENTS["wallet.debited"].schema).Check({ id: "evt_1", type: "wallet.debited" })).toBe(false);
  });

  it("samples are the example without its envelope", () => {
    expect(Object.keys(sampleMembers("wallet.debited"))).toEqual(["data"]);
  });
});

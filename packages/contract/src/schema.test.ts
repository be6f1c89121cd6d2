import { Type as TypeBox } from "typebox";
import { expect, it } from "vitest";
import { Type } from "./schema.ts";

/** One of everything, by either set of builders. */
function sample(build: typeof Type) {
  return build.Object(
    {
      array: build.Array(build.String({ maxLength: 3 }), { minItems: 1 }),
      boolean: build.Boolean({ default: true }),
      enum: build.Enum(["a", "b"], { description: "d" }),
      integer: build.Optional(build.Integer({ minimum: 1 })),
      literal: build.Literal("x"),
      number: build.Number(),
      record: build.Record(build.String(), build.Unknown(), { maxProperties: 2 }),
      union: build.Optional(build.Union([build.String(), build.Null()])),
      both: build.Intersect([build.Object({ a: build.String() }), build.Object({ b: build.Literal(true) })]),
      unknown: build.Unknown(),
    },
    { additionalProperties: false, title: "Sample" },
  );
}

it("builds what TypeBox builds", () => {
  expect(JSON.parse(JSON.stringify(sample(Type)))).toEqual(JSON.parse(JSON.stringify(sample(TypeBox))));
});

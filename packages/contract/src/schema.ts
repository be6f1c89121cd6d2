import type { TSchema, Type as TypeBox } from "typebox";

/** What the contract uses of TypeBox. */
type Builders = Pick<
  typeof TypeBox,
  | "Array"
  | "Boolean"
  | "Enum"
  | "Integer"
  | "Intersect"
  | "Literal"
  | "Null"
  | "Number"
  | "Object"
  | "Optional"
  | "Record"
  | "String"
  | "Union"
  | "Unknown"
>;

type Options = Readonly<Record<string, unknown>>;
type Members = Readonly<Record<string, TSchema>>;

/** TypeBox's own mark, so that its functions read it too. Not enumerable: it is no part of the JSON Schema. */
const OPTIONAL = "~optional";

/**
 * TypeBox's builders, with its types, as plain JSON Schema. The library itself is hundreds of modules that every start would load for the
 * sake of these few lines.
 */
export const Type = {
  Array: (items: TSchema, options?: Options) => ({ type: "array", items, ...options }),
  Boolean: (options?: Options) => ({ type: "boolean", ...options }),
  Enum: (values: readonly unknown[], options?: Options) => ({ enum: values, ...options }),
  Integer: (options?: Options) => ({ type: "integer", ...options }),
  Intersect: (allOf: readonly TSchema[], options?: Options) => ({ allOf, ...options }),
  Literal: (value: unknown, options?: Options) => ({ type: typeof value, const: value, ...options }),
  Null: (options?: Options) => ({ type: "null", ...options }),
  Number: (options?: Options) => ({ type: "number", ...options }),
  Object: (properties: Members, options?: Options) => ({
    type: "object",
    required: Object.keys(properties).filter((name) => !(OPTIONAL in (properties[name] as object))),
    properties,
    ...options,
  }),
  Optional: (schema: TSchema) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  Record: (_key: TSchema, value: TSchema, options?: Options) => ({
    type: "object",
    patternProperties: { "^.*$": value },
    ...options,
  }),
  String: (options?: Options) => ({ type: "string", ...options }),
  Union: (anyOf: readonly TSchema[], options?: Options) => ({ anyOf, ...options }),
  Unknown: (options?: Options) => ({ ...options }),
} as unknown as Builders;

import { MAX_WORD } from "@plimsoll/contract";
import type { TSchema } from "typebox";
import { KINDS, SECTIONS, type Field, type Section } from "./kinds.ts";
import { isObject } from "./values.ts";

type Json = Readonly<Record<string, unknown>>;

const KEY = {
  type: "string",
  minLength: 1,
  maxLength: MAX_WORD,
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
  "x-message": "must consist of letters, digits, _, - and ., and begin with a letter or digit",
  description: "Its name in this file, stored with it, by which it is found again",
};
const WALLET_KEY = { ...KEY, description: "Its name in this file, where another wallet has the same name" };

/** The JSON Schema of a configuration file, made of the schemas of the API. */
export function fileSchema(): TSchema {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      SECTIONS.map((section) => [
        section,
        section === "account" ? entrySchema(section) : { type: "array", items: entrySchema(section) },
      ]),
    ),
  };
}

function entrySchema(section: Section): Json {
  const { fields, keyed, schemas } = KINDS[section];
  const parts = schemas as unknown as readonly Json[];
  const required = (parts.find((schema) => Array.isArray(schema["required"]))?.["required"] ?? []) as readonly string[];
  const key = keyed ? { key: KEY } : section === "wallets" ? { key: WALLET_KEY } : {};
  return {
    type: "object",
    additionalProperties: false,
    required: [
      ...(keyed ? ["key"] : []),
      ...fields.filter(({ name, member = name }) => required.includes(member)).map(({ name }) => name),
    ],
    properties: { ...key, ...members(fields, parts) },
  };
}

function members(fields: readonly Field[], schemas: readonly Json[]): Json {
  return Object.fromEntries(
    fields.map((field) => {
      const { name, member = name } = field;
      const found = schemas.map((schema) => (schema["properties"] as Json)[member]).find((part) => part !== undefined);
      if (!isObject(found)) throw new Error(`no schema has ${member}`);
      return [name, inFile(field, found)];
    }),
  );
}

/** A member's schema with handles in the place of ids. */
function inFile(field: Field, schema: Json): Json {
  const { anyOf } = schema;
  if (Array.isArray(anyOf) && (field.inside !== undefined || field.refers !== undefined)) {
    return { ...schema, anyOf: anyOf.map((branch: Json) => inFile(field, branch)) };
  }
  if (field.inside !== undefined && isObject(schema["properties"])) {
    const { inside } = field;
    const required = (schema["required"] ?? []) as readonly string[];
    const named = inside.filter(({ name, member = name }) => required.includes(member)).map(({ name }) => name);
    return { ...schema, required: named, properties: members(inside, [schema]) };
  }
  if (field.refers === undefined || schema["type"] === "null") return schema;
  const { noun, keyed } = KINDS[field.refers];
  const handle = {
    type: "string",
    minLength: 1,
    description: keyed ? `A ${noun}'s key` : "A wallet's key or name, or `provider/external_id`",
  };
  if (schema["type"] !== "array") return handle;
  const { minItems, maxItems } = schema;
  return {
    type: "array",
    items: handle,
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  };
}

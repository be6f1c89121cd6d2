import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/schema";
import { Settings } from "typebox/system";
import { JUDGED_BY_CORE, type ErrorDetail } from "@plimsoll/contract";
import { isStorable } from "../util/outside-text/storable.ts";
import { invalid, notFound } from "./api-error.ts";
import { violationsOf } from "./violations.ts";

/** @limit Requests: schema errors collected for one request. */
const MAX_ERRORS = 50;

Settings.Set({ maxErrors: MAX_ERRORS });

export type Validator = (value: unknown) => readonly ErrorDetail[];

/**
 * Lists a value's violations of a schema; none when it is valid. Members that the core checks are not checked. Compiled
 * on first use, so that a start does not wait for the schemas of every route.
 */
export function validatorOf(schema: TSchema): Validator {
  const judged = withoutJudged(schema) as TSchema;
  let compiled: ReturnType<typeof Compile> | undefined;
  return (value) => {
    compiled ??= Compile(judged);
    if (compiled.Check(value)) return [];
    const [, errors] = compiled.Errors(value);
    return violationsOf(errors, judged);
  };
}

/** For Fastify, instead of the compiler it would load. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validate = validatorOf(schema);
  const integers = httpPart === "body" ? null : integerMembers(schema);
  return (input: unknown) => {
    const value = integers ? withIntegers(input, integers) : input;
    let details = validate(value);
    if (details.length === 0 && integers) details = unstorable(input);
    if (details.length === 0) return { value };
    return { error: httpPart === "params" ? notFound("there is no such resource") : invalid(details) };
  };
};

/** A percent-encoded NUL, which no stored text has and which PostgreSQL refuses to compare. */
function unstorable(parameters: unknown): ErrorDetail[] {
  return Object.entries(parameters as Readonly<Record<string, unknown>>)
    .filter(([, value]) => typeof value === "string" && !isStorable(value))
    .map(([field]) => ({ field, message: `${field} must not contain NUL characters` }));
}

function withoutJudged(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutJudged);
  if (typeof schema !== "object" || schema === null) return schema;
  if (JUDGED_BY_CORE in schema) return {};
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, withoutJudged(part)]));
}

function integerMembers(schema: unknown): string[] {
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> };
  return Object.keys(properties).filter((name) => properties[name]?.type === "integer");
}

/** Parameters arrive as text. Only plain digits become a number; the schema refuses everything else by name. */
function withIntegers(input: unknown, names: readonly string[]): unknown {
  const parameters = { ...(input as Record<string, unknown>) };
  for (const name of names) {
    const text = parameters[name];
    if (typeof text === "string" && /^-?\d{1,17}$/.test(text)) parameters[name] = Number(text);
  }
  return parameters;
}

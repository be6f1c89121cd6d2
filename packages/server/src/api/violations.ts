import type { TLocalizedValidationError } from "typebox/error";
import type { ErrorDetail } from "@plimsoll/contract";
import { fieldName } from "./field-name.ts";

type SchemaError = TLocalizedValidationError;

/**
 * Schema errors as violations: one for each mistake, with the field named, in words for people. The schema's own text
 * (`x-message`) takes precedence.
 */
export function violationsOf(errors: readonly SchemaError[], schema: unknown): ErrorDetail[] {
  const details: ErrorDetail[] = [];
  for (const error of withoutEchoes(errors)) {
    for (const detail of describe(error, errors, schema)) {
      if (!details.some(({ field, message }) => field === detail.field && message === detail.message)) {
        details.push(detail);
      }
    }
  }
  return details;
}

/**
 * A union produces an error for each branch, and a forbidden member two: errors that only repeat a mistake are dropped.
 */
function withoutEchoes(errors: readonly SchemaError[]): SchemaError[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf");
  return errors.filter((error) => {
    if (error.keyword === "boolean") return false;
    const branch = unions.some((union) => isBranchOf(error, union));
    if (error.keyword === "type") return !branch;
    return (
      error.keyword !== "anyOf" ||
      branchErrors(error, errors).every((inner) => inner.keyword === "type" && isBranchOf(inner, error))
    );
  });
}

function isBranchOf(error: SchemaError, union: SchemaError): boolean {
  return error.instancePath === union.instancePath && error.schemaPath.startsWith(`${union.schemaPath}/anyOf/`);
}

function branchErrors(union: SchemaError, errors: readonly SchemaError[]): SchemaError[] {
  return errors.filter((error) => error.schemaPath.startsWith(`${union.schemaPath}/anyOf/`));
}

function describe(error: SchemaError, all: readonly SchemaError[], schema: unknown): ErrorDetail[] {
  const path = pathOf(error.instancePath);
  const at = (message: string, ...below: string[]): ErrorDetail => {
    const field = fieldName([...path, ...below]);
    return { field, message: `${field} ${message}` };
  };
  if (error.keyword === "required") {
    return error.params.requiredProperties.map((name) => at("is required", name));
  }
  if (error.keyword === "additionalProperties") {
    return error.params.additionalProperties.map((name) => at("is not a known field", name));
  }
  if (error.keyword === "anyOf") return [at(`must be ${typeNames(branchErrors(error, all))}`)];
  if (error.keyword === "pattern") return [at(ownMessage(schema, error.schemaPath) ?? "has an invalid format")];
  const words = WORDS[error.keyword] as ((params: SchemaError["params"]) => string) | undefined;
  return [at(words ? words(error.params) : error.message)];
}

type ParamsOf<K extends SchemaError["keyword"]> = Extract<SchemaError, { readonly keyword: K }>["params"];

const WORDS: { readonly [K in SchemaError["keyword"]]?: (params: ParamsOf<K>) => string } = {
  type: ({ type }) => `must be ${namesOf([type].flat())}`,
  enum: ({ allowedValues }) => `must be one of ${allowedValues.join(", ")}`,
  const: ({ allowedValue }) => `must be ${String(allowedValue)}`,
  minLength: ({ limit }) => (limit === 1 ? "must not be empty" : `must have at least ${limit} characters`),
  maxLength: ({ limit }) => `must have at most ${limit} characters`,
  minItems: ({ limit }) => (limit === 1 ? "must not be empty" : `must have at least ${limit} items`),
  maxItems: ({ limit }) => `must have at most ${limit} items`,
  maxProperties: ({ limit }) => `must have at most ${limit} members`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  format: ({ format }) => (format === "date-time" ? "must be an RFC 3339 time" : `must be a ${format}`),
};

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  integer: "an integer",
  number: "a number",
  boolean: "true or false",
  object: "a JSON object",
  array: "an array",
  null: "null",
};

function typeNames(errors: readonly SchemaError[]): string {
  return namesOf(errors.flatMap((error) => (error.keyword === "type" ? [error.params.type].flat() : [])));
}

function namesOf(types: readonly string[]): string {
  return [...new Set(types)].map((type) => TYPE_NAMES[type] ?? type).join(" or ");
}

function pathOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function ownMessage(schema: unknown, pointer: string): string | undefined {
  let place = schema;
  for (const part of pathOf(pointer)) place = (place as Record<string, unknown> | undefined)?.[part];
  return (place as Record<string, string> | undefined)?.["x-message"];
}

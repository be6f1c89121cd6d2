import type { TLocalizedValidationError } from "typebox/error";
import type { ErrorDetail } from "@plimsoll/contract";
import { fieldName } from "./field-name.ts";

type SchemaError = TLocalizedValidationError;

/** Schema errors as violations: one for each mistake, the field named, in words for people. `schema` is asked for its own words (`x-message`). */
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

/** A union fails as often as it has branches, and a forbidden member twice: what only repeats the mistake goes. */
function withoutEchoes(errors: readonly SchemaError[]): SchemaError[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf");
  return errors.filter((error) => {
    if (error.keyword === "boolean") return false;
    const branch = unions.some((union) => isBranchOf(error, union));
    if (error.keyword === "type") return !branch;
    return error.keyword !== "anyOf" || branchErrors(error, errors).every(({ keyword }) => keyword === "type");
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
  switch (error.keyword) {
    case "required":
      return error.params.requiredProperties.map((name) => at("is required", name));
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => at("is not a known field", name));
    case "type":
      return [at(`must be ${typeNames([error])}`)];
    case "anyOf":
      return [at(`must be ${typeNames(branchErrors(error, all))}`)];
    case "enum":
      return [at(`must be one of ${error.params.allowedValues.join(", ")}`)];
    case "const":
      return [at(`must be ${String(error.params.allowedValue)}`)];
    case "minLength":
      return [
        at(error.params.limit === 1 ? "must not be empty" : `must have at least ${error.params.limit} characters`),
      ];
    case "maxLength":
      return [at(`must have at most ${error.params.limit} characters`)];
    case "minItems":
      return [at(error.params.limit === 1 ? "must not be empty" : `must have at least ${error.params.limit} items`)];
    case "maxItems":
      return [at(`must have at most ${error.params.limit} items`)];
    case "maxProperties":
      return [at(`must have at most ${error.params.limit} members`)];
    case "minimum":
      return [at(`must be at least ${error.params.limit}`)];
    case "maximum":
      return [at(`must be at most ${error.params.limit}`)];
    case "format":
      return [
        at(error.params.format === "date-time" ? "must be an RFC 3339 time" : `must be a ${error.params.format}`),
      ];
    case "pattern":
      return [at(ownMessage(schema, error.schemaPath) ?? "has an invalid format")];
    default:
      return [at(error.message)];
  }
}

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
  const names = errors.flatMap((error) => (error.keyword === "type" ? [error.params.type].flat() : []));
  return [...new Set(names)].map((name) => TYPE_NAMES[name] ?? name).join(" or ") || "something else";
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

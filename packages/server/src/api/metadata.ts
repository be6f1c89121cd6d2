import { isLosslessNumber } from "lossless-json";
import { MAX_METADATA_BYTES, type ErrorDetail } from "@plimsoll/contract";
import { fieldName } from "./field-name.ts";

/** Reasons why metadata cannot be stored as sent. */
export function metadataViolations(metadata: Readonly<Record<string, unknown>>): ErrorDetail[] {
  const details = inexactNumbers(metadata, ["metadata"]);
  if (Buffer.byteLength(JSON.stringify(metadata)) > MAX_METADATA_BYTES) {
    details.push({
      field: "metadata",
      message: `metadata must have at most ${MAX_METADATA_BYTES / 1_024} KiB of JSON`,
    });
  }
  return details;
}

function inexactNumbers(value: unknown, path: readonly string[]): ErrorDetail[] {
  if (isLosslessNumber(value)) {
    const field = fieldName(path);
    return [
      {
        field,
        message: `${field} must be a string: a number with an exponent or more than 15 digits is not kept exactly`,
      },
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => inexactNumbers(member, [...path, name]));
}

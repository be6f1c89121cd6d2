import type { Static } from "typebox";
import { Type } from "./schema.ts";
import { ERROR_CODES, ERRORS, type ErrorCode } from "./errors.ts";

/** `field` is a path, members and array indexes joined by dots ("critical.threshold", "event_types.1"); "body" is the whole body. */
export const ErrorDetail = Type.Object({ field: Type.String(), message: Type.String() }, { title: "ErrorDetail" });
export type ErrorDetail = Static<typeof ErrorDetail>;

export const ErrorBody = Type.Object(
  {
    name: Type.String(),
    code: Type.Enum(ERROR_CODES),
    message: Type.String(),
    details: Type.Array(ErrorDetail, { description: "Every violation found; empty when there is nothing to name." }),
  },
  { title: "ErrorBody" },
);
export type ErrorBody = Static<typeof ErrorBody>;

export const ErrorEnvelope = Type.Object({ error: ErrorBody }, { title: "Error" });
export type ErrorEnvelope = Static<typeof ErrorEnvelope>;

export function errorEnvelope(
  code: ErrorCode,
  message: string = ERRORS[code].message,
  details: readonly ErrorDetail[] = [],
): ErrorEnvelope {
  return { error: { name: ERRORS[code].name, code, message, details: [...details] } };
}

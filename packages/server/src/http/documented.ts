import { Type, type TSchema } from "typebox";
import { ERRORS, ErrorEnvelope, PAGE_HEADERS, type ErrorCode } from "@plimsoll/contract";

const RETRY_AFTER = { "Retry-After": Type.Integer({ description: "Seconds" }) };
const ALWAYS: readonly ErrorCode[] = ["UNAUTHORIZED", "FORBIDDEN", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"];
const WHEN_WRITING: readonly ErrorCode[] = ["VALIDATION_FAILURE", "TOO_MANY_REQUESTS"];

/** The answers of an operation that reads, as the OpenAPI document shows them: the good one and the errors. */
export function reading(success: TSchema, ...codes: ErrorCode[]): object {
  return { 200: success, ...failures([...codes, ...ALWAYS]) };
}

/** The answers of an operation that changes something; `null` is an answer without a body. */
export function writing(status: 200 | 201 | 204, success: TSchema | null, ...codes: ErrorCode[]): object {
  const body = success ?? { type: "null", description: "Done" };
  return { [status]: body, ...failures([...WHEN_WRITING, ...codes, ...ALWAYS]) };
}

/** A bare array with the list headers. */
export function listOf(item: TSchema): TSchema {
  return { ...Type.Array(item), headers: PAGE_HEADERS, description: "One page" };
}

/** The headers a replayed answer carries. */
export function replayable(success: TSchema): TSchema {
  const headers = {
    "Idempotency-Replayed": Type.Boolean({ description: "true when the key had taken effect before" }),
  };
  return { ...success, headers };
}

/** Documented only: what the header means is judged by the code that reads it. */
export const IDEMPOTENCY_HEADERS = {
  "x-header-parameters": [
    {
      in: "header",
      name: "Idempotency-Key",
      required: false,
      description: "The same key and body again: the first answer again. Another body: 422.",
      schema: { type: "string", maxLength: 255 },
    },
  ],
};

function failures(codes: readonly ErrorCode[]): Record<number, TSchema> {
  const byStatus = Object.groupBy(new Set(codes), (code) => ERRORS[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      {
        ...ErrorEnvelope,
        description: group.map((code) => `${code}: ${ERRORS[code].when}`).join(" "),
        ...(status === "429" || status === "503" ? { headers: RETRY_AFTER } : {}),
      },
    ]),
  );
}

import type { FastifySchema } from "fastify";
import type { TSchema } from "typebox";
import {
  EditHeaders,
  ERRORS,
  ErrorEnvelope,
  ETAG_HEADER,
  PAGE_HEADERS,
  PutHeaders,
  Type,
  type ErrorCode,
} from "@plimsoll/contract";

/** The member in which @fastify/swagger finds a response's description, apart from its schema's. */
export const DESCRIPTION = "x-response-description";

/** On a header's schema: not every such response has it. */
export const NOT_ALWAYS = "x-not-always";

export const RETRY_AFTER = { "Retry-After": Type.Integer({ description: "Seconds" }) };
const ALWAYS: readonly ErrorCode[] = ["UNAUTHORIZED", "FORBIDDEN", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"];
const WHEN_WRITING: readonly ErrorCode[] = ["VALIDATION_FAILURE", "TOO_MANY_REQUESTS"];

/** Describes the routes that the OpenAPI document has under one tag: what each is called, takes and responds with. */
export function operationsOf(tag: string) {
  return <S extends FastifySchema>(operationId: string, summary: string, schema: S) => ({
    schema: { operationId, tags: [tag], summary, ...schema },
  });
}

/** The responses of an operation that reads, for the OpenAPI document: the successful one and the errors. */
export function reading(success: TSchema, ...codes: ErrorCode[]): object {
  return { 200: { ...success, [DESCRIPTION]: "OK" }, ...failures([...codes, ...ALWAYS]) };
}

/** The responses of an operation that changes something; `null` is a response without a body. */
export function writing(status: 200 | 201 | 204, success: TSchema | null, ...codes: ErrorCode[]): object {
  const description = status === 201 ? "Created" : "Done";
  const body = success ? { ...success, [DESCRIPTION]: description } : { type: "null", description };
  return { [status]: body, ...failures([...WHEN_WRITING, ...codes, ...ALWAYS]) };
}

/** The responses of an operation that reads something that can be edited. */
export function readingEditable(success: TSchema, ...codes: ErrorCode[]): object {
  return reading({ ...success, headers: ETAG_HEADER }, ...codes);
}

/** The headers and responses of an operation that edits what exists. */
export function editing(success: TSchema, ...codes: ErrorCode[]) {
  return { headers: EditHeaders, response: changed(success, codes) };
}

/** The headers and responses of an operation that replaces something, or makes it. */
export function putting(success: TSchema, ...codes: ErrorCode[]) {
  return { headers: PutHeaders, response: changed(success, codes) };
}

/** The headers and responses of an operation that removes something that can be edited. */
export function removing(...codes: ErrorCode[]) {
  return { headers: EditHeaders, response: writing(204, null, ...codes, "PRECONDITION_FAILED") };
}

function changed(success: TSchema, codes: readonly ErrorCode[]): object {
  return writing(200, { ...success, headers: ETAG_HEADER }, ...codes, "PRECONDITION_FAILED");
}

/** The responses of an operation that takes no API key: exactly these. */
export function answering(success: TSchema, ...codes: ErrorCode[]): object {
  return { 200: { ...success, [DESCRIPTION]: "OK" }, ...failures(codes) };
}

/** A response of text that is not JSON. */
export function textAnswer(mediaType: string): object {
  return { 200: { description: "OK", content: { [mediaType]: { schema: Type.String() } } } };
}

/** On the schema of a list: the response is CSV as well. */
export const ALSO_CSV = "x-also-csv";

/** A bare array with the list headers, or CSV. */
export function listOf(item: TSchema): TSchema {
  return { ...Type.Array(item), headers: PAGE_HEADERS, [ALSO_CSV]: true };
}

/** The headers of a response that may be replayed. */
export function replayable(success: TSchema): TSchema {
  const headers = {
    "Idempotency-Replayed": Type.Boolean({
      description: "true when an earlier request with this key took effect",
      [NOT_ALWAYS]: true,
    }),
  };
  return { ...success, headers };
}

function failures(codes: readonly ErrorCode[]): Record<number, TSchema> {
  const statuses = new Set(codes.map((code) => ERRORS[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const group = [...new Set(codes)].filter((code) => ERRORS[code].status === status);
      const description = group.map((code) => `${code}: ${ERRORS[code].when}`).join(" ");
      const headers = status === 429 || status === 503 ? { headers: RETRY_AFTER } : {};
      return [status, { ...ErrorEnvelope, [DESCRIPTION]: description, ...headers }];
    }),
  );
}

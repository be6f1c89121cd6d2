import { ERRORS, errorEnvelope, type ErrorCode, type ErrorDetail, type ErrorEnvelope } from "@plimsoll/contract";

/** An error response from the error table, thrown from anywhere in the HTTP layer. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  /** Seconds after which to retry, where that is known. */
  retryAfter: number | null = null;
  /** Fastify assigns this property, so it has Fastify's name. */
  statusCode: number;

  constructor(code: ErrorCode, message: string = ERRORS[code].message, details: readonly ErrorDetail[] = []) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.details = details;
    this.statusCode = ERRORS[code].status;
  }

  get envelope(): ErrorEnvelope {
    return errorEnvelope(this.code, this.message, this.details);
  }
}

/** VALIDATION_FAILURE; the message is the first violation, the details are all of them. */
export function invalid(details: readonly ErrorDetail[]): ApiError {
  const [first] = details;
  return new ApiError("VALIDATION_FAILURE", first?.message, details);
}

export function invalidField(field: string, message: string): ApiError {
  return invalid([{ field, message }]);
}

export function notFound(message: string): ApiError {
  return new ApiError("NOT_FOUND", message);
}

/** What a read has found; throws NOT_FOUND when that is nothing. */
export function found<T>(row: T | null, noun: string): T {
  if (row === null) throw notFound(`there is no such ${noun}`);
  return row;
}

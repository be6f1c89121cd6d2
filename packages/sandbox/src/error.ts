/** The codes of the protocol's error envelope, with their status and name. The status of INSUFFICIENT_FUNDS is undocumented. */
const CODES = {
  VALIDATION_FAILURE: [400, "Validation Failure"],
  BAD_REQUEST: [400, "Bad Request"],
  INSUFFICIENT_FUNDS: [400, "Insufficient Funds"],
  UNAUTHORIZED: [401, "Unauthorized"],
  FORBIDDEN: [403, "Forbidden"],
  NOT_FOUND: [404, "Not Found"],
  TOO_MANY_REQUESTS: [429, "Too Many Requests"],
  INTERNAL_SERVER_ERROR: [500, "Internal Server Error"],
} as const;

export type SandboxErrorCode = keyof typeof CODES;

/** A refusal of the provider. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;
  readonly retryAfterSeconds: number | null;

  constructor(code: SandboxErrorCode, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.name = "SandboxError";
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return CODES[this.code][0];
  }

  get envelope(): unknown {
    return { error: { name: CODES[this.code][1], code: this.code, message: this.message } };
  }
}

import { AddressRefused } from "./address-guard.ts";
import { NameUnresolved } from "./names.ts";

/** Why a request got no HTTP response. */
export type SendError =
  | "timeout"
  | "connection_refused"
  | "connection_reset"
  | "dns"
  | "tls"
  | "address_refused"
  | "invalid_url"
  | "aborted"
  | "other";

const BY_CODE: Readonly<Record<string, SendError>> = {
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  ECONNABORTED: "connection_reset",
  EPIPE: "connection_reset",
  ETIMEDOUT: "timeout",
  ENOTFOUND: "dns",
  ENODATA: "dns",
  ESERVFAIL: "dns",
  EPROTO: "tls",
  HOSTNAME_MISMATCH: "tls",
};

/**
 * OpenSSL's verification errors have no common prefix; these words cover the codes of `X509_verify_cert_error_string`.
 */
const TLS_CODE = /^ERR_(SSL|TLS)_|CERT|CRL|^UNABLE_TO_|SELF_SIGNED/;
const RESOLVER_CODE = /^EAI_/;
/** Codes of `net` errors, whose messages contain addresses that a name resolved to. */
const SYSTEM_CODE = /^E[A-Z0-9]+$/;
const UNREADABLE_CODE = /^HPE_/;

/** @limit Requests to other hosts: characters kept of an error message. */
const MAX_WORDS = 512;

/** The layer was closed while, or before, the request was made. */
export class OutboundClosed extends Error {
  constructor() {
    super("the connection is closed");
    this.name = "OutboundClosed";
  }
}

export interface Failure {
  readonly error: SendError;
  /**
   * The failure in words, at most 512 characters: the host and the reason. It contains no address that a name resolved
   * to, no path and no query.
   */
  readonly words: string;
}

/** Classifies an error of a request to a host (as in `URL.host`) and puts it into words. */
export function failureOf(error: unknown, host: string): Failure {
  const kind = classify(error);
  return { error: kind, words: wordsOf(kind, error, host).slice(0, MAX_WORDS) };
}

function classify(error: unknown): SendError {
  if (error instanceof AddressRefused) return "address_refused";
  if (error instanceof NameUnresolved) return "dns";
  if (error instanceof OutboundClosed) return "aborted";
  if (!(error instanceof Error)) return "other";
  const own = classifyCode((error as NodeJS.ErrnoException).code);
  if (own !== "other") return own;
  return error.cause === undefined || error.cause === error ? "other" : classify(error.cause);
}

function classifyCode(code: unknown): SendError {
  if (typeof code !== "string") return "other";
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (RESOLVER_CODE.test(code)) return "dns";
  return TLS_CODE.test(code) ? "tls" : "other";
}

function wordsOf(kind: SendError, error: unknown, host: string): string {
  if (!(error instanceof Error)) return `${host} could not be reached: ${String(error)}`;
  const { code = "" } = error as NodeJS.ErrnoException;
  switch (kind) {
    case "address_refused":
    case "dns":
    case "invalid_url":
    case "aborted":
      return error.message;
    case "timeout":
      return `${host} did not respond in time${coded(code)}`;
    case "connection_refused":
      return `${host} refused the connection`;
    case "connection_reset":
      return `${host} closed the connection before it responded${coded(code)}`;
    case "tls":
      return `TLS with ${host} failed: ${(error as { readonly reason?: string }).reason ?? error.message}${coded(code)}`;
    case "other":
      if (UNREADABLE_CODE.test(code)) return `the response of ${host} is not HTTP (${error.message})`;
      if (SYSTEM_CODE.test(code)) return `${host} could not be reached (${code})`;
      return `the request to ${host} failed: ${error.message}`;
  }
}

function coded(code: string): string {
  return code === "" ? "" : ` (${code})`;
}

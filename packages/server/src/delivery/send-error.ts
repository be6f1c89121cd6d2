import { AddressRefused } from "./address-guard.ts";

/** Why a request got no HTTP answer. */
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
  UND_ERR_SOCKET: "connection_reset",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  ENOTFOUND: "dns",
  ENODATA: "dns",
  ESERVFAIL: "dns",
  EPROTO: "tls",
  HOSTNAME_MISMATCH: "tls",
  UND_ERR_ABORTED: "aborted",
  UND_ERR_CLOSED: "aborted",
  UND_ERR_DESTROYED: "aborted",
};

/** OpenSSL's verification errors carry no common prefix; these words cover `X509_verify_cert_error_string`'s codes. */
const TLS_CODE = /^ERR_(SSL|TLS)_|CERT|CRL|^UNABLE_TO_|SELF_SIGNED/;
const RESOLVER_CODE = /^EAI_/;

/** Sorts an error of undici, `net`, `tls` or `dns` by its code; wrapped errors by what they wrap. */
export function classifySendError(error: unknown): SendError {
  if (error instanceof AddressRefused) return "address_refused";
  if (!(error instanceof Error)) return "other";
  const own = classifyCode((error as NodeJS.ErrnoException).code);
  if (own !== "other") return own;
  return error.cause === undefined || error.cause === error ? "other" : classifySendError(error.cause);
}

function classifyCode(code: unknown): SendError {
  if (typeof code !== "string") return "other";
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (RESOLVER_CODE.test(code)) return "dns";
  return TLS_CODE.test(code) ? "tls" : "other";
}

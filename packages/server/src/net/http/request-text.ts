import { validateHeaderName, validateHeaderValue } from "node:http";

export interface RequestText {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Methods whose requests say how long their body is even when there is none. */
const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);
const HOST = "host";
const USUAL_NAME = /^[A-Za-z0-9-]+$/;
const USUAL_VALUE = /^[\x20-\x7e]*$/;

/** A request's bytes, and how its text stands for them. */
export interface Written {
  readonly text: string | Buffer;
  readonly encoding: "latin1" | "utf8";
}

/** A request as it is sent. Throws for a header that cannot be sent. */
export function requestText({ method, url, headers, body }: RequestText): Written {
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n`;
  let hasHost = false;
  let isAscii = true;
  for (const name in headers) {
    const value = headers[name] ?? "";
    if (!USUAL_NAME.test(name)) validateHeaderName(name);
    if (!USUAL_VALUE.test(value)) {
      validateHeaderValue(name, value);
      isAscii = false;
    }
    hasHost ||= name.length === HOST.length && name.toLowerCase() === HOST;
    head += `${name}: ${value}\r\n`;
  }
  if (!hasHost) head += `Host: ${url.host}\r\n`;
  head += "Connection: keep-alive\r\n";
  const size = body === null ? 0 : Buffer.byteLength(body);
  if (body !== null || WITH_BODY.has(method)) head += `Content-Length: ${size}\r\n`;
  head += "\r\n";
  if (body === null) return { text: head, encoding: "latin1" };
  // Text of as many bytes as characters is ASCII, which is written fastest.
  if (size === body.length) return { text: head + body, encoding: "latin1" };
  if (isAscii) return { text: head + body, encoding: "utf8" };
  return { text: Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body)]), encoding: "utf8" };
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";

export interface BareRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface BareAnswer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Passes one request to a handler of the bare HTTP server, without a network: a test that moves the clock itself must
 * not wait for sockets.
 */
export function ask(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  { method = "POST", url, headers = {}, body = "" }: BareRequest,
): Promise<BareAnswer> {
  // As with Node.js's requests: read to its end, it is not destroyed.
  const request = Object.assign(new PassThrough({ autoDestroy: false }), { method, url, headers });
  return new Promise((resolve, reject) => {
    const sent: Record<string, string> = {};
    const keep = (values: object) => {
      for (const [name, value] of Object.entries(values)) sent[name.toLowerCase()] = String(value);
    };
    let status = 200;
    const response = {
      req: request,
      headersSent: false,
      destroyed: false,
      setHeader: (name: string, value: unknown) => keep({ [name]: value }),
      writeHead: (code: number, values: object = {}) => {
        status = code;
        keep(values);
        response.headersSent = true;
      },
      end: (text: string | Buffer = "") => resolve({ status, headers: sent, text: text.toString() }),
      destroy: () => reject(new Error("the connection was cut")),
    };
    handle(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    request.end(body);
  });
}

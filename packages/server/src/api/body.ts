import type { ContentTypeParserDoneFunction } from "fastify/types/content-type-parser.js";
import type { FastifyRequest } from "fastify";
import { parseJson } from "./json.ts";
import type { App } from "./typed-app.ts";

/** Bodies are JSON: `application/json` and its relatives, such as `application/merge-patch+json`. */
export function acceptJsonBodies(app: App): void {
  app.removeAllContentTypeParsers();
  for (const type of ["application/json", /^application\/[\w.-]+\+json/]) {
    app.addContentTypeParser(type, { parseAs: "buffer" }, parseBody);
  }
}

/** @limit Requests: size of a body that is parsed at once; the parser of a longer one waits for its account's turn. */
const SHORT_BODY_BYTES = 16 * 1_024;

function parseBody(request: FastifyRequest, raw: Buffer, done: ContentTypeParserDoneFunction): void {
  if (raw.length <= SHORT_BODY_BYTES) return parseNow(raw, done);
  void request.server.turns.next(request.caller?.accountId ?? 0).then(() => parseNow(raw, done));
}

function parseNow(raw: Buffer, done: ContentTypeParserDoneFunction): void {
  let body: unknown;
  try {
    // Clients put the header on requests without a body too; the route decides whether a body is required.
    body = raw.length === 0 ? undefined : parseJson(raw);
  } catch (error) {
    return done(error as Error);
  }
  done(null, body);
}

/** For a route whose body's members are all optional: a missing body counts as an empty object. */
export async function withoutBody(request: { body: unknown }): Promise<void> {
  if (request.body === undefined) request.body = {};
}

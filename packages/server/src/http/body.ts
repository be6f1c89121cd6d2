import type { FastifyInstance } from "fastify";
import { parseJson } from "./json.ts";

/** Bodies are JSON: `application/json` and its relatives, such as `application/merge-patch+json`. */
export function acceptJsonBodies(
  app: Pick<FastifyInstance, "removeAllContentTypeParsers" | "addContentTypeParser">,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ["application/json", /^application\/[\w.-]+\+json/],
    { parseAs: "buffer" },
    (_request: unknown, raw: Buffer, done: (error: Error | null, body?: unknown) => void) => {
      // Clients put the header on requests without a body too; whether one is required is the route's business.
      if (raw.length === 0) return done(null, undefined);
      let body: unknown;
      try {
        body = parseJson(raw);
      } catch (error) {
        return done(error as Error);
      }
      done(null, body);
    },
  );
}

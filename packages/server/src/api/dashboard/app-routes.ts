import type { FastifyReply, FastifyRequest } from "fastify";
import { notFound } from "../api-error.ts";
import type { App } from "../typed-app.ts";
import { encodingFor, readAppFiles, type AppFile, type AppFiles } from "./app-files.ts";

/** The application's pages. A path below one of them is the application's too, which says what does not exist. */
const PAGES = [
  "/",
  "/wallets",
  "/features",
  "/products",
  "/alerts",
  "/topups",
  "/orders",
  "/cards",
  "/webhooks",
  "/providers",
  "/settings",
  "/sign-in",
  "/more",
] as const;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  // The tab's icon carries the worst state and is made as a data URL.
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const PAGE_HEADERS = {
  "Content-Security-Policy": POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Cache-Control": "no-cache",
};
const IMMUTABLE = { "Cache-Control": "public, max-age=31536000, immutable" };

/** The dashboard: its page at every path of it, and its files, whose names change with their contents. */
export function appRoutes(app: App): void {
  let files: Promise<AppFiles> | null = null;
  const fileAt = async (path: string): Promise<AppFile> => {
    // Read when the first page is requested: a start does not need them.
    files ??= readAppFiles();
    const file = (await files).get(path);
    if (file === undefined) throw notFound(`there is no GET ${path}`);
    return file;
  };

  const page = async (request: FastifyRequest, reply: FastifyReply) =>
    sendFile(request, reply.headers(PAGE_HEADERS), await fileAt("/index.html"));
  for (const path of PAGES) {
    app.get(path, HIDDEN, page);
    if (path !== "/") app.get(`${path}/*`, HIDDEN, page);
  }
  app.get("/assets/*", HIDDEN, async (request, reply) => {
    const file = await fileAt(request.url.split("?", 1)[0] ?? "");
    return sendFile(request, reply.headers(IMMUTABLE), file);
  });
  app.get("/favicon.svg", HIDDEN, async (request, reply) =>
    sendFile(request, reply.headers({ "Cache-Control": "no-cache" }), await fileAt("/favicon.svg")),
  );
}

/** Pages for people are no part of the API's description. */
const HIDDEN = { schema: { hide: true } };

function sendFile(request: FastifyRequest, reply: FastifyReply, file: AppFile): FastifyReply {
  void reply.headers({ ETag: file.etag, Vary: "Accept-Encoding" });
  if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
  const encoding = encodingFor(file, request.headers["accept-encoding"]);
  if (encoding !== "identity") void reply.header("Content-Encoding", encoding);
  return reply.type(file.type).send(file.contents.get(encoding));
}

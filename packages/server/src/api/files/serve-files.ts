import type { FastifyReply, FastifyRequest } from "fastify";
import { notFound } from "../api-error.ts";
import { encodingFor, inEncoding, readBuiltFiles, type BuiltFile, type BuiltFiles } from "./built-files.ts";

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

/** Of a page, which is checked at every visit because its name stays the same. */
export const PAGE_HEADERS = {
  "Content-Security-Policy": POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Cache-Control": "no-cache",
};
/** Of a file whose name changes with its contents. */
export const IMMUTABLE = { "Cache-Control": "public, max-age=31536000, immutable" };
export const CHECKED = { "Cache-Control": "no-cache" };

/** Pages for people are no part of the API's description. */
export const HIDDEN = { schema: { hide: true } };

export type SendFile = (
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  headers: Readonly<Record<string, string>>,
  status?: 200 | 404,
) => Promise<FastifyReply>;

/** Sends the files of a folder. They are read when the first is requested: a start does not need them. */
export function serveFiles(folder: "app" | "site"): SendFile {
  let files: Promise<BuiltFiles> | null = null;
  return async (request, reply, path, headers, status = 200) => {
    files ??= readBuiltFiles(folder);
    const file = (await files).get(path);
    if (file === undefined) throw notFound(`there is no GET ${pathOf(request)}`);
    return send(request, reply.code(status).headers(headers), file);
  };
}

export function pathOf({ url }: FastifyRequest): string {
  return url.split("?", 1)[0] ?? "";
}

async function send(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): Promise<FastifyReply> {
  void reply.headers({ ETag: file.etag, Vary: "Accept-Encoding" });
  if (reply.statusCode === 200 && request.headers["if-none-match"] === file.etag) return reply.code(304).send();
  const encoding = encodingFor(file, request.headers["accept-encoding"]);
  if (encoding !== "identity") void reply.header("Content-Encoding", encoding);
  return reply.type(file.type).send(await inEncoding(file, encoding));
}

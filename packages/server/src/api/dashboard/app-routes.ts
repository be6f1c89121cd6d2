import type { FastifyReply, FastifyRequest } from "fastify";
import { CHECKED, HIDDEN, IMMUTABLE, PAGE_HEADERS, pathOf, type SendFile } from "../files/serve-files.ts";
import type { App } from "../typed-app.ts";

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

/** The dashboard: its page at every path of it, and its files, whose names change with their contents. */
export function appRoutes(app: App, send: SendFile): void {
  const page = async (request: FastifyRequest, reply: FastifyReply) =>
    send(request, reply, "/index.html", PAGE_HEADERS);
  for (const path of PAGES) {
    app.get(path, HIDDEN, page);
    if (path !== "/") app.get(`${path}/*`, HIDDEN, page);
  }
  app.get("/assets/*", HIDDEN, async (request, reply) => send(request, reply, pathOf(request), IMMUTABLE));
  app.get("/favicon.svg", HIDDEN, async (request, reply) => send(request, reply, "/favicon.svg", CHECKED));
}

/** Where programs ask: a path below one of these is never a page. */
const FOR_PROGRAMS =
  /^\/(api|hooks|gateway|docs|session|assets|openapi\.json|healthz|readyz|metrics|llms\.txt|favicon\.svg)(\/|$)/;

/** Whether a path that does not exist was opened in a browser, whose reader gets a page that says so, with a way back. */
export function isForPeople(request: FastifyRequest): boolean {
  const { method, headers } = request;
  const isPage = headers.accept?.split(",").some((range) => range.trim().toLowerCase().startsWith("text/html"));
  return method === "GET" && isPage === true && !FOR_PROGRAMS.test(pathOf(request));
}

/** The application, which says that this page does not exist. */
export async function sendLostPage(
  send: SendFile,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return send(request, reply, "/index.html", PAGE_HEADERS, 404);
}

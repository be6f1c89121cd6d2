import type { FastifyReply, FastifyRequest } from "fastify";
import { CHECKED, HIDDEN, IMMUTABLE, PAGE_HEADERS, pathOf, serveFiles } from "../files/serve-files.ts";
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
export function appRoutes(app: App): void {
  const send = serveFiles("app");
  const page = async (request: FastifyRequest, reply: FastifyReply) =>
    send(request, reply, "/index.html", PAGE_HEADERS);
  for (const path of PAGES) {
    app.get(path, HIDDEN, page);
    if (path !== "/") app.get(`${path}/*`, HIDDEN, page);
  }
  app.get("/assets/*", HIDDEN, async (request, reply) => send(request, reply, pathOf(request), IMMUTABLE));
  app.get("/favicon.svg", HIDDEN, async (request, reply) => send(request, reply, "/favicon.svg", CHECKED));
}

import { operationsOf, textAnswer } from "./documented.ts";
import { CHECKED, HIDDEN, IMMUTABLE, PAGE_HEADERS, pathOf, serveFiles } from "./files/serve-files.ts";
import type { App } from "./typed-app.ts";

const HOME = operationsOf("Operations")("getDocs", "The documentation, with this description as a page", {
  security: [],
  response: textAnswer("text/html"),
});

/** The documentation: its pages, its files, whose names change with their contents, and its texts for programs. */
export function docsRoutes(app: App): void {
  const send = serveFiles("site");
  app.get("/docs", HOME, async (request, reply) => send(request, reply, "/docs.html", PAGE_HEADERS));
  app.get("/docs/*", HIDDEN, async (request, reply) => {
    const path = pathOf(request).replace(/\/$/, "");
    return send(request, reply, `${path}.html`, PAGE_HEADERS);
  });
  app.get("/docs/assets/*", HIDDEN, async (request, reply) => send(request, reply, pathOf(request), IMMUTABLE));
  for (const path of ["/llms.txt", "/docs/llms-full.txt"]) {
    app.get(path, HIDDEN, async (request, reply) => send(request, reply, path, CHECKED));
  }
}

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createClient } from "./client.ts";
import { Pages } from "./pages.ts";

const document = JSON.parse(readFileSync(new URL("../../../docs/reference/openapi.json", import.meta.url), "utf8")) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
};

/**
 * The API's operations; probes, metrics, pages and the paths that providers, issuers and channels call are not the client's. The stream
 * is read with an EventSource, which resumes by itself.
 */
const operations = Object.entries(document.paths)
  .filter(([path]) => path.startsWith("/api/v1/") && path !== "/api/v1/stream" && !path.endsWith("/inbound"))
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => ({
      operationId,
      request: `${method.toUpperCase()} ${path}`,
    })),
  );

/** The request of every method of the client, its path's values put back into braces. */
async function requests(): Promise<string[]> {
  const asked: string[] = [];
  const client = createClient({
    baseUrl: "http://unused",
    fetch: async (input, init) => {
      asked.push(`${init?.method ?? ""} ${new URL(input).pathname}`);
      return new Response("[]", { headers: { "X-Has-More": "false" } });
    },
  });
  for (const methods of Object.values(client)) {
    if (typeof methods === "function") continue;
    for (const method of Object.values(methods as Record<string, (...args: unknown[]) => unknown>)) {
      const answer = method("~1", "~2");
      await (answer instanceof Pages ? answer.page() : answer);
    }
  }
  return asked;
}

describe("the client", async () => {
  const asked = (await requests()).map((request) => request.split("/"));

  /** A part in braces is any value. */
  function isAsked(request: string): boolean {
    const parts = request.split("/");
    return asked.some(
      (other) =>
        other.length === parts.length &&
        parts.every((part, index) => (part.startsWith("{") ? other[index]?.startsWith("~") : part === other[index])),
    );
  }

  it.each(operations)("has a method for $operationId", ({ request }) => {
    expect(isAsked(request)).toBe(true);
  });

  it("has no method for anything else", () => {
    expect(asked).toHaveLength(operations.length);
  });
});

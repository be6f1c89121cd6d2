import type { ClientRequest, IncomingMessage } from "node:http";
import { inject } from "vitest";
import { ApiDescription, type Exchange } from "./api-description.ts";
import { afterEveryFile, afterEveryTest } from "./file-hooks.ts";

/** Bound on a failed test's output, which may be the same difference a thousand times. */
const MAX_SHOWN = 20;
const SHOWN_CHARACTERS = 300;

const described = new Set<string>();
const found = new Set<string>();
let description: ApiDescription | undefined;

/**
 * From now on every response of the server at this origin must be as the OpenAPI document describes it, or the test
 * under way fails.
 */
export function checkAnswersOf(url: string): void {
  described.add(new URL(url).origin);
}

/** Compares the response to a request of Node.js's `http` instead of `fetch`. */
export function checkAnswerTo(
  request: ClientRequest,
  { statusCode = 0, headers }: IncomingMessage,
  text: string,
): void {
  const header = (name: string) => headers[name.toLowerCase()]?.toString() ?? null;
  checkAnswer({ method: request.method, path: request.path, status: statusCode, header, text });
}

function checkAnswer(exchange: Exchange): void {
  description ??= new ApiDescription(inject("openapi"));
  const { method, path, status, text } = exchange;
  for (const difference of description.differences(exchange)) {
    found.add(`${method} ${path} ${status}: ${difference}\n    ${text.slice(0, SHOWN_CHARACTERS)}`);
  }
}

// Covers every caller of `fetch`: the tests, their helpers and the client.
const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await send(input, init);
  const url = new URL(input instanceof Request ? input.url : input);
  if (!described.has(url.origin)) return response;
  const method = (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
  const { status, headers } = response;
  const path = url.pathname + url.search;
  // Read here and passed on, because a clone of a large body has to be read on both sides at once.
  const body = await response.arrayBuffer();
  checkAnswer({ method, path, status, header: (name) => headers.get(name), text: Buffer.from(body).toString("utf8") });
  return new Response(status === 204 || status === 304 ? null : body, {
    status,
    statusText: response.statusText,
    headers,
  });
};

// Kept until the end of the test, so that a repeated condition or client cannot hide a difference.
afterEveryTest(failWithFound);
afterEveryFile(failWithFound);
// A later file's receiver may listen on the port.
afterEveryFile(() => described.clear());

function failWithFound(): void {
  const differences = [...found];
  found.clear();
  if (differences.length === 0) return;
  const more = differences.length > MAX_SHOWN ? `\nand ${differences.length - MAX_SHOWN} more` : "";
  throw new Error(`answers differ from the OpenAPI document:\n${differences.slice(0, MAX_SHOWN).join("\n")}${more}`);
}

import { expect, it } from "vitest";
import { ERROR_CODES, ERRORS } from "./errors.ts";
import { errorEnvelope } from "./error-envelope.ts";
import { errorsMarkdown } from "./errors-markdown.ts";

it("every code has an HTTP error status", () => {
  for (const code of ERROR_CODES) expect(ERRORS[code].status).toBeGreaterThanOrEqual(400);
});

it("an envelope always has details", () => {
  expect(errorEnvelope("NOT_FOUND")).toEqual({
    error: { name: "Not Found", code: "NOT_FOUND", message: "there is no such resource", details: [] },
  });
});

it("the page has a row for every code", () => {
  const page = errorsMarkdown();
  for (const code of ERROR_CODES) expect(page).toContain(`| \`${code}\` | ${ERRORS[code].status} |`);
});

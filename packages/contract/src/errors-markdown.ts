import { ERROR_CODES, ERRORS } from "./errors.ts";

/** The error table as a Markdown page, docs/reference/errors.md. */
export function errorsMarkdown(): string {
  const rows = ERROR_CODES.map((code) => `| \`${code}\` | ${ERRORS[code].status} | ${ERRORS[code].when} |`);
  return [
    "# Errors",
    "",
    'Every error is a response `{"error":{"name","code","message","details":[{"field","message"}]}}`. `details` is always an array. A field is named by its path,',
    "members and array indexes joined by dots: `critical.threshold`, `event_types.1`; `body` is the whole body.",
    "",
    "| code | status | when |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

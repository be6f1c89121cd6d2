import { parseSpendCsv } from "../util/spend-csv.ts";
import { invalid } from "./api-error.ts";
import type { App } from "./typed-app.ts";

/** Lets the routes of a scope take their days as CSV. */
export function acceptSpendCsv(scope: App): void {
  scope.addContentTypeParser("text/csv", { parseAs: "string" }, (_request, text, done) => {
    const { days, problems } = parseSpendCsv(String(text));
    if (problems.length > 0) done(invalid(problems.map((message) => ({ field: "body", message }))));
    else done(null, { days });
  });
}

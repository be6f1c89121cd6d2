import { expect, test } from "vitest";
import { parseSpendCsv } from "./spend-csv.ts";

test.each([
  ["date,amount\n2026-05-01,1.00\n2026-05-02,2.50\n"],
  ["date,amount\r\n2026-05-01,1.00\r\n2026-05-02,2.50"],
  ['\uFEFF"Amount","note","Date"\n"1.00","a, b ""c""",2026-05-01\n2.50,,"2026-05-02"\n\n'],
])("%j has two days", (text) => {
  expect(parseSpendCsv(text)).toEqual({
    days: [
      { date: "2026-05-01", amount: "1.00" },
      { date: "2026-05-02", amount: "2.50" },
    ],
    problems: [],
  });
});

test.each([
  ["", "line 1 must name the columns date and amount"],
  ["2026-05-01,1.00", "line 1 must name the columns date and amount"],
  ["date,amount\n2026-05-01\n", "line 2 must have 2 cells, not 1"],
  ["date,amount\n2026-05-01,1,000.00\n", "line 2 must have 2 cells, not 3"],
])("%j is refused", (text, problem) => {
  expect(parseSpendCsv(text).problems).toEqual([problem]);
});

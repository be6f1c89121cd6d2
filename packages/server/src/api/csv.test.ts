import { describe, expect, test } from "vitest";
import { csvRecord, csvRecordOf, prefersCsv } from "./csv.ts";

describe("a record", () => {
  test.each([
    ["plain", "plain"],
    ["", ""],
    ["a,b", '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ["two\nlines", '"two\nlines"'],
    ["two\r\nlines", '"two\r\nlines"'],
    [" kept ", " kept "],
    ["é 漢 🏦", "é 漢 🏦"],
  ])("quotes as RFC 4180 says: %j", (cell, text) => {
    expect(csvRecord([cell, "x"])).toBe(`${text},x\r\n`);
  });

  test.each([
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "-",
    "+",
    "--1",
    "-1.5e3",
    "\t=1",
    "-1.",
    "+.5",
  ])("disarms what a spreadsheet would execute: %j", (cell) => {
    const text = csvRecord([cell]).slice(0, -2);
    expect(text.startsWith('"') ? text.slice(1, 2) : text.slice(0, 1)).toBe("'");
    expect(text).toContain(cell);
  });

  test("disarms a cell that begins with a carriage return within its quotes", () => {
    expect(csvRecord(["\r=1"])).toBe('"\'\r=1"\r\n');
  });

  test.each(["-5.00", "+5", "0", "-92233720368547758.08", "12"])("leaves the number %s", (cell) => {
    expect(csvRecord([cell])).toBe(`${cell}\r\n`);
  });
});

test("a resource's cells are its values as they are written", () => {
  const json = `{"amount":5000.00,"id":9007199254740993,"name":"=x","none":null,"ok":false,"list":["a",1.50],"of":{"a":"b"}}`;
  const columns = ["id", "amount", "name", "none", "ok", "list", "of", "absent"];
  expect(csvRecordOf(json, columns)).toBe(`9007199254740993,5000.00,'=x,,false,"[""a"",1.5]","{""a"":""b""}",\r\n`);
});

test.each([
  ["text/csv", true],
  ["TEXT/CSV; q=0.9, */*;q=0.1", true],
  ["application/json, text/csv;q=0.5", false],
  ["text/csv;q=0", false],
  ["*/*", false],
  [undefined, false],
  ["text/csv;q=nonsense", false],
])("Accept: %s", (accept, wanted) => {
  expect(prefersCsv(accept)).toBe(wanted);
});

import { expect, test } from "vitest";
import { readCsv } from "./csv.ts";

function cells(text: string, delimiter = ","): readonly (readonly string[])[] {
  return readCsv(text, delimiter, 100).map((row) => row.cells);
}

test.each([
  [
    "a,b\r\n1,2\r\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a,b\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a,b\r1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["\ufeffa\n", [["a"]]],
  [
    "a,\n,b\n,",
    [
      ["a", ""],
      ["", "b"],
      ["", ""],
    ],
  ],
  ['"a,b","say ""no""","two\nlines"\n', [["a,b", 'say "no"', "two\nlines"]]],
  ['"",""\n', [["", ""]]],
  ["\n\n a \n\n", [[" a "]]],
  ["", []],
])("%j", (text, expected) => {
  expect(cells(text)).toEqual(expected);
});

test("another delimiter, and the line on which each row begins", () => {
  expect(readCsv('a;b\n"x\r\ny";1,5\n\nz;2', ";", 10)).toEqual([
    { line: 1, cells: ["a", "b"] },
    { line: 2, cells: ["x\r\ny", "1,5"] },
    { line: 5, cells: ["z", "2"] },
  ]);
});

test.each([
  ['a\nb"c\n', "line 2 has a quote inside of a cell that is not quoted"],
  ['"a"b\n', "line 1 has text behind a closing quote"],
  ['a\n"b', "line 2 has a quote that is not closed"],
  ["a\nb\nc\n", "line 3 is beyond the 2 rows that are read"],
])("refuses %j", (text, message) => {
  expect(() => readCsv(text, ",", 2)).toThrow(message);
});

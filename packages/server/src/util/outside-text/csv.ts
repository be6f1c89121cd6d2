/** CSV that cannot be read; `line` counts from 1. */
export class UnreadableCsv extends Error {
  constructor(line: number, message: string) {
    super(`line ${line} ${message}`);
    this.name = "UnreadableCsv";
  }
}

export interface CsvRow {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads RFC 4180 with any delimiter of one character: CRLF, LF or CR ends a row, a byte order mark is dropped, empty lines
 * are skipped. Takes time in proportion to the text's length. Throws `UnreadableCsv` for more than `maxRows` rows, a quote
 * inside of an unquoted cell, text behind a closing quote, and a quote that is not closed.
 */
export function readCsv(raw: string, delimiter: string, maxRows: number): readonly CsvRow[] {
  const text = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  let at = 0;
  const endRow = () => {
    if (cells.length > 1 || cells[0] !== "") {
      if (rows.length >= maxRows) throw new UnreadableCsv(begun, `is beyond the ${maxRows} rows that are read`);
      rows.push({ line: begun, cells });
    }
    cells = [];
  };
  while (at < text.length) {
    if (cells.length === 0) begun = line;
    const cell = text[at] === '"' ? quoted(text, at + 1, line) : plain(text, at, delimiter, line);
    cells.push(cell.text);
    line += cell.lines;
    at = cell.end;
    const next = text[at];
    if (next === delimiter) {
      at += 1;
      if (at === text.length) cells.push("");
      continue;
    }
    endRow();
    if (next === undefined) return rows;
    if (next !== "\r" && next !== "\n") throw new UnreadableCsv(line, "has text behind a closing quote");
    at += next === "\r" && text[at + 1] === "\n" ? 2 : 1;
    line += 1;
  }
  if (cells.length > 0) endRow();
  return rows;
}

interface Cell {
  readonly text: string;
  /** The place behind it. */
  readonly end: number;
  readonly lines: number;
}

function plain(text: string, from: number, delimiter: string, line: number): Cell {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\r" && text[end] !== "\n") {
    if (text[end] === '"') throw new UnreadableCsv(line, "has a quote inside of a cell that is not quoted");
    end += 1;
  }
  return { text: text.slice(from, end), end, lines: 0 };
}

function quoted(text: string, from: number, line: number): Cell {
  const parts: string[] = [];
  for (let at = from; ;) {
    const close = text.indexOf('"', at);
    if (close === -1) throw new UnreadableCsv(line, "has a quote that is not closed");
    parts.push(text.slice(at, close));
    if (text[close + 1] !== '"') {
      const cell = parts.join('"');
      return { text: cell, end: close + 1, lines: cell.match(/\r\n|\r|\n/g)?.length ?? 0 };
    }
    at = close + 2;
  }
}

import { parse } from "lossless-json";

/** RFC 4180. */
export const CSV_TYPE = "text/csv; charset=utf-8; header=present";
const LINE_END = "\r\n";

/** What spreadsheets take for a formula's beginning. */
const FORMULA = /^[=+\-@\t\r]/;
/** Numbers that would not be written again as they are: with a fraction, or with more digits than a double keeps. */
const MAY_CHANGE = /[:[,]-?\d+[.eE]|\d{16}/;
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** One record. A cell that a spreadsheet would execute gets an apostrophe before it, unless it is a plain number. */
export function csvRecord(cells: readonly string[]): string {
  return cells.map(cellText).join(",") + LINE_END;
}

function cellText(text: string): string {
  const harmless = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A record of a resource's JSON text, a cell for each column: nothing for null, JSON for what is not a single value. */
export function csvRecordOf(json: string, columns: readonly string[]): string {
  // The lossless parser takes many times as long.
  const resource = (
    MAY_CHANGE.test(json) ? parse(json, undefined, { parseNumber: (digits) => new Digits(digits) }) : JSON.parse(json)
  ) as Record<string, unknown>;
  return csvRecord(columns.map((column) => valueText(resource[column])));
}

/** A number as it is written: an amount keeps its last zeros. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): unknown {
    return Number(this.text);
  }
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  return value instanceof Digits ? value.text : JSON.stringify(value);
}

/** Whether a request is for CSV: by its query, or else by its Accept header. */
export function wantsCsv({ query, headers }: CsvRequest): boolean {
  return query.format === undefined ? prefersCsv(headers.accept) : query.format === "csv";
}

interface CsvRequest {
  readonly query: { readonly format?: "json" | "csv" | undefined };
  readonly headers: { readonly accept?: string | undefined };
}

/** Whether a request's Accept header prefers CSV to JSON. */
export function prefersCsv(accept: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of (accept ?? "").toLowerCase().split(",")) {
    const [type = "", ...parameters] = part.split(";").map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
    weights.set(type, weight === undefined ? 1 : Number(weight) || 0);
  }
  const csv = weights.get("text/csv") ?? 0;
  return csv > 0 && csv >= (weights.get("application/json") ?? 0);
}

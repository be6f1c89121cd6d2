import type { CompareStatement, ErrorDetail } from "@plimsoll/contract";
import { MAX_STATEMENT_LINES } from "@plimsoll/contract";
import { parseAmount, type Amount, type Recorded } from "@plimsoll/core";
import type { Static } from "typebox";
import { readCsv, UnreadableCsv, type CsvRow } from "../util/outside-text/csv.ts";
import { readTime } from "../util/outside-text/time.ts";
import { invalid, invalidField } from "./api-error.ts";

/** @nolimit The milliseconds of a day. */
const DAY_MS = 86_400_000;
/** @limit Requests: violations of a statement's lines that are reported. */
const MAX_DETAILS = 20;

type Asked = Static<typeof CompareStatement>;

/** A line of a provider's statement. */
export interface StatementLine extends Recorded {
  readonly line: number;
}

/** Reads a statement by its column mapping. Throws VALIDATION_FAILURE that names columns and lines. */
export function statementLines(asked: Asked, scale: number): readonly StatementLine[] {
  const [head, ...rows] = rowsOf(asked);
  if (!head) throw invalidField("csv", "csv has no header row");
  const place = placesOf(head, asked.columns);
  const details: ErrorDetail[] = [];
  const lines = rows.flatMap((row) => {
    const amount = amountOf(row, place, asked.decimal ?? ".", scale);
    const time = timeOf(cell(row, place.time));
    if (amount === null)
      details.push({ field: "csv", message: `csv line ${row.line} has no amount of ${scale} decimal places` });
    if (time === null) details.push({ field: "csv", message: `csv line ${row.line} has no RFC 3339 time or date` });
    if (amount === null || time === null) return [];
    const reference = cell(row, place.reference).trim();
    return [{ line: row.line, amount, reference: reference === "" ? null : reference, ...time }];
  });
  if (details.length > 0) throw invalid(details.slice(0, MAX_DETAILS));
  return lines;
}

function rowsOf({ csv, delimiter = "," }: Asked): readonly CsvRow[] {
  try {
    return readCsv(csv, delimiter, MAX_STATEMENT_LINES + 1);
  } catch (error) {
    if (error instanceof UnreadableCsv) throw invalidField("csv", `csv ${error.message}`);
    throw error;
  }
}

/** The places of the mapped columns; null where none is mapped. */
type Places = Readonly<Record<"amount" | "credit" | "debit" | "reference" | "time", number | null>>;

function placesOf(head: CsvRow, columns: Asked["columns"]): Places {
  const details: ErrorDetail[] = [];
  const placeOf = (name: keyof Places): number | null => {
    const column = columns[name];
    if (column === undefined) return null;
    const place = head.cells.findIndex((title) => title.trim() === column.trim());
    if (place === -1)
      details.push({ field: `columns.${name}`, message: `columns.${name}: the header row has no ${column}` });
    return place;
  };
  const places = {
    amount: placeOf("amount"),
    credit: placeOf("credit"),
    debit: placeOf("debit"),
    reference: placeOf("reference"),
    time: placeOf("time"),
  };
  if ((places.amount === null) === (places.credit === null && places.debit === null)) {
    details.push({ field: "columns.amount", message: "columns.amount is required, or credit and debit in its place" });
  }
  if (details.length > 0) throw invalid(details);
  return places;
}

function cell(row: CsvRow, place: number | null): string {
  return place === null ? "" : (row.cells[place] ?? "");
}

/** Signed: what came in, less what went out. */
function amountOf(row: CsvRow, place: Places, decimal: "." | ",", scale: number): Amount | null {
  if (place.amount !== null) return decimalIn(cell(row, place.amount), decimal, scale);
  const [credit, debit] = [cell(row, place.credit).trim(), cell(row, place.debit).trim()];
  if (credit === "" && debit === "") return null;
  const came = credit === "" ? 0n : decimalIn(credit, decimal, scale);
  const went = debit === "" ? 0n : decimalIn(debit, decimal, scale);
  if (came === null || went === null) return null;
  return came - (went < 0n ? -went : went);
}

/** `1,234.50`, `-5`, `+5.00`, or `(5.00)` as accountants write what went out. */
function decimalIn(text: string, decimal: "." | ",", scale: number): Amount | null {
  const trimmed = text.trim();
  const inBrackets = /^\((.+)\)$/.exec(trimmed)?.[1];
  const digits = (inBrackets ?? trimmed).replaceAll(decimal === "." ? /[,\s]/g : /[.\s]/g, "").replace(",", ".");
  // More zeros than the wallet's places are no finer amount.
  const plain = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(digits);
  if (!plain) return null;
  const [, sign = "", whole = "", fraction = ""] = plain;
  let digitsLeft = fraction.length;
  while (fraction[digitsLeft - 1] === "0") digitsLeft -= 1;
  const kept = fraction.slice(0, digitsLeft);
  const amount = parseAmount(`${whole}${kept === "" ? "" : `.${kept}`}`, scale);
  if (!amount.ok) return null;
  return (sign === "-") !== (inBrackets !== undefined) ? -amount.value : amount.value;
}

function timeOf(text: string): Pick<Recorded, "from" | "to"> | null {
  const trimmed = text.trim();
  const time = readTime(trimmed);
  if (time !== null) return { from: time, to: time };
  const day = readTime(`${trimmed}T00:00:00Z`);
  return day === null ? null : { from: day, to: day + DAY_MS - 1 };
}

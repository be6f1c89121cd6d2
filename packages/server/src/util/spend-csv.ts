/** @limit Requests: problems of one CSV body that are reported. */
const MAX_PROBLEMS = 20;

export interface SpendCsv {
  readonly days: readonly { readonly date: string; readonly amount: string }[];
  /** In words, by line. */
  readonly problems: readonly string[];
}

/** Reads CSV with a header row of which two columns are date and amount; other columns are ignored. */
export function parseSpendCsv(text: string): SpendCsv {
  const [head = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const names = cellsOf(head).map((name) => name.toLowerCase());
  const date = names.indexOf("date");
  const amount = names.indexOf("amount");
  if (date < 0 || amount < 0) return { days: [], problems: ["line 1 must name the columns date and amount"] };
  const days: { date: string; amount: string }[] = [];
  const problems: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const cells = cellsOf(line);
    if (cells.length === names.length) days.push({ date: cells[date] ?? "", amount: cells[amount] ?? "" });
    else if (problems.length < MAX_PROBLEMS) {
      problems.push(`line ${index + 2} must have ${names.length} cells, not ${cells.length}`);
    }
  }
  return { days, problems };
}

/** A quoted cell may have commas, and quotes that are doubled. */
function cellsOf(line: string): string[] {
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  // The last match is the empty one at the end, unless the line ends with a comma.
  return cells.slice(0, line.endsWith(",") ? cells.length : cells.length - 1).map((cell) => {
    const bare = cell.replace(/,$/, "").trim();
    return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare;
  });
}

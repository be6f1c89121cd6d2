const ROWS = "tr, .att > .row, li, .entry";
/** The link, or the button, that opens a row. */
export const ROW_LINK = "[data-row-link]";
/** That of the row whose drawer is open. */
export const OPEN_ROW_LINK = `tr.sel ${ROW_LINK}`;

/** The row of a list that an element is in: what has a link that `j` and `k` reach. */
export function rowOf(element: Element | null): Element | null {
  const row = element?.closest(ROWS) ?? null;
  if (row === null || row.querySelector(ROW_LINK) !== null) return row;
  return rowOf(row.parentElement);
}

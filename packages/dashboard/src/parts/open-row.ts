import type { MouseEvent as PressEvent } from "react";
import { ROW_LINK } from "./rows.ts";

const OWN = "a, button, input, select, textarea, label, details";

/** Opens the row that is clicked as its own link would; what is a control itself, and selected text, are left alone. */
export function openRow(event: PressEvent): void {
  const { target, ctrlKey, metaKey, shiftKey } = event;
  if (!(target instanceof Element) || event.defaultPrevented || target.closest(OWN) !== null) return;
  if (getSelection()?.isCollapsed === false) return;
  const link = target.closest("tr")?.querySelector(ROW_LINK);
  link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}

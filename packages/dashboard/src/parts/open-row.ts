import type { MouseEvent as PressEvent } from "react";

const OWN = "a, button, input, select, textarea, label, details";

/** Opens the row that is clicked as its own link would; what is a control itself, and selected text, are left alone. */
export function openRow(event: PressEvent): void {
  const { target, ctrlKey, metaKey, shiftKey } = event;
  if (!(target instanceof Element) || event.defaultPrevented || target.closest(OWN) !== null) return;
  if (getSelection()?.isCollapsed === false) return;
  const link = target.closest("tr")?.querySelector("[data-row-link]");
  link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}

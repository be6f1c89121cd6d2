const FIELDS = ["input:not([type=hidden])", "select", "textarea"];

/** The first field of a form or a dialog that takes the focus. */
export function firstFieldOf(form: Element | null): HTMLElement | null {
  const selector = FIELDS.map((each) => `${each}:enabled:not([tabindex="-1"], [aria-hidden=true])`).join(", ");
  return form?.querySelector<HTMLElement>(selector) ?? null;
}

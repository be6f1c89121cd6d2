import { safeText } from "../terminal/safe-text.ts";
import { KINDS } from "./kinds.ts";
import { withoutNull } from "./values.ts";
import type { Change, Plan, Step } from "./plan.ts";

const SIGNS = { create: "+", change: "~", replace: "±", delete: "-", archive: "-" } as const;
const DONE = {
  create: "created",
  change: "changed",
  replace: "replaced",
  delete: "deleted",
  archive: "archived",
} as const;
/** @limit Configuration files: characters of a value that a plan shows. */
const MAX_SHOWN = 200;

/** The lines of a plan: what each step would do, what is left as it is, and how many there are. */
export function planLines(plan: Plan): string[] {
  const { steps, left, notes } = plan;
  return [
    ...steps.flatMap((step) => [`${SIGNS[step.action]} ${nameOf(step)}`, ...step.changes.map(changeLine)]),
    ...left.map((entry) => `= ${nameOf(entry)}`),
    ...notes.map((note) => `! ${safeText(note)}`),
    totals(plan, "to create", "to change", "to delete"),
  ];
}

export function doneLine(step: Step): string {
  return `${DONE[step.action]} ${nameOf(step)}`;
}

export function summaryLine(plan: Plan): string {
  return totals(plan, "created", "changed", "deleted");
}

function totals({ steps, left }: Plan, create: string, change: string, remove: string): string {
  const count = (...actions: readonly Step["action"][]) =>
    steps.filter(({ action }) => actions.includes(action)).length;
  return `${count("create")} ${create}, ${count("change", "replace")} ${change}, ${count("delete", "archive")} ${remove}, ${left.length} unchanged`;
}

function nameOf({ section, handle }: Pick<Step, "section" | "handle">): string {
  const { noun } = KINDS[section];
  return section === "account" ? noun : `${noun} ${safeText(handle)}`;
}

function changeLine({ field, before, after }: Change): string {
  const old = before === null || before === undefined ? "" : `${valueText(before)} → `;
  return `    ${field}: ${old}${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === true || value === false) return String(value);
  if (value === null || value === undefined) return "none";
  const text = typeof value === "string" && value !== "" ? value : JSON.stringify(withoutNull(value));
  return safeText(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

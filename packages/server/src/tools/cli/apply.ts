import { readFileSync } from "node:fs";
import type { Client } from "@plimsoll/client";
import { environmentWith } from "../../config.ts";
import { applyPlan } from "../configuration/apply-plan.ts";
import { planOf, type Plan } from "../configuration/plan.ts";
import { presentOf } from "../configuration/present.ts";
import { doneLine, planLines, summaryLine } from "../configuration/print-plan.ts";
import { readConfigurationFile } from "../configuration/read-file.ts";
import { withServer, type ServerAccess } from "../connection/server-connection.ts";
import { safeText } from "../terminal/safe-text.ts";
import { printLines, type Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";

export interface ApplyOptions {
  readonly file: string;
  readonly plan: boolean;
  readonly prune: boolean;
  readonly setSecrets: boolean;
  readonly allowPlainSecrets: boolean;
  readonly showSecrets: boolean;
  readonly json: boolean;
}

/** There is a difference between the file and the account. */
const DIFFERENT = 2;

/**
 * Makes the account what the file says, or prints what that would change. Resolves with the exit code: with `plan` 2
 * when there is a difference.
 */
export async function apply(options: ApplyOptions, access: ServerAccess, io: Io): Promise<number> {
  const { file, allowPlainSecrets } = options;
  const text = readFileSync(file === "-" ? 0 : file, "utf8");
  const name = file === "-" ? "standard input" : file;
  const read = readConfigurationFile({ name, text, environment: environmentWith({}), allowPlainSecrets });
  return withServer(access, stopping("stopped; the next apply continues"), async ({ client }) => {
    const { prune, setSecrets } = options;
    const plan = planOf(read.wanted, await presentOf(client), { prune, setSecrets, now: Date.now() });
    read.require(plan.problems);
    if (options.plan) return printPlan(plan, options, io);
    await takePlan(client, plan, options, io);
    return 0;
  });
}

function printPlan(plan: Plan, { json }: ApplyOptions, io: Io): number {
  if (json) {
    const steps = plan.steps.map((step) => ({ action: step.action, ...named(step), changes: step.changes }));
    io.print(JSON.stringify({ steps, left: plan.left.map(named), notes: plan.notes }));
  } else printLines(io, planLines(plan));
  return plan.steps.length === 0 ? 0 : DIFFERENT;
}

async function takePlan(client: Client, plan: Plan, { json, showSecrets }: ApplyOptions, io: Io): Promise<void> {
  const done: object[] = [];
  for (const note of plan.notes) io.progress(safeText(note));
  try {
    await applyPlan(client, plan, (step, result) => {
      const { secret } = (result ?? {}) as { readonly secret?: unknown };
      const shown = showSecrets && typeof secret === "string" ? secret : undefined;
      done.push({ action: step.action, ...named(step), ...(shown && { secret: shown }) });
      if (!json) io.print(shown === undefined ? doneLine(step) : `${doneLine(step)}, with the secret ${shown}`);
    });
  } finally {
    // What was done before it stopped stays done.
    if (json) io.print(JSON.stringify({ steps: done, left: plan.left.map(named) }));
  }
  if (!json) io.print(summaryLine(plan));
}

function named({ section, handle }: Plan["left"][number]): object {
  return { section, name: handle };
}

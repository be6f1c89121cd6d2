import type { CommandOf } from "./command-of.ts";
import type { Committer } from "./committer.ts";
import { submitWhole } from "./submit-whole.ts";

type ApplyWaiting = CommandOf<"apply_waiting">;

/** Settles the first page of a wallet's waiting events, in as many commits as its deliveries need; resolves with their number. */
export async function applyWaitingWhole(
  committer: Pick<Committer, "submit">,
  wallet: Omit<ApplyWaiting, "type">,
  signal?: AbortSignal,
): Promise<number> {
  const command: ApplyWaiting = { type: "apply_waiting", ...wallet };
  const answers = await submitWhole(committer, command, ({ more }, before) => (more ? before : null), signal);
  return answers.reduce((sum, answer) => sum + (answer.ok ? answer.value.applied : 0), 0);
}

import type { Answer, Command } from "@plimsoll/core";
import type { Committer } from "./committer.ts";

/**
 * Submits a command that concerns many things, and again for those that it has left, until none are. `rest` makes the
 * next command of an answer; null ends. Every command does at least one thing, so the number of commands is bounded by
 * that of the things. Resolves with all answers, the last of which may be a refusal.
 */
export async function submitWhole<C extends Command>(
  committer: Pick<Committer, "submit">,
  command: C,
  rest: (value: Extract<Answer<C>, { readonly ok: true }>["value"], before: C) => C | null,
  signal?: AbortSignal,
): Promise<readonly Answer<C>[]> {
  const answers: Answer<C>[] = [];
  let next: C | null = command;
  while (next !== null) {
    const answer: Answer<C> = await committer.submit(next);
    answers.push(answer);
    if (!answer.ok || signal?.aborted) break;
    next = rest(answer.value, next);
  }
  return answers;
}

/** The command for the things that are left of those in this member of the command; null when there are none. */
export function leftIn<K extends string>(member: K) {
  return <T, C extends { readonly [Name in K]: readonly T[] }>(
    { left }: { readonly left: readonly T[] },
    before: C,
  ): C | null => (left.length === 0 ? null : { ...before, [member]: left });
}

import type { Topup } from "@plimsoll/client";

interface Answer {
  readonly data: { readonly items: readonly Topup[] } | undefined;
  /** Milliseconds. */
  readonly dataUpdatedAt: number;
}

/**
 * The top-ups of lists by status, each once. A top-up that has moved on since the lists were read is in two of them until
 * both have been read again; the list that was read last is right.
 */
export function newestOnly(answers: readonly Answer[]): ReadonlySet<Topup> {
  const newest = new Map<string, Topup>();
  for (const { data } of answers.toSorted((a, b) => a.dataUpdatedAt - b.dataUpdatedAt)) {
    for (const topup of data?.items ?? []) newest.set(topup.id, topup);
  }
  return new Set(newest.values());
}

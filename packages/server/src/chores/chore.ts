import type { Committer } from "../store/commit/committer.ts";
import type { Reads } from "../store/port/reads.ts";

/** What a chore works with: what it reads, and where it submits what is to be done. */
export interface ChoreOptions<Read extends keyof Reads> {
  readonly reads: Pick<Reads, Read>;
  readonly committer: Pick<Committer, "submit">;
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

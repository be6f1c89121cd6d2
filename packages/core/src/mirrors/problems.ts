/** @limit Polling: problems kept of one poll, and as many of the searches of transaction lists. */
const MAX_PROBLEMS = 20;
/** @limit Polling: time for which the problems of a search of transactions are shown, unless it is repeated. */
const LIST_PROBLEMS_MS = 86_400_000;

/** Part of a provider's response that could not be used, in words. */
export interface SnapshotProblem {
  /** The wallet's, where it is known. */
  readonly externalId: string | null;
  readonly message: string;
}

interface StoredProblem {
  readonly external_id: string | null;
  readonly message: string;
}

interface StoredListProblem extends StoredProblem {
  /** Our clock when it was found. */
  readonly at: number;
}

/** The first of a poll's problems as they are stored: a JSON array `{external_id, message}`. */
export function problemsText(problems: readonly SnapshotProblem[]): string {
  return JSON.stringify(problems.slice(0, MAX_PROBLEMS).map(stored));
}

/** The stored problems of searches after one more search of a wallet's list; they are replaced by the next one. */
export function listProblemsText(before: string, externalId: string, messages: readonly string[], now: number): string {
  const others = listed(before, now).filter((problem) => problem.external_id !== externalId);
  const found = messages.map((message): StoredListProblem => ({ external_id: externalId, message, at: now }));
  return JSON.stringify([...found, ...others].slice(0, MAX_PROBLEMS));
}

/**
 * Parts of a provider's responses that could not be used: balances of the last poll, and lines of recently searched
 * lists.
 */
export function providerProblems(
  { problems, listProblems }: { readonly problems: string; readonly listProblems: string },
  now: number,
): readonly SnapshotProblem[] {
  return [...(JSON.parse(problems) as StoredProblem[]), ...listed(listProblems, now)].map(
    ({ external_id: externalId, message }) => ({ externalId, message }),
  );
}

function listed(text: string, now: number): readonly StoredListProblem[] {
  return (JSON.parse(text) as StoredListProblem[]).filter(({ at }) => Math.abs(now - at) < LIST_PROBLEMS_MS);
}

function stored({ externalId, message }: SnapshotProblem): StoredProblem {
  return { external_id: externalId, message };
}

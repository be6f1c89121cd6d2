import type { Episode, OpenAlert, Page } from "@plimsoll/client";
import { among, queries, refresh, type QueryName } from "../data/queries.ts";
import { toastRefusal } from "../parts/Toasts.tsx";

interface Change {
  /** The reads that it changes. */
  readonly changed: readonly QueryName[];
  /** Shows it before it is carried out. */
  readonly show: () => void;
  readonly act: () => Promise<void>;
  /** What is said when it is refused. */
  readonly failure: string;
}

/** Shows a change at once and carries it out; what it concerns is read again, also when it is refused. */
export async function optimistically({ changed, show, act, failure }: Change): Promise<void> {
  // An answer on its way would show what was before.
  await queries.cancelQueries(among(changed));
  show();
  try {
    await act();
  } catch (error) {
    toastRefusal(error, failure);
  }
  void refresh(...changed);
}

/** Changes the open alerts and the episodes that are shown. */
export function changeShown(change: <Row extends OpenAlert | Episode>(row: Row) => Row): void {
  queries.setQueriesData<Episode>({ queryKey: ["episodes", "one"] }, (episode) => episode && change(episode));
  for (const queryKey of [
    ["alerts", "open"],
    ["episodes", "list"],
  ] as const) {
    queries.setQueriesData<Page<OpenAlert | Episode>>(
      { queryKey },
      (page) => page && { ...page, items: page.items.map((row) => change(row)) },
    );
  }
}

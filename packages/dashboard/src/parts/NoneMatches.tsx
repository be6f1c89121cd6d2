import { Empty } from "./Answers.tsx";
import type { Filters } from "./filters.ts";

/** A list that is empty because of its filters. */
export function NoneMatches({ filters }: { readonly filters: Filters }) {
  return (
    <Empty
      title={`No ${filters.noun} matches.`}
      action={
        <button type="button" className="btn" onClick={filters.clear}>
          Clear filters
        </button>
      }
    />
  );
}

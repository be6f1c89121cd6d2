import { Time } from "./Time.tsx";

interface SearchStoppedProps {
  /** What one row is: "delivery". */
  readonly noun: string;
  /** The time down to which was searched, in a list by time. */
  readonly back: string | null;
}

/** Says that a search ended at its bound, so that what it has not found may be there all the same. */
export function SearchStopped({ noun, back }: SearchStoppedProps) {
  return (
    <p className="sub pad" role="status">
      {back === null ? (
        <>The search stopped before the last {noun}. Narrow the filters to search the rest.</>
      ) : (
        <>
          The search went back to <Time at={back} />, where it stopped. Choose an earlier end to search for an older{" "}
          {noun}.
        </>
      )}
    </p>
  );
}

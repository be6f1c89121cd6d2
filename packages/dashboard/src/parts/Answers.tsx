import { PlimsollError } from "@plimsoll/client";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";
import { PartMissing } from "../data/load-part.ts";
import { Mark } from "./Icon.tsx";
import { Silhouette } from "./State.tsx";
import { CopyButton } from "./CopyButton.tsx";

/** @nolimit Time before a skeleton appears, so that quick answers show none. */
const SKELETON_AFTER_MS = 150;

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What is not there yet, and the next step. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <Mark size={26} />
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {shown && Array.from({ length: rows }, (_, row) => <span key={row} className="sk" />)}
    </div>
  );
}

/** Where what does not exist would be listed. */
interface Home {
  readonly to: string;
  readonly label: string;
}

const OVERVIEW: Home = { to: "/", label: "Overview" };

interface FailureProps {
  /** What did not load: "Transactions". */
  readonly what: string;
  readonly error: unknown;
  readonly again: () => void;
  /** Null outside the pages, where no link leads. */
  readonly home?: Home | null;
}

export function Failure({ what, error, again, home = OVERVIEW }: FailureProps) {
  const known = error instanceof PlimsollError ? error : null;
  if (known?.code === "NOT_FOUND") {
    return (
      <Empty
        title={`${what} does not exist.`}
        action={
          home !== null && (
            <Link to={home.to} className="link">
              {home.label}
            </Link>
          )
        }
      >
        It may belong to another account.
      </Empty>
    );
  }
  return (
    <div className="empty" role="alert">
      <Silhouette state="stale" size={26} />
      <h2>{what} did not load.</h2>
      <p>{reasonOf(error)} What you see elsewhere is still live.</p>
      <div className="acts">
        <button type="button" className="btn" onClick={again}>
          Try again
        </button>
        {known !== null && known.requestId !== null && <CopyButton text={known.requestId} label="Copy request id" />}
      </div>
    </div>
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof PartMissing) return "The server does not have this part of the dashboard.";
  if (!(error instanceof PlimsollError)) return "The page could not read the answer.";
  if (error.code === "TIMED_OUT") return "The server did not answer in 10 s.";
  if (error.code === "CONNECTION_FAILED") return "The server cannot be reached.";
  if (error.code === "FORBIDDEN") return "This key may not read it.";
  return `The server refused: ${error.message}.`;
}

interface AnswerProps<T> {
  readonly what: string;
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
  readonly rows?: number;
  /** Overview, unless a list is nearer. */
  readonly home?: Home;
}

/** A query's answer once it is there, and before that what stands for it. Old data stays while new is read. */
export function Answer<T>({ what, query, children, rows, home = OVERVIEW }: AnswerProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failure what={what} error={query.error} again={() => void query.refetch()} home={home} />;
  return <Skeleton {...(rows !== undefined && { rows })} />;
}

import { PlimsollError } from "@plimsoll/client";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { PartMissing } from "../data/load-part.ts";
import { Mark } from "./Icon.tsx";
import { Silhouette } from "./State.tsx";
import { CopyId } from "./CopyButton.tsx";

/** @nolimit Time before a skeleton appears, so that quick answers show none. */
const SKELETON_AFTER_MS = 150;
/** @nolimit Time for which a skeleton that has appeared stays. */
const SKELETON_LEAST_MS = 300;
/** @nolimit Time after which a panel shows that it is being read again. */
const READING_AFTER_MS = 400;

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

interface SkeletonProps {
  readonly rows?: number;
  /** The places of what will come, in its own grid. */
  readonly children?: ReactNode;
  readonly isShown?: boolean;
  readonly place?: RefObject<HTMLDivElement | null>;
}

/** Stands for what is on its way, once that takes long enough to be noticed. */
export function Skeleton({ rows = 6, children, ...standing }: SkeletonProps) {
  const alone = useStanding(standing.isShown === undefined);
  const { isShown, place } = { ...alone, ...standing };
  return (
    <div
      ref={place}
      className={children === undefined ? "skeleton" : "skeleton in-grid"}
      role="status"
      aria-label="Loading"
    >
      {isShown && (children ?? Array.from({ length: rows }, (_, row) => <span key={row} className="sk" />))}
    </div>
  );
}

/** How a skeleton stands for what is on its way: shown after a moment, and then long enough to be recognized. */
function useStanding(isLoading: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const show = (): void => {
      // On a page that is not seen yet there is nothing to recognize.
      if (place.current?.closest('[data-arriving="whole"]') === null) setSince(performance.now());
      else timer = setTimeout(show, SKELETON_AFTER_MS);
    };
    if (isLoading && since === null) timer = setTimeout(show, SKELETON_AFTER_MS);
    if (!isLoading && since !== null) {
      timer = setTimeout(() => setSince(null), since + SKELETON_LEAST_MS - performance.now());
    }
    return () => clearTimeout(timer);
  }, [isLoading, since]);
  return { place, isShown: since !== null };
}

/** Whether something has lasted for a time. */
function useLasting(isOn: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setTimeout(() => setLasts(true), ms);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [isOn, ms]);
  return lasts;
}

/** A thin line at the top of the panel whose contents are being read again. */
export function ReadingAgain({ isReading }: { readonly isReading: boolean }) {
  return useLasting(isReading, READING_AFTER_MS) && <span className="reading" aria-hidden="true" />;
}

/** Where what does not exist would be listed: a page, or the list beside which it is open, filtered as it is. */
interface Home {
  readonly to: string;
  readonly label: string;
  /** By which the list's URL says what is open. */
  readonly parameter?: string;
}

const OVERVIEW: Home = { to: "/", label: "Overview" };

/** By what is missing. */
const HOMES = {
  "This alert": { to: "/alerts", label: "All alerts" },
  "This card": { to: "..", label: "All cards" },
  "This channel": { to: ".", label: "All channels", parameter: "c" },
  "This delivery": { to: ".", label: "All deliveries", parameter: "d" },
  "This drift": { to: "..", label: "All drifts" },
  "This endpoint": { to: "/webhooks", label: "All endpoints" },
  "This feature": { to: "/features", label: "All features" },
  "This message": { to: ".", label: "All messages", parameter: "n" },
  "This order": { to: "..", label: "All orders" },
  "This product": { to: "..", label: "All products" },
  "This provider": { to: "/providers", label: "All providers" },
  "This transaction": { to: ".", label: "All transactions", parameter: "t" },
  "This wallet": { to: "/", label: "All wallets" },
} as const satisfies Readonly<Record<`This ${string}`, Home>>;

/** What can be opened, with a capital: "Order". */
export type Openable = keyof typeof HOMES extends `This ${infer Name}` ? Capitalize<Name> : never;

function homeOf(what: string): Home {
  return Object.hasOwn(HOMES, what) ? HOMES[what as keyof typeof HOMES] : OVERVIEW;
}

interface FailureProps {
  /** What did not load: "Transactions", "This order". */
  readonly what: string;
  readonly error: unknown;
  readonly again: () => void;
  /** Null outside the pages, where no link leads. */
  readonly home?: Home | null;
}

export function Failure({ what, error, again, home = homeOf(what) }: FailureProps) {
  const known = error instanceof PlimsollError ? error : null;
  if (known?.code === "NOT_FOUND") {
    return (
      <Empty title={`${what} does not exist.`} action={home !== null && <HomeLink {...home} />}>
        It may belong to another account.
      </Empty>
    );
  }
  return (
    <div className="empty" role="alert">
      <Silhouette state="stale" size={26} />
      <h2>{what} did not load.</h2>
      <p>
        {reasonOf(error)} {known?.code !== "CONNECTION_FAILED" && "What you see elsewhere is still live."}
      </p>
      <div className="acts">
        <button type="button" className="btn" onClick={again}>
          Try again
        </button>
      </div>
      {known !== null && known.requestId !== null && <CopyId id={known.requestId} what="request id" />}
    </div>
  );
}

function HomeLink({ to, label, parameter = "" }: Home) {
  const isBeside = to.startsWith(".");
  return (
    <Link to={to} search={(open: object) => (isBeside ? { ...open, [parameter]: undefined } : {})} className="link">
      {label}
    </Link>
  );
}

/** Why something could not be read. */
export function reasonOf(error: unknown): string {
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
  /** Lines that stand for what is on its way; or, in their place, its own grid. */
  readonly rows?: number;
  readonly skeleton?: ReactNode;
}

/** A query's answer once it is there, and before that what stands for it. Old data stays while new is read. */
export function Answer<T>({ what, query, children, rows, skeleton }: AnswerProps<T>) {
  const { data, isError, isFetching } = query;
  const isLoading = data === undefined && !isError;
  const standing = useStanding(isLoading);
  if (isLoading || standing.isShown) {
    return (
      <Skeleton {...standing} {...(rows !== undefined && { rows })}>
        {skeleton}
      </Skeleton>
    );
  }
  if (data === undefined) {
    return <Failure what={what} error={query.error} again={() => void query.refetch()} />;
  }
  return (
    <>
      <ReadingAgain isReading={isFetching} />
      {children(data)}
    </>
  );
}

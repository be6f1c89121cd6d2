import type { AlertState } from "@plimsoll/core";
import { useNow } from "../data/clock.ts";
import { thresholdText } from "../words/alert-cause.ts";
import { STATE_WORDS, watchedState, type ShownState } from "../words/states.ts";
import { sinceText } from "../words/times.ts";

/** @nolimit One minute. */
const MINUTE_MS = 60_000;

/** A state's silhouette, which reads without colour. */
export function Silhouette({ state, size = 12 }: { readonly state: ShownState; readonly size?: number }) {
  return (
    <svg className={`silhouette ${state}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[state]}
    </svg>
  );
}

/** The silhouette alone, inside a drawing of 16 units. */
export function SilhouetteShape({ state }: { readonly state: ShownState }) {
  return SHAPES[state];
}

const SHAPES = {
  ok: <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="2" />,
  info: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M8 7.3v4M8 4.5v.2" className="cut" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  warning: (
    <>
      <path d="M8 1.2 15.4 14.3H.6z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M8 6v4M8 12.2v.1" className="cut" strokeWidth="1.9" strokeLinecap="round" />
    </>
  ),
  in_alarm: (
    <>
      <path d="M8 .6 15.4 8 8 15.4.6 8z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M8 4.6v4M8 11.2v.1" className="cut" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  blocked: (
    <>
      <path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" fill="currentColor" />
      <path d="M4.3 8h7.4" className="cut" strokeWidth="2.4" strokeLinecap="round" />
    </>
  ),
  unwatched: <path d="M3 8h10" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  stale: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="3 2.2" />
      <path d="M8 5v3.3l2 1.2" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
} as const satisfies Record<ShownState, React.ReactNode>;

/** What a badge says on hover and to those who do not see it: since when, by which level, whose settings. */
interface BadgeDetail {
  readonly since: string;
  /** What decided, with the balance beside it. */
  readonly available?: string;
  readonly threshold?: Parameters<typeof thresholdText>[0] | null;
  readonly owner?: { readonly type: "feature" | "wallet" | "default"; readonly id: string } | null;
}

interface StateBadgeProps {
  readonly state: AlertState;
  /** False for a wallet that no alert settings watch. */
  readonly watched?: boolean | undefined;
  readonly stale?: boolean;
  readonly detail?: BadgeDetail | undefined;
}

/** The word and the silhouette of a state. A stale wallet that is otherwise OK is shown as stale. */
export function StateBadge({ state: judged, watched, stale = false, detail }: StateBadgeProps) {
  const state = watchedState(judged, watched);
  const showsState = !(stale && state === "ok");
  return (
    <span className="badges">
      {showsState &&
        (detail === undefined || state === "unwatched" ? (
          <span className={`st ${state}`}>
            <Silhouette state={state} />
            {STATE_WORDS[state]}
          </span>
        ) : (
          <Detailed state={state} detail={detail} />
        ))}
      {stale && (
        <span className="st stale">
          <Silhouette state="stale" />
          {STATE_WORDS.stale}
        </span>
      )}
    </span>
  );
}

function Detailed({ state, detail }: { readonly state: AlertState; readonly detail: BadgeDetail }) {
  const { since, available, threshold = null, owner = null } = detail;
  const label = `${STATE_WORDS[state]} since ${sinceText(new Date(since).getTime(), useNow(MINUTE_MS))}`;
  const level = threshold === null ? [] : [thresholdText(threshold, available)];
  return (
    <span
      className={`st ${state}`}
      role="img"
      aria-label={label}
      title={[label, ...level, ...(owner === null ? [] : [ownerText(owner)])].join(", ")}
    >
      <Silhouette state={state} />
      {STATE_WORDS[state]}
    </span>
  );
}

function ownerText({ type, id }: NonNullable<BadgeDetail["owner"]>): string {
  if (type === "wallet") return "by its own settings";
  return type === "feature" ? "by a feature's settings" : `by the default ${id === "*" ? "of all currencies" : id}`;
}

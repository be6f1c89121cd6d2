import type { AttentionRow } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Acknowledged } from "../../episodes/Acknowledged.tsx";
import { StateChange } from "../../parts/StateChange.tsx";
import { Time } from "../../parts/Time.tsx";
import { amountText } from "../../words/amounts.ts";
import { futureText } from "../../words/times.ts";

/** @limit Dashboard: lines of what was done about a wallet in danger. */
const SHOWN = 3;

interface Line {
  readonly key: string;
  /** Null for what has not happened yet. */
  readonly at: string | null;
  readonly words: ReactNode;
}

/** What was done about a wallet in danger, the newest first, and the way to the rest; first of all that it is not acknowledged. */
export function DoneAlready({ row, now }: { readonly row: AttentionRow; readonly now: number }) {
  const shown = linesOf(row, now).slice(0, SHOWN);
  const done = row.step_count + row.topups.length + (row.acknowledged === null ? 0 : 1);
  const more = done - shown.filter(({ at }) => at !== null).length;
  return (
    <ul className="log">
      {shown.map(({ key, at, words }) => (
        <li key={key}>
          {at === null ? <span /> : <Time at={at} />}
          {words}
        </li>
      ))}
      {more > 0 && (
        <li>
          <span />
          <Rest row={row}>and {more} more</Rest>
        </li>
      )}
    </ul>
  );
}

function Rest({ row, children }: { readonly row: AttentionRow; readonly children: ReactNode }) {
  const { wallet_id: walletId, episode_id: episodeId } = row;
  return episodeId === null ? (
    <Link to="/wallets/$walletId" params={{ walletId: String(walletId) }} className="link">
      {children}
    </Link>
  ) : (
    <Link to="/alerts/episodes/$episodeId" params={{ episodeId }} className="link">
      {children}
    </Link>
  );
}

function linesOf({ episode_id: episodeId, acknowledged, topups, steps }: AttentionRow, now: number): readonly Line[] {
  const inHand: Line[] =
    episodeId === null
      ? []
      : [
          {
            key: "acknowledged",
            at: acknowledged?.at ?? null,
            words: (
              <Link to="/alerts/episodes/$episodeId" params={{ episodeId }} className="soft">
                <Acknowledged acknowledged={acknowledged} />
              </Link>
            ),
          },
        ];
  const sent = topups.map((topup): Line => ({
    key: topup.id,
    at: topup.created_at,
    words: (
      <span className="soft">
        <b>
          {topup.currency} {amountText(topup.amount)}
        </b>{" "}
        {topup.status}
        {topup.expected_at !== null && `, due ${futureText(new Date(topup.expected_at).getTime(), now)}`}
      </span>
    ),
  }));
  const changed = steps.map((step): Line => ({
    key: step.id,
    at: step.created_at,
    words: (
      <span className="soft">
        <StateChange from={step.previous_state} to={step.state} />
        {step.threshold?.threshold !== undefined && `, at ${amountText(step.threshold.threshold)}`}
      </span>
    ),
  }));
  return [...inHand, ...sent, ...changed].toSorted((a, b) => timeOf(b) - timeOf(a));
}

function timeOf({ at }: Line): number {
  return at === null ? Infinity : Date.parse(at);
}

import type { AttentionRow } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import { Acknowledged } from "../../episodes/Acknowledged.tsx";
import { KIND_WORDS } from "../../notifications/words.ts";
import { Isolated } from "../../parts/Isolated.tsx";
import { StateChange } from "../../parts/StateChange.tsx";
import { Time } from "../../parts/Time.tsx";
import { amountBeside, amountText } from "../../words/amounts.ts";
import { STATE_WORDS } from "../../words/states.ts";
import { futureText } from "../../words/times.ts";
import { doneLines, namesByOutcome, type Line, type Told } from "./done-lines.ts";

/** @limit Dashboard: lines of what was done about a wallet in danger. */
const SHOWN = 3;

/** What was done about a wallet in danger, the newest first, and the way to the rest; first of all that it is not acknowledged. */
export function DoneAlready({ row, now }: { readonly row: AttentionRow; readonly now: number }) {
  const lines = doneLines(row);
  const isMissing = row.episode_id !== null && row.acknowledged === null;
  const shown = lines.slice(0, isMissing ? SHOWN - 1 : SHOWN);
  const more = lines.length - shown.length + row.step_count - row.steps.length;
  return (
    <ul className="log">
      {isMissing && (
        <li>
          <span />
          <InHand row={row} />
        </li>
      )}
      {shown.map((line, index) => (
        <li key={`${line.kind} ${line.at} ${index}`}>
          <Time at={line.at} since />
          <LineWords line={line} row={row} now={now} />
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

/** That someone has it in hand, or that no one has; with the way to the alert. */
function InHand({ row: { episode_id: episodeId, acknowledged } }: { readonly row: AttentionRow }) {
  const words =
    acknowledged === null ? (
      <Acknowledged acknowledged={null} />
    ) : (
      <>
        <b>
          <Isolated>{acknowledged.by}</Isolated>
        </b>{" "}
        acknowledged
        {acknowledged.until !== null && (
          <>
            , until <Time at={acknowledged.until} />
          </>
        )}
      </>
    );
  if (episodeId === null) return <span className="soft">{words}</span>;
  return (
    <Link to="/alerts/episodes/$episodeId" params={{ episodeId }} className="soft">
      {words}
    </Link>
  );
}

interface LineWordsProps {
  readonly line: Line;
  readonly row: AttentionRow;
  readonly now: number;
}

function LineWords({ line, row, now }: LineWordsProps) {
  switch (line.kind) {
    case "acknowledged":
      return <InHand row={row} />;
    case "topup": {
      const { currency, amount, status, expected_at: expected } = line.topup;
      return (
        <span className="soft">
          <b>
            {currency} {amountText(amount)}
          </b>{" "}
          {status}
          {expected !== null && `, due ${futureText(new Date(expected).getTime(), now)}`}
        </span>
      );
    }
    case "told":
      return (
        <span className="soft">
          {KIND_WORDS[line.told[0].kind] ?? line.told[0].kind}: <ToldWords told={line.told} />
        </span>
      );
    case "step": {
      const { previous_state: from, state, threshold } = line.step;
      if (line.told.length === 0) {
        return (
          <span className="soft">
            <StateChange from={from} to={state} />
            {threshold?.threshold !== undefined && `, at ${amountBeside(threshold.threshold, row.available)}`}
          </span>
        );
      }
      return (
        <span className="soft">
          {state === "blocked" && "Orders switched off, "}
          <ToldWords told={line.told} />
          {state !== "blocked" && `: ${STATE_WORDS[state]}`}
        </span>
      );
    }
  }
}

const OUTCOMES: Readonly<Record<Told["status"], string>> = {
  delivered: "told",
  pending: "not told yet",
  failed: "could not be told",
  skipped: "not told: silenced or paused",
};

function ToldWords({ told }: { readonly told: readonly Told[] }) {
  return namesByOutcome(told).map(({ status, names }, index) => (
    <Fragment key={status}>
      {index > 0 && ", "}
      <span className={status === "failed" ? "missing" : undefined}>
        {names} {OUTCOMES[status]}
      </span>
    </Fragment>
  ));
}

import type { AttentionRow, Overview } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AcknowledgeButton } from "../../episodes/AcknowledgeButton.tsx";
import { SilenceButton } from "../../episodes/SilenceButton.tsx";
import { Amount } from "../../parts/Amount.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Emphasized } from "../../parts/Emphasized.tsx";
import { Mark } from "../../parts/Icon.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { NewRows } from "../../parts/NewRows.tsx";
import { useHold, useSteady } from "../../parts/steady.ts";
import { WalletLink } from "../../parts/WalletLink.tsx";
import { Time } from "../../parts/Time.tsx";
import { OtherWaysButton } from "../../transfer/OtherWaysButton.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { futureText } from "../../words/times.ts";
import { durationText, lastsText } from "../../words/lasts.ts";
import { DoneAlready } from "./DoneAlready.tsx";
import { adviceOf, endingText, instructionsOf } from "./sentence.ts";
import { sentence } from "../../words/isolated.ts";

/** @limit Dashboard: wallets in danger that are shown in full; more fold into a line. */
const SHOWN = 5;

interface AttentionProps {
  readonly data: Overview;
  /** What stands here when no wallet is in danger. */
  readonly calm: ReactNode;
}

/** Every wallet in alarm or blocked, the one that ends first first. */
export function Attention({ data, calm }: AttentionProps) {
  const hold = useHold();
  const { rows, gone, waiting, show } = useSteady({ of: "attention", rows: data.attention, keyOf }, hold.isHeld);
  const shown = rows.slice(0, SHOWN);
  if (shown.length === 0 && data.ending.length === 0) return calm;
  const folded = data.attention_count - shown.filter((row) => !gone.has(row)).length;
  return (
    <section className="att" aria-label="Needs attention" ref={hold.ref}>
      <NewRows count={waiting} noun="wallet" onShow={show} />
      {shown.length > 0 && (
        <div className="row cap" aria-hidden="true">
          <div>In danger</div>
          <div>Lasts</div>
          <div>Done already</div>
          <div>What to do</div>
        </div>
      )}
      {shown.map((row) => (
        <Row key={row.wallet_id} row={row} overview={data} isGone={gone.has(row)} />
      ))}
      {folded > 0 && (
        <div className="more">
          <Link to="/alerts" className="link">
            and {folded} more
          </Link>
        </div>
      )}
      {data.ending.length > 0 && (
        <div className="more">
          <Mark size={14} />
          <span>
            {endingText(data.ending.length, shown.length > 0)}:{" "}
            {data.ending.map((wallet, index) => (
              <span key={wallet.wallet_id}>
                {index > 0 && ", "}
                <WalletLink id={wallet.wallet_id} name={wallet.name} className="link" /> in{" "}
                {durationText(wallet.hours ?? 0)}
              </span>
            ))}
            .
          </span>
        </div>
      )}
    </section>
  );
}

function keyOf({ wallet_id: id }: AttentionRow): number {
  return id;
}

interface RowProps {
  readonly row: AttentionRow;
  readonly overview: Overview;
  /** No longer in danger; it stays until rows may move. */
  readonly isGone: boolean;
}

function Row({ row, overview, isGone }: RowProps) {
  const advice = adviceOf(row, overview);
  const now = new Date(overview.as_of).getTime();
  const mayWrite = useMayWrite();
  const { hours, empties_at: empties } = row.runway;
  return (
    <div className={`row ${row.alert_state}${isGone ? " gone" : ""}`}>
      <div className="danger">
        <div className="head">
          <StateBadge
            state={row.alert_state}
            stale={row.stale}
            detail={
              row.since === null
                ? undefined
                : {
                    since: row.since,
                    available: row.available,
                    threshold: row.steps[0]?.threshold ?? null,
                    owner: row.owner,
                  }
            }
          />
          <WalletLink id={row.wallet_id} name={row.name} />
        </div>
        <div className="fig">
          <Amount value={row.available} currency={row.currency} />
        </div>
        <div className="sub">
          {row.synced_at === null ? (
            "Ledger"
          ) : (
            <>
              seen <Time at={row.synced_at} />
            </>
          )}
        </div>
      </div>
      <div>
        <div className="fig">{lastsText(row.runway.hours, row.available)}</div>
        {empties !== null && hours !== 0 && (
          <div className="sub">empty {futureText(new Date(empties).getTime(), now)}</div>
        )}
      </div>
      <div>
        <DoneAlready row={row} now={now} />
      </div>
      <div className="todo">
        <div>
          <Emphasized text={advice.text} words={advice.money} />
        </div>
        <div className="acts">
          {mayWrite && row.episode_id !== null && row.acknowledged === null && (
            <AcknowledgeButton episodeId={row.episode_id} wallet={row.name} />
          )}
          {advice.wire && (
            <CopyButton
              text={instructionsOf(row)}
              label="Copy wire instructions"
              verb={sentence`Copy wire instructions of ${row.name}`}
              shortcut="c"
              primary
            />
          )}
          {row.runway.topup.reason === "late" && <OtherWaysButton walletId={row.wallet_id} wallet={row.name} />}
          {mayWrite && <SilenceButton walletId={row.wallet_id} wallet={row.name} state={row.alert_state} />}
        </div>
      </div>
    </div>
  );
}

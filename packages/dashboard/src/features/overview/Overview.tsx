import type { Overview as OverviewData } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useState, type ReactNode } from "react";
import { exactTimes } from "../../data/choices.ts";
import { overviewQuery } from "../../data/overview.ts";
import { useStore } from "../../data/store.ts";
import { lazily } from "../../data/program.ts";
import { Amount } from "../../parts/Amount.tsx";
import { Answer, Skeleton } from "../../parts/Answers.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Time } from "../../parts/Time.tsx";
import { Unwatched } from "../../parts/Unwatched.tsx";
import { WalletLink } from "../../parts/WalletLink.tsx";
import { Page } from "../../shell/Page.tsx";
import { focusHeading } from "../../shell/heading-focus.ts";
import { useMayWrite } from "../../shell/session-context.ts";
import { amountText } from "../../words/amounts.ts";
import { numberText } from "../../words/count.ts";
import { inAboutText } from "../../words/lasts.ts";
import { futureText } from "../../words/times.ts";
import { Attention } from "./Attention.tsx";
import { AllWallets } from "./AllWallets.tsx";
import type { Progress } from "./first-run/steps.ts";
import { useFirstRun } from "./first-run/use-first-run.ts";
import { NoWallets } from "./NoWallets.tsx";
import { overviewSentence } from "./sentence.ts";

const FirstRun = lazily(() => import("./first-run/FirstRun.tsx"));
const NewWallet = lazily(() => import("./NewWallet.tsx"));

/** Which wallet is in danger, how long it lasts, what was done, what to wire. */
export function Overview() {
  const query = useQuery(overviewQuery);
  const exact = useStore(exactTimes);
  const mayWrite = useMayWrite();
  const [making, setMaking] = useState(false);
  const { shown, isLoading, isAllDone, isHidden, isOver, keep } = useFirstRun(query.data?.wallets.total);
  const [isBack, setIsBack] = useState(false);
  const showAgain = (isHidden || isOver) && (
    <button
      type="button"
      className="link"
      onClick={() => {
        setIsBack(true);
        keep("begun");
      }}
    >
      Show the checklist
    </button>
  );
  const end = (as: "hidden" | "over"): void => {
    keep(as);
    // The button goes with what it has ended.
    requestAnimationFrame(() => focusHeading());
  };
  return (
    <Page
      title="Overview"
      ownHeading
      actions={
        <>
          {(isLoading || (shown !== null && !isAllDone)) && (
            <button type="button" className="btn s q" onClick={() => end("hidden")}>
              Hide checklist
            </button>
          )}
          <button type="button" className="btn s hide-s" aria-pressed={exact} onClick={exactTimes.toggle}>
            <Icon name="clock" size={14} />
            {exact ? "Exact times" : "Relative times"}
          </button>
          {mayWrite && (
            <button type="button" className="btn s" onClick={() => setMaking(true)}>
              <Icon name="plus" size={14} />
              New wallet
            </button>
          )}
        </>
      }
    >
      <Answer what="The overview" query={query}>
        {(data) => (
          <Contents
            data={data}
            progress={shown}
            checklist={
              shown !== null ? (
                <Suspense fallback={<Skeleton rows={8} />}>
                  <FirstRun progress={shown} overview={data} isBack={isBack} onDismiss={() => end("over")} />
                </Suspense>
              ) : isLoading ? (
                <Skeleton rows={8} />
              ) : null
            }
            empty={<NoWallets onMake={mayWrite ? () => setMaking(true) : null} more={showAgain} />}
            end={isHidden && <p className="sub">{showAgain}</p>}
          />
        )}
      </Answer>
      <Suspense fallback={null}>{making && <NewWallet onClose={() => setMaking(false)} />}</Suspense>
    </Page>
  );
}

interface ContentsProps {
  readonly data: OverviewData;
  /** Null without a checklist. */
  readonly progress: Progress | null;
  readonly checklist: ReactNode;
  /** What an account without a wallet sees in place of the checklist. */
  readonly empty: ReactNode;
  readonly end: ReactNode;
}

function Contents({ data, progress, checklist, empty, end }: ContentsProps) {
  const isEmpty = data.wallets.total === 0;
  if (isEmpty && checklist === null) return empty;
  // Without levels there is nothing to say yet about danger, and the checklist says what to do.
  const says = !isEmpty && (progress === null || data.wallets.watched > 0);
  return (
    <>
      <Hero data={data} says={says} />
      {!isEmpty && <Attention data={data} calm={<NothingInDanger data={data} />} />}
      {checklist}
      {!isEmpty && <AllWallets overview={data} />}
      {end}
    </>
  );
}

/** The page's sentence, and the first of all before there is one. */
function Hero({ data, says }: { readonly data: OverviewData; readonly says: boolean }) {
  const { total } = data;
  const lands = futureText(new Date(data.lead.lands_at).getTime(), new Date(data.as_of).getTime());
  return (
    <div className="hero">
      <div>
        <h1>{says ? overviewSentence(data) : "From nothing to your first alert in four steps"}</h1>
        {says ? (
          <p>
            {data.wallets.watched < data.wallets.total && (
              <>
                <Unwatched wallets={data.wallets} />{" "}
              </>
            )}
            {data.campaign !== null && `${data.campaign.name ?? "A campaign"} is on, providers are read often. `}A wire
            sent now lands <b>{lands}</b>.
          </p>
        ) : (
          <p>Each step works on this page. About five minutes; you can leave and come back.</p>
        )}
      </div>
      {says && total !== null && (
        <div className="hide-s total">
          <div className="fig">
            <Amount value={total.available} currency={total.currency} />
          </div>
          <TotalWords total={total} />
        </div>
      )}
    </div>
  );
}

/** Of how many currencies the total is, by whose rates, and which it lacks. */
function TotalWords({ total }: { readonly total: NonNullable<OverviewData["total"]> }) {
  const { currency: into, available, rates_as_of: ratedAt, parts, missing } = total;
  const currencies = new Set(parts.map(({ currency }) => currency)).size;
  return (
    <>
      <p className="sub">
        available
        {currencies > 1 && ` in ${numberText(currencies)} currencies`}
        {ratedAt !== null && currencies > 1 && (
          <>
            , at account rates of <Time at={ratedAt} />
          </>
        )}
        {missing.length > 0 && (
          <>
            , without {missing.join(", ")}:{" "}
            <Link to="/settings/{-$part}" params={{ part: "currencies" }} className="link">
              no rate
            </Link>
          </>
        )}
      </p>
      {parts.length > 1 && (
        <details>
          <summary>How this was worked out</summary>
          <Facts
            of={[
              ...parts.map(
                ({ currency, available: sum, rate, value }) =>
                  [
                    `${amountText(sum)} ${currency}${rate === null ? "" : ` × ${rate}`}`,
                    <span className="num">{amountText(value)}</span>,
                  ] as const,
              ),
              [`Available, ${into}`, <b className="num">{amountText(available)}</b>],
            ]}
          />
        </details>
      )}
    </>
  );
}

function NothingInDanger({ data }: { readonly data: OverviewData }) {
  const { next } = data;
  if (next === null) return null;
  return (
    <p className="soft">
      The next to reach a level is <WalletLink id={next.wallet_id} name={next.name} className="link" />
      {inAboutText(next.hours)}.
    </p>
  );
}

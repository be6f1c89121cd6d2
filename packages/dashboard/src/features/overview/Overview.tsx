import type { Overview as OverviewData } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { exactTimes } from "../../data/choices.ts";
import { overviewQuery } from "../../data/overview.ts";
import { useStore } from "../../data/store.ts";
import { Amount } from "../../parts/Amount.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { WalletLink } from "../../parts/WalletLink.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { futureText } from "../../words/times.ts";
import { Attention } from "./Attention.tsx";
import { AllWallets } from "./AllWallets.tsx";
import { FirstRun } from "./FirstRun.tsx";
import { overviewSentence } from "./sentence.ts";

const NewWallet = lazy(() => import("./NewWallet.tsx"));

/** Which wallet is in danger, how long it lasts, what was done, what to wire. */
export function Overview() {
  const query = useQuery(overviewQuery);
  const exact = useStore(exactTimes);
  const mayWrite = useMayWrite();
  const [making, setMaking] = useState(false);
  return (
    <Page
      title="Overview"
      ownHeading
      actions={
        <>
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
        {(data) => (data.wallets.total === 0 ? <FirstRun onMake={() => setMaking(true)} /> : <Contents data={data} />)}
      </Answer>
      <Suspense fallback={null}>{making && <NewWallet onClose={() => setMaking(false)} />}</Suspense>
    </Page>
  );
}

function Contents({ data }: { readonly data: OverviewData }) {
  const [total] = data.totals;
  const lands = futureText(new Date(data.lead.lands_at).getTime(), new Date(data.as_of).getTime());
  return (
    <>
      <div className="hero">
        <div>
          <h1>{overviewSentence(data)}</h1>
          <p>
            {data.campaign !== null && "A campaign is on, providers are read often. "}A wire sent now lands{" "}
            <b>{lands}</b>.
          </p>
        </div>
        {total !== undefined && (
          <div className="hide-s total">
            <div className="fig">
              <Amount value={total.available} currency={total.currency} />
            </div>
            <p className="sub">
              {data.totals.length === 1
                ? "available"
                : `available in ${total.currency}; ${data.totals.length} currencies in all`}
            </p>
          </div>
        )}
      </div>
      {data.attention_count > 0 || data.ending.length > 0 ? <Attention data={data} /> : <NothingInDanger data={data} />}
      <AllWallets overview={data} />
    </>
  );
}

function NothingInDanger({ data }: { readonly data: OverviewData }) {
  const { next } = data;
  if (next === null) return null;
  return (
    <p className="soft">
      The next to reach a level is <WalletLink id={next.wallet_id} name={next.name} className="link" />
      {next.hours !== null && `, in about ${lengthOf(next.hours)}`}.
    </p>
  );
}

function lengthOf(hours: number): string {
  return hours < 1 ? "an hour" : hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}

import type { Wallet } from "@plimsoll/client";
import { AmountCell, Amount } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { compareAmounts } from "../../words/amounts.ts";
import { DayBars, useSpend } from "./SpendBars.tsx";

const CONFIDENCE = {
  none: "no complete day yet",
  accumulating: "fewer than 7 complete days",
  established: "7 complete days",
} as const;

/** Spend by day, against the typical day. */
export function Spend({ wallet }: { readonly wallet: Wallet }) {
  const query = useSpend(wallet);
  return (
    <Answer what="The spend" query={query}>
      {(spend) => (
        <>
          <dl className="facts">
            <div>
              <dt>Typical day</dt>
              <dd className="fig">
                {spend.typical_daily_spend === null ? (
                  "not known yet"
                ) : (
                  <Amount value={spend.typical_daily_spend} currency={spend.currency} />
                )}
              </dd>
              <dd className="sub">95th percentile of {CONFIDENCE[spend.confidence]}</dd>
            </div>
            <div>
              <dt>Average day</dt>
              <dd className="fig">
                {spend.mean_daily_spend === null ? (
                  "not known yet"
                ) : (
                  <Amount value={spend.mean_daily_spend} currency={spend.currency} />
                )}
              </dd>
              <dd className="sub">of the same days</dd>
            </div>
            <div>
              <dt>Today so far</dt>
              <dd className="fig">
                <Amount value={spend.today} currency={spend.currency} />
              </dd>
              <dd className="sub">no part of the figures, UTC</dd>
            </div>
            <div>
              <dt>Expected by you</dt>
              <dd className="fig">
                {wallet.expected_daily_spend === null ? (
                  "nothing set"
                ) : (
                  <Amount value={wallet.expected_daily_spend} currency={spend.currency} />
                )}
              </dd>
              <dd className="sub">a day, until there is history</dd>
            </div>
          </dl>
          {spend.days.length === 0 ? (
            <section className="panel" aria-label="Spend by day">
              <Empty title="Not enough history.">
                Typical spend needs one complete day; levels in % sleep until then.
              </Empty>
            </section>
          ) : (
            <div className="cols">
              <Panel title="Spend by day" note="UTC days, the newest first">
                <Table
                  name="Spend by day"
                  rows={spend.days.toReversed()}
                  keyOf={({ date }) => date}
                  columns={[
                    { title: "Day", cell: ({ date }) => date },
                    {
                      title: "Spend",
                      numeric: true,
                      cell: ({ spend: amount }) => <AmountCell value={amount} digits={wallet.asset_scale} />,
                    },
                    {
                      title: "Against the typical day",
                      wide: true,
                      cell: ({ spend: amount }) => {
                        const typical = spend.typical_daily_spend;
                        if (typical === null) return "–";
                        return compareAmounts(amount, typical) > 0 ? (
                          <span className="tag wait">above</span>
                        ) : (
                          "at or below"
                        );
                      },
                    },
                  ]}
                />
              </Panel>
              <Panel title="Last 7 days">
                <div className="pad">
                  <DayBars spend={spend} />
                </div>
              </Panel>
            </div>
          )}
        </>
      )}
    </Answer>
  );
}

import type { Runway, Wallet } from "@plimsoll/client";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { serverNow } from "../../data/clock.ts";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { Emphasized } from "../../parts/Emphasized.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { OtherWaysButton } from "../../transfer/OtherWaysButton.tsx";
import { adviceMoney, adviceText, isWireNeeded, wireInstructions } from "../../words/advice.ts";
import { amountText, isZero } from "../../words/amounts.ts";
import { plainDayText } from "../../words/times.ts";
import { sentence } from "../../words/isolated.ts";
import { quotientsOf, targetDayName } from "./workings.ts";

/** The target and what is deducted from it, down to the amount; the balance alone where no amount is advised. */
function partsOf(runway: Runway): readonly (readonly [string, ReactNode])[] {
  const { available, in_flight: inFlight, topup } = runway;
  const { amount, parts } = topup;
  const number = (text: string) => <span className="num">{text}</span>;
  const lead = ["Lead time, business days", number(String(parts.lead_time_business_days))] as const;
  if (amount === null) {
    return [["Available", number(amountText(available))], ["In flight", number(amountText(inFlight))], lead];
  }
  const lands = plainDayText(new Date(topup.lands_at).getTime());
  return [
    [targetDayName(runway), number(amountText(parts.daily_spend))],
    ["Days it is to last", number(`× ${parts.target_days}`)],
    ["Target, past every level", number(amountText(parts.target))],
    ["Available", number(deducted(available))],
    ["In flight, lands by then", number(deducted(parts.landing))],
    lead,
    [`Spent until ${lands}`, number(deducted(`-${parts.spent}`))],
    ["To wire, rounded up", <b className="num">{amountText(amount)}</b>],
  ];
}

/** What an amount does to the sum that it is deducted from. */
function deducted(amount: string): string {
  if (isZero(amount)) return amountText(amount.replace("-", ""));
  return amount.startsWith("-") ? `+${amountText(amount.slice(1))}` : amountText(`-${amount}`);
}

/** What to wire by when, and from what it was worked out. */
export function Advice({ wallet, query }: { readonly wallet: Wallet; readonly query: UseQueryResult<Runway> }) {
  return (
    <Panel title="What to do">
      <Answer what="The advice" query={query}>
        {(runway) => (
          <div className="pad stack-s advice">
            <p>
              <Emphasized text={adviceText(runway, serverNow())} words={adviceMoney(runway)} />
            </p>
            {isWireNeeded(runway.topup) && (
              <CopyButton
                text={wireInstructions(wallet.name, runway)}
                label="Copy wire instructions"
                verb={sentence`Copy wire instructions of ${wallet.name}`}
                shortcut="c"
                primary
              />
            )}
            {runway.topup.reason === "late" && <OtherWaysButton walletId={wallet.id} wallet={wallet.name} />}
            <details open>
              <summary className="sub">How this was worked out</summary>
              <Facts
                of={[
                  ...partsOf(runway),
                  ...quotientsOf(runway).map(([name, value]) => [name, <span className="num">{value}</span>] as const),
                  ["History", runway.confidence],
                ]}
              />
            </details>
          </div>
        )}
      </Answer>
    </Panel>
  );
}

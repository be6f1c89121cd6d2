import type { Runway, Wallet } from "@plimsoll/client";
import type { UseQueryResult } from "@tanstack/react-query";
import { serverNow } from "../../data/clock.ts";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { adviceText, isWireNeeded, wireInstructions } from "../../words/advice.ts";
import { amountText } from "../../words/amounts.ts";
import { hoursText } from "../../words/times.ts";

/** What to wire by when, and from what it was worked out. */
export function Advice({ wallet, query }: { readonly wallet: Wallet; readonly query: UseQueryResult<Runway> }) {
  return (
    <Panel title="What to do">
      <Answer what="The advice" query={query}>
        {(runway) => (
          <div className="pad stack-s">
            <p>{adviceText(runway, serverNow())}</p>
            {isWireNeeded(runway.topup) && (
              <CopyButton
                text={wireInstructions(wallet.name, runway)}
                label="Copy wire instructions"
                verb={`Copy wire instructions of ${wallet.name}`}
                shortcut="c"
                primary
              />
            )}
            <details open>
              <summary>How this was worked out</summary>
              <Facts
                of={[
                  ["Available", <span className="num">{amountText(runway.available)}</span>],
                  ["In flight", <span className="num">{amountText(runway.in_flight)}</span>],
                  ...runway.range.map(
                    (hours, index) =>
                      [
                        index === 0 ? "Available ÷ typical day" : "Available ÷ mean day",
                        hours === null ? undefined : hoursText(hours),
                      ] as const,
                  ),
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

import type { NotificationWithAttempts } from "@plimsoll/client";
import { Isolated, Visible } from "../parts/Isolated.tsx";
import { Time } from "../parts/Time.tsx";
import { tookText } from "./words.ts";

type Attempt = NotificationWithAttempts["attempts"][number];

/** The requests of one message, newest first, each with what the receiver said. */
export function AttemptList({ attempts }: { readonly attempts: readonly Attempt[] }) {
  return (
    <ol className="attempts" aria-label="Attempts">
      {attempts.toReversed().map((attempt) => (
        <li key={attempt.number}>
          <span className="num">{attempt.number}</span>
          <AttemptOutcome attempt={attempt} />
          <Isolated className="grow cut-text">{attempt.error ?? ""}</Isolated>
          <span className="sub">
            {tookText(attempt.latency_ms)} · <Time at={attempt.at} exact />
          </span>
          {attempt.response !== "" && (
            <pre className="code" tabIndex={0}>
              <Visible text={attempt.response} />
            </pre>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The answer in one word: its status, or that there was none. */
function AttemptOutcome({ attempt: { status, error } }: { readonly attempt: Attempt }) {
  const isGood = error === null && (status === null || status < 300);
  return <span className={isGood ? "tag good" : "tag bad"}>{status ?? (isGood ? "Accepted" : "No answer")}</span>;
}

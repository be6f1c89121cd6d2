import type { Overview } from "@plimsoll/client";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useStore } from "../../../data/store.ts";
import { CopyButton } from "../../../parts/CopyButton.tsx";
import { Icon } from "../../../parts/Icon.tsx";
import { announce } from "../../../shell/Announcer.tsx";
import { useMayWrite } from "../../../shell/session-context.ts";
import { counted } from "../../../words/count.ts";
import { isMakingWallet, madeSecret, openingCredit, sentTest } from "./begun.ts";
import { Exchange } from "./Exchange.tsx";
import { LevelsStep } from "./LevelsStep.tsx";
import { measuredWallet } from "./measured.ts";
import { prefilled } from "./prefill.ts";
import { isDone, STEPS, type Progress, type Step } from "./steps.ts";
import { Made, readingText, Summary } from "./Summary.tsx";
import { TellStep } from "./TellStep.tsx";
import { commandOf } from "./terminal.ts";
import { TestStep } from "./TestStep.tsx";
import { WalletStep } from "./WalletStep.tsx";
import { sentence } from "../../../words/isolated.ts";

const TITLES: Readonly<Record<Step, string>> = {
  wallet: "Make or connect a wallet",
  levels: "Say when it gets dangerous",
  tell: "Tell a system or a person",
  test: "Send a test",
};

interface FirstRunProps {
  readonly progress: Progress;
  readonly overview: Overview;
  /** It was shown again a moment ago, and takes the focus. */
  readonly isBack: boolean;
  /** When all steps are done: it never shows again. */
  readonly onDismiss: () => void;
}

/** The way to the first alert: each step opens in place, and folds to what was made. */
export default function FirstRun({ progress, overview, isBack, onDismiss }: FirstRunProps) {
  const mayWrite = useMayWrite();
  const isMaking = useStore(isMakingWallet);
  const credit = useStore(openingCredit);
  const secret = useStore(madeSecret);
  const [chosen, setChosen] = useState<Step | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  /** Something was done here, whose field or button may go: then the focus follows to what comes next. */
  const follows = useRef(isBack);
  // What has begun here is shown until it is over, though the account has what it was about.
  const isOver = (step: Step) =>
    isDone(progress, step) &&
    !(step === "wallet" && (isMaking || credit !== null)) &&
    !(step === "tell" && secret !== null);
  const open = chosen !== null && !isOver(chosen) ? chosen : (STEPS.find((step) => !isOver(step)) ?? null);
  const doneCount = STEPS.filter(isOver).length;

  const before = useRef(doneCount);
  useEffect(() => {
    if (doneCount > before.current) {
      announce(
        open === null ? "All four steps are done." : `${counted(doneCount, "step")} of 4 done. Next: ${TITLES[open]}.`,
      );
    }
    before.current = doneCount;
  }, [doneCount, open]);
  useEffect(() => {
    if (follows.current && document.activeElement === document.body) heading.current?.focus();
  });
  useEffect(() => {
    // Who has gone on meanwhile is not called back.
    if (follows.current && document.activeElement?.tagName === "H2") heading.current?.focus();
    follows.current = false;
  }, [open]);
  const onDone = (): void => {
    follows.current = true;
  };

  if (open === null) {
    return (
      <section aria-label="First run">
        <ol className="steps">
          <li className="done">
            <StepMark step={null} />
            <div>
              <h2 tabIndex={-1} ref={heading}>
                All four steps are done
              </h2>
              <p className="soft">
                <Summary step="test" progress={progress} overview={overview} /> The first alert goes the same way.
              </p>
              <LastTest />
            </div>
            <button type="button" className="btn s" onClick={onDismiss}>
              Dismiss<span className="sr"> the checklist</span>
            </button>
          </li>
        </ol>
      </section>
    );
  }

  const wallet = measuredWallet(progress.wallets, overview.totals[0]?.currency ?? "");
  const leadDays = overview.lead.days;
  const bodies: Readonly<Record<Step, ReactNode>> = {
    wallet: <WalletStep onDone={onDone} />,
    levels: wallet !== null && (
      <LevelsStep key={wallet.currency} measured={wallet} leadDays={leadDays} onDone={onDone} />
    ),
    tell: <TellStep channels={progress.channels} onDone={onDone} />,
    test: <TestStep progress={progress} onDone={onDone} />,
  };
  const hasHistory = wallet?.runway !== undefined && wallet.runway.typical_daily_spend !== null;
  const leads: Readonly<Record<Step, string>> = {
    wallet: waitingText(progress),
    levels:
      wallet === null
        ? "Levels in money, or in hours of runway."
        : `These levels hold for every ${wallet.currency} wallet without settings of its own. ${
            hasHistory
              ? sentence`They are worked out from what ${wallet.name} spends.`
              : "After one complete day we can advise from spend."
          }`,
    tell: "A webhook endpoint, Slack, PagerDuty or e-mail.",
    test: "See a signed alert arrive, with the answer of your endpoint.",
  };
  const isReady = (step: Step) =>
    (step !== "levels" || isDone(progress, "wallet")) && (step !== "test" || isDone(progress, "tell"));
  return (
    <section aria-label="First run" className="stack">
      <div className="cols first-run">
        <ol className="steps">
          {STEPS.map((step) => {
            const isOpen = step === open;
            const isFolded = isOver(step);
            return (
              <li
                key={step}
                className={isOpen ? "now" : isFolded ? "done" : ""}
                aria-current={isOpen ? "step" : undefined}
              >
                <StepMark step={isFolded ? null : step} />
                <div className={isOpen ? "stack-s" : ""}>
                  <div>
                    <h2 tabIndex={-1} ref={isOpen ? heading : undefined}>
                      {isOpen || isFolded || !mayWrite || !isReady(step) ? (
                        TITLES[step]
                      ) : (
                        <button
                          type="button"
                          className="plain"
                          onClick={() => {
                            onDone();
                            setChosen(step);
                          }}
                        >
                          {TITLES[step]}
                        </button>
                      )}
                      {isFolded && <span className="sr">, done</span>}
                    </h2>
                    <p className="soft">
                      {isFolded ? <Summary step={step} progress={progress} overview={overview} /> : leads[step]}
                    </p>
                  </div>
                  {isOpen && (mayWrite ? bodies[step] : <p className="sub">This key may only read.</p>)}
                </div>
                {isFolded && <Made step={step} progress={progress} />}
              </li>
            );
          })}
        </ol>
        <aside className="stack" aria-label="Other ways">
          {mayWrite && (
            <Terminal
              command={commandOf(
                open,
                location.origin,
                {
                  currency: wallet?.currency ?? "USD",
                  prefill:
                    wallet === null
                      ? {}
                      : prefilled({
                          available: wallet.available,
                          typicalDailySpend: wallet.runway?.typical_daily_spend ?? null,
                          scale: wallet.asset_scale,
                          leadDays,
                        }),
                },
                progress,
              )}
            />
          )}
          <section className="panel pad stack-s">
            <h2 className="h2">Just looking?</h2>
            <p className="soft">
              Run <span className="mono">plimsoll demo</span> to see a campaign day with wallets that run dry.
            </p>
          </section>
        </aside>
      </div>
      {progress.wallets.length > 0 && <Found progress={progress} overview={overview} />}
    </section>
  );
}

/** The step's number; a tick once it is done. */
function StepMark({ step }: { readonly step: Step | null }) {
  return (
    <span className="no" aria-hidden="true">
      {step === null ? <Icon name="check" size={14} /> : STEPS.indexOf(step) + 1}
    </span>
  );
}

/** The test that was sent on this page stays to be read. */
function LastTest() {
  const sent = useStore(sentTest);
  return sent === null ? null : <Exchange sent={sent} />;
}

function Terminal({ command }: { readonly command: string }) {
  return (
    <section className="panel pad stack-s">
      <h2 className="h2">Or from a terminal</h2>
      <pre className="code" tabIndex={0}>
        {command}
      </pre>
      <CopyButton text={command} label="Copy" />
    </section>
  );
}

/** What the table below shows. */
function Found({ progress: { providers, wallets }, overview }: Pick<FirstRunProps, "progress" | "overview">) {
  const provider = providers.find(({ id }) => wallets.some(({ provider_id: of }) => of === id));
  const found = counted(overview.wallets.total, "wallet");
  return (
    <p className="titled">
      <b className="h2">{provider === undefined ? found : sentence`${found} found at ${provider.name}`}</b>
      {provider !== undefined && <span className="sub">{readingText(provider).replace(/^, /, "")}</span>}
    </p>
  );
}

/** A provider that is connected has not been read yet, or says why it cannot be. */
function waitingText({ providers }: Progress): string {
  const [provider] = providers;
  if (provider === undefined)
    return "Connect a provider and its wallets appear by themselves, or make one of your own.";
  const { name, last_error: error } = provider;
  return error === null
    ? sentence`${name} is connected. Its wallets appear by themselves at the first good read.`
    : sentence`${name} is connected and could not be read: ${error.message}`;
}

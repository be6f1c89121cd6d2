import { useEffect } from "react";
import { firstRunOf } from "../../../data/choices.ts";
import { useStore } from "../../../data/store.ts";
import { useSession } from "../../../shell/session-context.ts";
import { LOOKED_AT, useProgress } from "./progress.ts";
import { isDone, STEPS, type Progress } from "./steps.ts";

interface FirstRunState {
  /** What the checklist shows; null while there is none. */
  readonly shown: Progress | null;
  /** Whether there is one is not known yet. */
  readonly isLoading: boolean;
  readonly isAllDone: boolean;
  /** Whether it was hidden midway, or is over. */
  readonly isHidden: boolean;
  readonly isOver: boolean;
  readonly keep: (choice: "begun" | "hidden" | "over") => void;
}

/**
 * Whether this account's checklist shows in this browser. What it needs is read once the page has its own answer: a browser
 * makes few requests at once, and the event stream is not to wait for these.
 */
export function useFirstRun(walletCount: number | undefined): FirstRunState {
  const kept = firstRunOf(useSession().account.id);
  const choice = useStore(kept);
  // More wallets at first sight than are searched for levels: not a new account.
  const isOld = choice === null && walletCount !== undefined && walletCount > LOOKED_AT;
  const isWanted = (choice === null && !isOld) || choice === "begun";
  const isReady = walletCount !== undefined;
  const { progress, isLoading } = useProgress(isWanted && isReady);
  const isAllDone = progress !== null && STEPS.every((step) => isDone(progress, step));
  useEffect(() => {
    // An account that has everything at first sight needs none.
    if (isOld) kept.keep("over");
    else if (choice === null && progress !== null) kept.keep(isAllDone ? "over" : "begun");
  }, [kept, choice, isOld, progress, isAllDone]);
  return {
    shown: choice === "begun" || (isWanted && !isAllDone) ? progress : null,
    isLoading: isLoading || (isWanted && !isReady),
    isAllDone,
    isHidden: choice === "hidden",
    isOver: choice === "over",
    keep: kept.keep,
  };
}

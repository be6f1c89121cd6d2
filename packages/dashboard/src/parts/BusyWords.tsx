import type { ReactNode } from "react";

interface BusyWordsProps {
  readonly isBusy: boolean;
  /** What the button does. */
  readonly children: ReactNode;
}

/** The words of a button that waits for the server. It is as wide as the longer of them, so that nothing moves. */
export function BusyWords({ isBusy, children }: BusyWordsProps) {
  return (
    <span className="busy-words">
      <span className={isBusy ? "unseen" : undefined}>{children}</span>
      <span className={isBusy ? undefined : "unseen"}>Saving…</span>
    </span>
  );
}

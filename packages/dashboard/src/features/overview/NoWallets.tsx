import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Empty } from "../../parts/Answers.tsx";

interface NoWalletsProps {
  /** Null for a key that may only read. */
  readonly onMake: (() => void) | null;
  /** Below the next step. */
  readonly more: ReactNode;
}

/** What an account without a wallet sees when its checklist is hidden. */
export function NoWallets({ onMake, more }: NoWalletsProps) {
  return (
    <>
      <h1 className="sr">Overview</h1>
      <Empty
        title="No wallets yet."
        action={
          <>
            {onMake !== null && (
              <div className="acts">
                <Link to="/providers" className="btn">
                  Connect a provider
                </Link>
                <button type="button" className="btn p" onClick={onMake}>
                  Make a wallet
                </button>
              </div>
            )}
            {more}
          </>
        }
      >
        Connect a provider and its wallets appear by themselves, or make one of your own.
      </Empty>
    </>
  );
}

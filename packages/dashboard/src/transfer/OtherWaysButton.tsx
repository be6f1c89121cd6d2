import { Suspense, useState } from "react";
import { lazily } from "../data/program.ts";

const OtherWays = lazily(() => import("./OtherWays.tsx"));

interface OtherWaysButtonProps {
  readonly walletId: number;
  readonly wallet: string;
}

/** Opens what can help a wallet that a wire reaches too late. */
export function OtherWaysButton({ walletId, wallet }: OtherWaysButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn s" onClick={() => setIsOpen(true)}>
        Other ways
      </button>
      <Suspense fallback={null}>
        {isOpen && <OtherWays walletId={walletId} wallet={wallet} onClose={() => setIsOpen(false)} />}
      </Suspense>
    </>
  );
}

import type { AlertState } from "@plimsoll/core";
import { Suspense, useState } from "react";
import { lazily } from "../data/program.ts";
import { Icon } from "../parts/Icon.tsx";
import { sentence } from "../words/isolated.ts";

const SilenceMenu = lazily(async () => ({ default: (await import("./SilenceMenu.tsx")).SilenceMenu }));

interface SilenceButtonProps {
  readonly walletId: number;
  readonly wallet: string;
  readonly state: AlertState;
}

/** Silences a wallet where its menu is not part of the first load: it comes when it is wanted. */
export function SilenceButton(props: SilenceButtonProps) {
  const [isWanted, setIsWanted] = useState(false);
  const button = (
    <button
      type="button"
      className="btn s i"
      aria-label="Silence"
      title="Silence"
      data-shortcut="s"
      data-verb={sentence`Silence ${props.wallet}…`}
      onClick={() => setIsWanted(true)}
    >
      <Icon name="silence" size={14} />
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <SilenceMenu {...props} isOpen />
    </Suspense>
  );
}

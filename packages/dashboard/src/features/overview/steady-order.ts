import type { Wallet } from "@plimsoll/client";
import { useEffect, useRef, useState } from "react";

/** @nolimit Time after the pointer has left until rows may move again. */
const HELD_MS = 2_000;

/** New values in the order that is shown: nothing moves, comes or goes. */
export function inOrderOf(shown: readonly Wallet[], now: readonly Wallet[]): Wallet[] {
  const byId = new Map(now.map((wallet) => [wallet.id, wallet]));
  return shown.map((wallet) => byId.get(wallet.id) ?? wallet);
}

/** Whether the pointer is on the rows, or was a moment ago. */
export function useHeld() {
  const [isHeld, setIsHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    isHeld,
    onPointerMove: (): void => {
      clearTimeout(timer.current);
      setIsHeld(true);
    },
    onPointerLeave: (): void => {
      timer.current = setTimeout(() => setIsHeld(false), HELD_MS);
    },
  };
}

import { useBlocker } from "@tanstack/react-router";
import { useLayoutEffect, useRef, useState } from "react";
import { firstFieldOf } from "./first-field.ts";

interface Leaving {
  /** Whether it asks what becomes of the changes. */
  readonly isAsking: boolean;
  /** Closes what has no changes; asks otherwise, and takes the harmless answer when it was asking already. */
  readonly leave: () => void;
  readonly stay: () => void;
  /** Closes it with its changes. */
  readonly discard: () => void;
}

/**
 * A dialog that asks before it discards what was changed; “Keep editing” puts the focus back where it was. While it is
 * saved nothing leaves it: what is on its way cannot be discarded.
 */
export function useLeaving(isChanged: boolean, isSaving: boolean, onClose: () => void): Leaving {
  const [wasAsked, setWasAsked] = useState(false);
  const isAsking = wasAsked && !isSaving;
  const focused = useRef<Element | null>(null);
  const around = useRef<Element | null>(null);
  // In the same frame: the dialog would take the focus that goes with the question's button, and the next key with it.
  useLayoutEffect(() => {
    if (isAsking) return;
    // The question stood in the place of the button that asked it.
    const target = focused.current?.isConnected === false ? firstFieldOf(around.current) : focused.current;
    if (target instanceof HTMLElement) target.focus();
  }, [isAsking]);
  const stay = (): void => setWasAsked(false);
  const ask = (): void => {
    focused.current = document.activeElement;
    around.current = focused.current?.closest("[role=dialog]") ?? null;
    setWasAsked(true);
  };
  const leave = (): void => {
    if (isSaving) return;
    if (isAsking) return stay();
    if (!isChanged) return onClose();
    ask();
  };
  // The page below, and so the dialog, may be left by the browser's own buttons.
  const isDiscarded = useRef(false);
  useBlocker({
    shouldBlockFn: ({ action, current, next }) => {
      const isHere = (action === "PUSH" || action === "REPLACE") && current.pathname === next.pathname;
      if (isHere || isDiscarded.current) return false;
      if (!isAsking) ask();
      return true;
    },
    disabled: !isChanged || isSaving,
  });
  const discard = (): void => {
    isDiscarded.current = true;
    onClose();
  };
  return { isAsking, leave, stay, discard };
}

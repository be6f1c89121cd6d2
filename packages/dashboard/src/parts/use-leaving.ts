import { useLayoutEffect, useRef, useState } from "react";

interface Leaving {
  /** Whether it asks what becomes of the changes. */
  readonly isAsking: boolean;
  /** Closes what has no changes, or was asked already; asks otherwise. */
  readonly leave: () => void;
  readonly stay: () => void;
}

/** A dialog that asks before it discards what was changed; “Keep editing” puts the focus back where it was. */
export function useLeaving(isChanged: boolean, onClose: () => void): Leaving {
  const [isAsking, setIsAsking] = useState(false);
  const focused = useRef<Element | null>(null);
  // In the same frame: the dialog would take the focus that goes with the question's button, and the next key with it.
  useLayoutEffect(() => {
    if (!isAsking && focused.current instanceof HTMLElement) focused.current.focus();
  }, [isAsking]);
  const leave = (): void => {
    if (!isChanged || isAsking) return onClose();
    focused.current = document.activeElement;
    setIsAsking(true);
  };
  return { isAsking, leave, stay: () => setIsAsking(false) };
}

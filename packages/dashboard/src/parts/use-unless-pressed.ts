import { useEffect, useReducer, useRef } from "react";

/** What begins and ends a press; a touch sends the mouse's events after its own, and a menu of the browser keeps the end. */
const BEGINS = ["pointerdown", "mousedown"] as const;
const ENDS = ["pointerup", "pointercancel", "mouseup", "contextmenu", "dragend"] as const;

/**
 * A value as it was when the pointer went down, for as long as it is down: what is shown by it does not move what is being
 * pressed. A press that leaves a field would otherwise bring up the field's message, and end beside the button.
 */
export function useUnlessPressed<Value>(value: Value): Value {
  const shown = useRef(value);
  const isPressed = useRef(false);
  const [, render] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    const begin = (): void => {
      isPressed.current = true;
    };
    // The click is the last event of a press.
    const end = (): void =>
      void setTimeout(() => {
        isPressed.current = false;
        render();
      });
    for (const type of BEGINS) document.addEventListener(type, begin, true);
    for (const type of ENDS) document.addEventListener(type, end, true);
    return () => {
      for (const type of BEGINS) document.removeEventListener(type, begin, true);
      for (const type of ENDS) document.removeEventListener(type, end, true);
    };
  }, []);
  if (!isPressed.current) shown.current = value;
  return shown.current;
}

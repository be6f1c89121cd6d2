import type { AlertState } from "@plimsoll/core";
import { STATE_WORDS } from "../words/states.ts";
import { Icon } from "./Icon.tsx";

interface StateChangeProps {
  readonly from: AlertState;
  readonly to: AlertState;
}

/** "Warning to in alarm", with an arrow drawn for those who see it: not every font has one. */
export function StateChange({ from, to }: StateChangeProps) {
  return (
    <>
      {STATE_WORDS[from]} <Arrow /> {STATE_WORDS[to].toLowerCase()}
    </>
  );
}

/** "to", drawn. */
export function Arrow() {
  return (
    <span className="arrow">
      <Icon name="arrow" size={12} />
      <span className="sr">to</span>
    </span>
  );
}

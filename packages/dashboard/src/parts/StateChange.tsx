import type { AlertState } from "@plimsoll/core";
import { stateInSentence, STATE_WORDS } from "../words/states.ts";
import { Icon } from "./Icon.tsx";

interface StateChangeProps {
  readonly from: AlertState;
  readonly to: AlertState;
}

/** "Warning to in alarm", with an arrow drawn for those who see it: not every font has one. */
export function StateChange({ from, to }: StateChangeProps) {
  return (
    <>
      {STATE_WORDS[from]} <Arrow /> {stateInSentence(to)}
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

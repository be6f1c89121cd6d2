import type { LevelName } from "@plimsoll/contract";
import { useId } from "react";
import { Icon } from "../parts/Icon.tsx";
import { Silhouette } from "../parts/State.tsx";
import { LEVELS } from "../words/levels.ts";
import type { LevelRow } from "./form.ts";

interface LevelFieldProps {
  readonly name: LevelName;
  readonly row: LevelRow;
  readonly sign: string;
  readonly unit: string;
  readonly problem: string | undefined;
  readonly note: string | undefined;
  readonly onText: (text: string) => void;
  /** Both are left out where the level always has its field, as where nothing can be changed. */
  readonly onAdd?: () => void;
  readonly onRemove?: () => void;
  readonly onLeave: () => void;
}

/** One level: its silhouette and name, its field, and what removes it. */
export function LevelField({ name, row, sign, unit, problem, note, ...on }: LevelFieldProps) {
  const id = useId();
  const { word, state } = LEVELS[name];
  if (row.kind === "unset" && on.onAdd !== undefined) {
    return (
      <div className="level unset">
        <button type="button" data-part={name} className="btn dash" onClick={on.onAdd}>
          <Icon name="plus" size={14} />
          Add {word.toLowerCase()}
        </button>
      </div>
    );
  }
  const described = [problem !== undefined && `${id}-problem`, note !== undefined && `${id}-note`].filter(Boolean);
  return (
    <div className="level">
      <label htmlFor={id}>
        <Silhouette state={state} size={15} />
        {word}
      </label>
      <span className={problem === undefined ? "field" : "field bad"}>
        <span className="u" aria-hidden="true">
          {sign}
        </span>
        <input
          id={id}
          data-part={name}
          className="num"
          inputMode="decimal"
          autoComplete="off"
          value={row.text}
          placeholder={row.kind === "set" ? "" : "not set"}
          aria-invalid={problem !== undefined}
          aria-describedby={described.length > 0 ? described.join(" ") : undefined}
          onChange={(event) => on.onText(event.target.value)}
          onBlur={on.onLeave}
        />
        <span className="u" aria-hidden="true">
          {unit}
        </span>
      </span>
      {on.onRemove !== undefined && (
        <button type="button" className="btn s q i" aria-label={`Remove ${word.toLowerCase()}`} onClick={on.onRemove}>
          <Icon name="close" size={14} />
        </button>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="err">
          <Silhouette state="in_alarm" />
          <span>{problem}</span>
        </p>
      )}
      {problem === undefined && note !== undefined && (
        <p id={`${id}-note`} className="sub">
          {note}
        </p>
      )}
    </div>
  );
}

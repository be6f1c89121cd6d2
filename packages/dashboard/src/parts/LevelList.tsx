import type { AlertSettings } from "@plimsoll/client";
import { LEVEL_NAMES, LEVELS, levelText } from "../words/levels.ts";
import { Silhouette } from "./State.tsx";

interface LevelListProps {
  readonly settings: AlertSettings | null;
  /** An amount of the levels' currency, if they have one. */
  readonly sample?: string | undefined;
  /** What it means that there are none. */
  readonly none: string;
  /** Left out where the panel has its own way to edit. */
  readonly onEdit?: () => void;
}

export function LevelList({ settings, sample, none, onEdit }: LevelListProps) {
  const set = settings === null ? [] : LEVEL_NAMES.filter((name) => settings[name] !== null);
  return (
    <div className={onEdit === undefined ? "stack-s" : "pad stack-s"}>
      {set.length === 0 ? (
        <p className="sub">
          <b>No levels set.</b> {none}
        </p>
      ) : (
        <dl className="lvl">
          {set.map((name) => (
            <div key={name}>
              <dt>
                <Silhouette state={LEVELS[name].state} size={14} />
                {LEVELS[name].word}
              </dt>
              <dd className="num">{levelText(settings?.[name] ?? null, sample)}</dd>
            </div>
          ))}
        </dl>
      )}
      {onEdit !== undefined && (
        <button type="button" className="btn s" onClick={onEdit}>
          {set.length === 0 ? "Set alert levels" : "Edit"}
        </button>
      )}
    </div>
  );
}

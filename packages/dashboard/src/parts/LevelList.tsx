import type { AlertSettings } from "@plimsoll/client";
import { amountText } from "../words/amounts.ts";
import { Silhouette } from "./State.tsx";

const ROWS = [
  ["info", "Info", "info"],
  ["warning", "Warning", "warning"],
  ["critical", "Critical", "in_alarm"],
  ["block", "Block orders", "blocked"],
] as const;

interface LevelListProps {
  readonly settings: AlertSettings | null;
  /** What it means that there are none. */
  readonly none: string;
  /** Left out where the panel has its own way to edit. */
  readonly onEdit?: () => void;
}

export function LevelList({ settings, none, onEdit }: LevelListProps) {
  const set = settings === null ? [] : ROWS.filter(([name]) => settings[name] !== null);
  return (
    <div className={onEdit === undefined ? "stack-s" : "pad stack-s"}>
      {set.length === 0 ? (
        <p className="sub">
          <b>No levels set.</b> {none}
        </p>
      ) : (
        <dl className="lvl">
          {set.map(([name, word, state]) => (
            <div key={name}>
              <dt>
                <Silhouette state={state} size={14} />
                {word}
              </dt>
              <dd className="num">{levelText(settings?.[name] ?? null)}</dd>
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

function levelText(level: AlertSettings["critical"]): string {
  if (level === null) return "";
  const sign = level.condition === "below" ? "≤" : "≥";
  if (level.spend_percent !== undefined) return `${sign} ${level.spend_percent} % of a day`;
  if (level.runway_hours !== undefined) return `${sign} ${level.runway_hours} h`;
  return `${sign} ${amountText(level.threshold ?? "")}`;
}

import type { AlertState } from "@plimsoll/core";
import { pixelValue } from "../words/pixels.ts";

const WIDTH = 96;
const HEIGHT = 24;
/** The dot at the end stays inside. */
const EDGE = 3;

interface SparklineProps {
  /** Balances at equal distances, the oldest first. */
  readonly balances: readonly string[];
  /** The level that decides, where it is an amount. */
  readonly level: string | null;
  readonly state: AlertState;
}

/** How a balance went, without numbers: the row says what it means. */
export function Sparkline({ balances, level, state }: SparklineProps) {
  const values = balances.map(pixelValue);
  const line = level === null ? null : pixelValue(level);
  const all = line === null ? values : [...values, line];
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const x = (index: number) => EDGE + (index / Math.max(1, values.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (value: number) =>
    HEIGHT - EDGE - (highest === lowest ? 0.5 : (value - lowest) / (highest - lowest)) * (HEIGHT - 2 * EDGE);
  const path = values.map((value, index) => `${index === 0 ? "M" : "L"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`);
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} aria-hidden="true">
      {line !== null && <path d={`M0 ${y(line)}H${WIDTH}`} className={`level ${state}`} />}
      <path d={path.join("")} />
      <circle cx={x(values.length - 1)} cy={y(values.at(-1) ?? 0)} r="2.5" className={state} />
    </svg>
  );
}

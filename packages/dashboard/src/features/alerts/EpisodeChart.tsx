import type { AlertSettings, BalanceSeries, Episode, Runway } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { useNow } from "../../data/clock.ts";
import { pushedApart, timeTicks } from "../../parts/chart-layout.ts";
import { SilhouetteShape } from "../../parts/State.tsx";
import { useWidth } from "../../parts/use-width.ts";
import { amountText } from "../../words/amounts.ts";
import { counted } from "../../words/count.ts";
import { LEVEL_NAMES, levelText, shortWord } from "../../words/levels.ts";
import { pixelValue } from "../../words/pixels.ts";
import { STATE_WORDS } from "../../words/states.ts";
import { axisTextOf } from "../../words/times.ts";
import { sentence } from "../../words/isolated.ts";

const HEIGHT = 184;
const TOP = 16;
const BOTTOM = 132;
const LEFT = 2;
/** @nolimit The width of a letter of a level's label, in pixels. */
const LETTER = 6.4;
const BAND = 144;
/** @nolimit The least room of a time on the axis, in pixels. */
const TICK_PX = 64;
/** @limit Dashboard: parts of an episode's balance line. */
const POINTS = 160;
/** @nolimit The part of the time before the episode that is shown, so that the fall into it is seen. */
const BEFORE = 0.15;
/** @nolimit The shortest time that is drawn, in milliseconds. */
const SHORTEST_MS = 60_000;

const ms = (at: string): number => new Date(at).getTime();

/** The balance during an episode with its levels, and the states below it on the same axis of time. */
export function EpisodeChart({ episode }: { readonly episode: Episode }) {
  const now = useNow(SHORTEST_MS);
  const { place, width } = useWidth();
  const settings = useOwnSettings(episode.owner);
  const runway = useQuery({
    queryKey: ["runway", episode.wallet_id],
    queryFn: async ({ signal }) => api.wallets.runway(episode.wallet_id, { signal }),
    enabled: isRelative(settings),
  });
  const opened = ms(episode.opened_at);
  const to = episode.closed_at === null ? now : ms(episode.closed_at);
  const from = opened - Math.max((to - opened) * BEFORE, SHORTEST_MS);
  const series = useQuery({
    queryKey: ["transactions", episode.wallet_id, "episode", episode.id, to],
    queryFn: async ({ signal }) =>
      api.wallets.balanceSeries(
        episode.wallet_id,
        { from: new Date(from).toISOString(), to: new Date(to).toISOString(), points: POINTS },
        { signal },
      ),
    placeholderData: (before) => before,
  });
  return (
    <div className="episode-chart">
      <div ref={place}>
        {width > 0 && (
          <Drawn
            episode={episode}
            settings={settings}
            runway={runway.data}
            series={series.data}
            from={from}
            to={to}
            width={width}
          />
        )}
      </div>
    </div>
  );
}

interface DrawnProps {
  readonly episode: Episode;
  readonly settings: AlertSettings | null;
  /** Where relative levels need it. */
  readonly runway: Runway | undefined;
  readonly series: BalanceSeries | undefined;
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

function Drawn({ episode, settings, runway, series, from, to, width }: DrawnProps) {
  const levels = levelsOf(settings, runway, episode.steps[0]?.available);
  const timeText = axisTextOf(from, to);
  const longest = Math.max(4, ...levels.map(({ name, text }) => shortWord(name).length + 1 + text.length));
  const right = Math.max(width / 2, width - 10 - longest * LETTER);
  const x = (at: number) => LEFT + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (right - LEFT);
  const points = (series?.points ?? []).map(({ from: at, last }) => ({ at: ms(at), value: pixelValue(last) }));
  const marks = episode.steps.map((step) => ({ step, at: ms(step.at), value: pixelValue(step.available) }));
  const values = [...points, ...marks, ...levels].map(({ value }) => value);
  const [lowest, highest] = [Math.min(...values, 0), Math.max(...values, 1)];
  const y = (value: number) => BOTTOM - ((value - lowest) / (highest - lowest)) * (BOTTOM - TOP);
  const labels = pushedApart(
    levels.map(({ value }) => y(value)),
    TOP,
    BOTTOM,
  );
  const line = points.map(({ at, value }, i) => (i === 0 ? `M${x(at)} ${y(value)}` : `H${x(at)}V${y(value)}`)).join("");
  return (
    <svg className="balance-chart" width={width} height={HEIGHT} role="img" aria-label={sentenceOf(episode)}>
      {levels.map(({ name, value }) => (
        <path key={name} d={`M${LEFT} ${y(value)}H${right}`} className={`chart-level ${name}`} />
      ))}
      {line !== "" && <path d={`${line}H${x(to)}`} className="chart-line" />}
      {marks.map(({ step, at, value }, index) => (
        <svg
          key={`${step.at} ${index}`}
          x={x(at) - 7}
          y={y(value) - 7}
          width={14}
          height={14}
          viewBox="0 0 16 16"
          className={`silhouette ${step.state}`}
        >
          <SilhouetteShape state={step.state} />
        </svg>
      ))}
      {[{ at: from, state: episode.steps[0]?.previous_state ?? ("ok" as const) }, ...bandsOf(episode)].map(
        ({ at, state }, index, all) => (
          <rect
            key={`${at} ${index}`}
            x={x(at)}
            y={BAND}
            width={Math.max(0, x(all[index + 1]?.at ?? to) - x(at))}
            height={6}
            className={`chart-band ${state}`}
          />
        ),
      )}
      {timeTicks(from, to, Math.max(2, Math.floor((right - LEFT) / TICK_PX))).map((tick) => (
        <text key={tick} x={x(tick)} y={HEIGHT - 12} textAnchor="middle">
          {timeText(tick)}
        </text>
      ))}
      {levels.map(({ name, text }, index) => (
        <text key={name} x={right + 8} y={(labels[index] ?? 0) + 4} className={`chart-label ${name}`}>
          {shortWord(name)} {text}
        </text>
      ))}
    </svg>
  );
}

function bandsOf({ steps }: Episode) {
  return steps.map(({ at, state }) => ({ at: ms(at), state }));
}

type Level = NonNullable<AlertSettings["critical"]>;

/** The levels that have a line: relative ones where the wallet's present pace puts them, if it has one. */
function levelsOf(settings: AlertSettings | null, runway: Runway | undefined, available: string | undefined) {
  return LEVEL_NAMES.flatMap((name) => {
    const level = settings?.[name] ?? null;
    const value = level === null ? null : valueOf(level, runway);
    return level === null || value === null
      ? []
      : [{ name, value, text: levelText(level, available).replace(/^[≤≥] /, "") }];
  });
}

function valueOf({ threshold, spend_percent: percent, runway_hours: hours }: Level, runway?: Runway): number | null {
  if (threshold !== undefined) return pixelValue(threshold);
  if (runway === undefined) return null;
  if (hours !== undefined) return hourlyPace(runway) * pixelValue(hours) || null;
  if (percent === undefined || runway.typical_daily_spend === null) return null;
  return (pixelValue(runway.typical_daily_spend) * pixelValue(percent)) / 100;
}

/** What is spent in an hour at the faster pace. */
function hourlyPace({ hours, available, present_burn_per_hour: burn, typical_daily_spend: typical }: Runway): number {
  if (hours !== null && hours > 0) return pixelValue(available) / hours;
  return Math.max(pixelValue(burn), pixelValue(typical ?? "0") / 24);
}

function isRelative(settings: AlertSettings | null): boolean {
  return LEVEL_NAMES.some((name) => {
    const level = settings?.[name] ?? null;
    return level !== null && level.threshold === undefined;
  });
}

/** The settings of who watches, as they are now. */
function useOwnSettings({ type, id }: Episode["owner"]): AlertSettings | null {
  const { data } = useQuery({
    queryKey: [type === "default" ? "alerts" : type === "feature" ? "features" : "wallet", "settings", id],
    queryFn: async ({ signal }): Promise<AlertSettings | null> => {
      if (type === "feature") return (await api.features.get(id, { signal })).alert_settings;
      if (type === "wallet") return (await api.wallets.get(Number(id), {}, { signal })).alert_settings;
      return (await api.alertDefaults.get(id, { signal })).alert_settings;
    },
    // Those of who is gone draw no lines.
    retry: false,
  });
  return data ?? null;
}

/** What the drawing shows, for those who do not see it. */
function sentenceOf({ wallet_name: wallet, currency, steps, lowest_available: lowest, state }: Episode): string {
  return (
    sentence`${wallet}: ${counted(steps.length, "change")} of state from ${amountText(steps[0]?.available ?? "0")} ${currency}, ` +
    `lowest ${amountText(lowest)}, now ${STATE_WORDS[state]}. The timeline below has each.`
  );
}

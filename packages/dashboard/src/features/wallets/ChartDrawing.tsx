import type { AlertChange, BalanceSeries, Runway, Topup, Transaction, Wallet } from "@plimsoll/client";
import type { LevelName } from "@plimsoll/contract";
import type { AlertState } from "@plimsoll/core";
import { Link } from "@tanstack/react-router";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { SilhouetteShape } from "../../parts/State.tsx";
import { Time } from "../../parts/Time.tsx";
import { useSetUrl } from "../../parts/url.ts";
import { useWidth } from "../../parts/use-width.ts";
import { amountText, signedAmount } from "../../words/amounts.ts";
import { counted } from "../../words/count.ts";
import { lastsPhrase } from "../../words/lasts.ts";
import { shortWord } from "../../words/levels.ts";
import { pixelValue } from "../../words/pixels.ts";
import { STATE_WORDS, watchedState } from "../../words/states.ts";
import { axisTextOf, axisTimeText, clockText } from "../../words/times.ts";
import { axisText, pushedApart, ticksOf, timeTicks } from "../../parts/chart-layout.ts";

const HEIGHT = 300;
const TOP = 26;
const BOTTOM = 240;
const LEFT = 48;
const RIGHT = 118;
const BAND = 252;
/** @nolimit One hour. */
const HOUR_MS = 3_600_000;
/** @nolimit Amounts of credits that are written beside their dots; more would cover each other. */
const NAMED_CREDITS = 3;
/** @nolimit Pixels that the word "now" takes beside its line. */
const NOW_WIDTH = 34;
/** @nolimit Pixels that a character of a label takes, the widest of an amount. */
const CHARACTER = 7;
/** @nolimit Pixels between a dot and its label. */
const GAP = 7;
/** @nolimit The least room of a time on the axis, in pixels. */
const TICK_PX = 56;
/** @nolimit The part of the chart that the time to come may take. */
const FUTURE = 0.6;
/** @nolimit The least part of it, so that marks of now are whole. */
const MARK = 0.02;

interface DrawingProps {
  readonly wallet: Wallet;
  readonly runway: Runway | undefined;
  /** Of a period with more transactions than can be drawn one by one. */
  readonly parts?: BalanceSeries | undefined;
  /** The oldest first. */
  readonly transactions: readonly Transaction[];
  readonly changes: readonly AlertChange[];
  readonly topups: readonly Topup[];
  readonly from: number;
  readonly now: number;
}

/** The drawing, in pixels of its own width so that its words keep their shape. */
export function ChartDrawing(props: DrawingProps) {
  const { place, width } = useWidth();
  return (
    <div className="chart-place" ref={place}>
      {width > 0 && <Drawn {...props} width={width} />}
    </div>
  );
}

const ms = (time: string): number => new Date(time).getTime();

function Drawn(props: DrawingProps & { readonly width: number }) {
  const { wallet, runway, parts, transactions, changes, topups, now, width } = props;
  const setUrl = useSetUrl();
  const openTransaction = ({ id }: Transaction): void => setUrl({ t: String(id) });
  const [zoom, setZoom] = useState<readonly [from: number, to: number] | null>(null);
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);

  const [atP95 = null, atMean = null] = emptyAt(runway, now);
  const landing = topups.flatMap(({ expected_at: at, amount }) =>
    at === null || ms(at) < now ? [] : [{ at: ms(at), amount }],
  );
  const future = Math.max(now, atP95 ?? now, atMean ?? now, ...landing.map(({ at }) => at)) - now;
  const span = now - props.from;
  const [from, to] = zoom ?? [props.from, now + Math.min(Math.max(future * 1.1, span * MARK), span * FUTURE)];
  const timeText = axisTextOf(from, to);
  const right = width - RIGHT;
  const x = (time: number) => LEFT + ((time - from) / (to - from)) * (right - LEFT);
  const timeAt = (place: number) => from + ((place - LEFT) / (right - LEFT)) * (to - from);

  const balances = transactions.map(({ balance_after: after }) => pixelValue(after));
  const drawn = parts === undefined ? null : parts.points.map(partOf);
  const extremes = drawn === null ? balances : drawn.flatMap(({ low, high }) => [low, high]);
  const levels = levelsOf(wallet);
  const last = pixelValue(wallet.available);
  const landed = landing.reduce((sum, { amount }) => sum + pixelValue(amount), last);
  const highest = Math.max(...extremes, ...levels.map(({ value }) => value), landing.length > 0 ? landed : 0, last, 1);
  const lowest = Math.min(...extremes, ...levels.map(({ value }) => value), 0, last);
  const y = (value: number) => BOTTOM - ((value - lowest) / (highest - lowest || 1)) * (BOTTOM - TOP);

  const times = transactions.map(({ created_at: at }) => Math.max(ms(at), from));
  const starts = drawn === null ? times : drawn.map(({ at }) => Math.max(at, from));
  const heights =
    drawn === null
      ? balances.map((value) => `${y(value)}`)
      : drawn.map(({ high, low, last: end }) => `${y(high)}V${y(low)}V${y(end)}`);
  const steps = heights.map(
    (height, i) => `${i === 0 ? "M" : "H"}${x(starts[i] ?? from)}${i === 0 ? " " : "V"}${height}`,
  );
  const line = `${steps.join("")}H${x(Math.min(now, to))}`;
  const credits = transactions
    .map((transaction, i) => ({ transaction, at: times[i] ?? from, value: balances[i] ?? 0 }))
    .filter(
      ({ transaction: { transaction_type: type, kind }, at }) => type === "CREDIT" && kind !== "refund" && at > from,
    )
    .toSorted((a, b) => pixelValue(b.transaction.amount) - pixelValue(a.transaction.amount))
    .filter(({ at, value }, index, all) =>
      // One whose words would cover those of a larger one stays without.
      all
        .slice(0, index)
        .every((other) => Math.abs(x(at) - x(other.at)) > 80 || Math.abs(y(value) - y(other.value)) > 14),
    )
    .slice(0, NAMED_CREDITS);
  // The word "now" gives way to the amount of a credit shortly before.
  const isCrowded = credits.some(({ at, value }) => y(value) < TOP + 16 && x(now) - x(at) < NOW_WIDTH);
  const labels = pushedApart(
    levels.map(({ value }) => y(value)),
    TOP,
    BOTTOM,
  );
  const walk = drawn === null ? times : starts;
  const shown = chosen === null || drawn !== null ? undefined : transactions[chosen];
  const shownPart = chosen === null || parts === undefined ? undefined : parts.points[chosen];

  const choose = (event: PointerEvent<SVGSVGElement>): void => {
    const at = timeAt(event.clientX - event.currentTarget.getBoundingClientRect().left);
    setChosen(
      Math.max(
        0,
        walk.findLastIndex((time) => time <= at),
      ),
    );
  };
  const endDrag = (event: PointerEvent<SVGSVGElement>): void => {
    const at = timeAt(event.clientX - event.currentTarget.getBoundingClientRect().left);
    if (dragFrom !== null && Math.abs(x(at) - x(dragFrom)) > 12) {
      setZoom([Math.min(dragFrom, at), Math.max(dragFrom, at)]);
    } else if (shown !== undefined) {
      openTransaction(shown);
    }
    setDragFrom(null);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && shown !== undefined) openTransaction(shown);
    if (event.key === "Escape" && (zoom !== null || chosen !== null)) {
      event.stopPropagation();
      setZoom(null);
      setChosen(null);
    }
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setChosen(Math.min(Math.max((chosen ?? walk.length) + by, 0), walk.length - 1));
  };
  return (
    // The words below stay while the pointer goes to their link.
    <figure onPointerLeave={() => setChosen(null)}>
      <svg
        className="balance-chart"
        width={width}
        height={HEIGHT}
        role="img"
        tabIndex={0}
        aria-label={sentenceOf(wallet, spanOf(transactions, parts), runway)}
        onPointerMove={choose}
        onPointerDown={(event) => {
          const { left } = event.currentTarget.getBoundingClientRect();
          setDragFrom(timeAt(event.clientX - left));
        }}
        onPointerUp={endDrag}
        onPointerLeave={() => setDragFrom(null)}
        onKeyDown={press}
      >
        <clipPath id="chart-plot">
          <rect x={LEFT} y={0} width={right - LEFT} height={HEIGHT} />
        </clipPath>
        {ticksOf(lowest, highest, 4).map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${y(tick)}H${right}`} className="chart-zero" />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {axisText(tick)}
            </text>
          </g>
        ))}
        {timeTicks(from, to, Math.max(2, Math.floor((right - LEFT) / TICK_PX))).map((tick) => (
          <g key={tick}>
            <path d={`M${x(tick)} ${TOP}V${BOTTOM}`} className="chart-zero" />
            <text x={x(tick)} y={HEIGHT - 8} textAnchor="middle">
              {timeText(tick)}
            </text>
          </g>
        ))}
        <g clipPath="url(#chart-plot)">
          <path d={`${line}V${y(Math.max(lowest, 0))}H${x(starts[0] ?? from)}Z`} className="chart-fill" />
          {levels.map(({ name, value }) => (
            <path key={name} d={`M${LEFT} ${y(value)}H${right}`} className={`chart-level ${name}`} />
          ))}
          <Fan x={x} y={y} now={now} from={last} atP95={atP95} atMean={atMean} />
          <Landing x={x} y={y} now={now} landing={landing} balance={last} atP95={atP95} right={right} />
          <path d={line} className="chart-line" />
          {credits.map(({ transaction, at, value }) => (
            <g key={transaction.id}>
              <circle cx={x(at)} cy={y(value)} r={3} className="chart-credit" />
              <text
                {...besideDot(x(at), `+${amountText(transaction.amount)}`, [x(now), right])}
                y={y(value) - 4}
                className="strong"
              >
                +{amountText(transaction.amount)}
              </text>
            </g>
          ))}
          <Band x={x} changes={changes} from={from} now={Math.min(now, to)} state={wallet.alert_state} />
          {changes
            .filter(({ state }) => state !== "ok")
            .map((change) => (
              <svg
                key={change.id}
                x={x(ms(change.created_at)) - 7}
                y={y(pixelValue(change.balance)) - 7}
                width={14}
                height={14}
                viewBox="0 0 16 16"
                className={`silhouette ${change.state}`}
              >
                <SilhouetteShape state={change.state} />
              </svg>
            ))}
          <path d={`M${x(now)} ${TOP - 8}V${BOTTOM}`} className="chart-now" />
          {(shown ?? shownPart) !== undefined && (
            <path d={`M${x(walk[chosen ?? 0] ?? 0)} ${TOP}V${BOTTOM}`} className="chart-cross" />
          )}
          {dragFrom !== null && <path d={`M${x(dragFrom)} ${TOP}V${BOTTOM}`} className="chart-cross" />}
        </g>
        {zoom === null && (
          <text
            x={x(now) + (isCrowded ? 5 : -5)}
            y={TOP - 2}
            textAnchor={isCrowded ? "start" : "end"}
            className="strong"
          >
            now
          </text>
        )}
        {levels.map(({ name, word, text }, index) => (
          <text key={name} x={right + 8} y={(labels[index] ?? 0) + 4} className={`chart-label ${name}`}>
            {word} {text}
          </text>
        ))}
      </svg>
      <figcaption className="sub" aria-live="polite">
        {shownPart !== undefined ? (
          <>
            <Time at={shownPart.from} exact /> · lowest {amountText(shownPart.min)}, highest {amountText(shownPart.max)}
            , then {amountText(shownPart.last)} {wallet.currency}
          </>
        ) : shown === undefined ? (
          zoom === null ? (
            forecastText(runway, now)
          ) : (
            <>
              Enlarged.{" "}
              <button type="button" className="link" onClick={() => setZoom(null)}>
                Show the whole range
              </button>
            </>
          )
        ) : (
          <>
            <Time at={shown.created_at} exact /> · {shown.kind} {amountText(signedAmount(shown))} ·{" "}
            {amountText(shown.balance_after)} {wallet.currency} ·{" "}
            <Link to="." search={(before: object) => ({ ...before, t: String(shown.id) })} className="link">
              transaction {shown.id}
            </Link>
          </>
        )}
      </figcaption>
    </figure>
  );
}

interface Part {
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly last: number;
}

function partOf({ from, min, max, last }: BalanceSeries["points"][number]): Part {
  return { at: ms(from), low: pixelValue(min), high: pixelValue(max), last: pixelValue(last) };
}

interface Level {
  readonly name: LevelName;
  readonly word: string;
  readonly value: number;
  readonly text: string;
}

/** The levels that watch the wallet, the mildest first. */
function levelsOf({ levels = [] }: Wallet): readonly Level[] {
  return levels.toReversed().map(({ level, at }) => ({
    name: level,
    word: shortWord(level),
    value: pixelValue(at),
    text: amountText(at),
  }));
}

interface FutureProps {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
  readonly now: number;
  readonly atP95: number | null;
}

/** From now to empty, at the faster pace and at the mean. */
function Fan({
  x,
  y,
  now,
  from,
  atP95,
  atMean,
}: FutureProps & { readonly from: number; readonly atMean: number | null }) {
  if (atP95 === null || from <= 0) return null;
  const start = `M${x(now)} ${y(from)}`;
  return (
    <>
      {atMean !== null && <path d={`${start}L${x(atP95)} ${y(0)}H${x(atMean)}Z`} className="chart-fan" />}
      <path d={`${start}L${x(atP95)} ${y(0)}`} className="chart-pace" />
    </>
  );
}

/** Money that is expected: where the balance would go when it lands. */
function Landing({
  x,
  y,
  now,
  landing,
  balance,
  atP95,
  right,
}: FutureProps & {
  /** The edge of what is drawn, in pixels. */
  readonly right: number;
  readonly landing: readonly { readonly at: number; readonly amount: string }[];
  readonly balance: number;
}) {
  // Of a wallet that is empty already the pace cannot be told from here.
  const pace = atP95 === null || atP95 <= now ? 0 : balance / (atP95 - now);
  let before = balance;
  let since = now;
  return landing
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, amount }) => {
      const at0 = Math.max(0, before - pace * (at - since));
      const after = at0 + pixelValue(amount);
      const end = pace === 0 ? null : at + after / pace;
      const text = `+${amountText(amount)} due ${axisTimeText(at)}`;
      before = after;
      since = at;
      return (
        <g key={`${at} ${amount}`}>
          <path
            d={`M${x(at)} ${y(at0)}V${y(after)}${end === null ? "" : `L${x(end)} ${y(0)}`}`}
            className="chart-landing"
          />
          <circle cx={x(at)} cy={y(after)} r={3.5} className="chart-due" />
          <text {...besideDot(x(at), text, [right])} y={y(after) + 4}>
            {text}
          </text>
        </g>
      );
    });
}

/** Where a label stands: right of its dot, or left of it where it would cross one of the edges. */
function besideDot(dot: number, text: string, edges: readonly number[]) {
  const width = GAP + text.length * CHARACTER;
  const crosses = edges.some((edge) => edge >= dot && dot + width > edge);
  return crosses && dot - width > LEFT
    ? ({ x: dot - GAP, textAnchor: "end" } as const)
    : ({ x: dot + GAP, textAnchor: "start" } as const);
}

interface BandProps {
  readonly x: (time: number) => number;
  readonly changes: readonly AlertChange[];
  readonly from: number;
  readonly now: number;
  readonly state: AlertState;
}

/** The state over time, below the chart. */
function Band({ x, changes, from, now, state }: BandProps) {
  const oldestFirst = changes.toReversed();
  const starts = [
    { at: from, state: oldestFirst[0]?.previous_state ?? state },
    ...oldestFirst.map((change) => ({ at: ms(change.created_at), state: change.state })),
  ];
  return starts.map((start, index) => (
    <rect
      key={`${start.at} ${start.state}`}
      x={x(start.at)}
      y={BAND}
      width={Math.max(0, x(starts[index + 1]?.at ?? now) - x(start.at))}
      height={6}
      className={`chart-band ${start.state}`}
    />
  ));
}

/** How the balance goes on. While that is on its way, its line stays. */
function forecastText(runway: Runway | undefined, now: number): string {
  if (runway === undefined) return "\u00A0";
  const [atP95 = null, atMean = null] = emptyAt(runway, now);
  if (atP95 === null) return "Not enough history to say how long it lasts.";
  const pace = runway.basis === "present" ? "the present pace" : "its usual pace";
  const mean = atMean === null ? "" : `, ${momentOf(atMean, now)} at an average pace`;
  return `Empty ${momentOf(atP95, now)} at ${pace}${mean}. Drag to enlarge, arrow keys walk through it.`;
}

/** When it is empty at the faster pace, and at the mean. */
function emptyAt(runway: Runway | undefined, now: number): readonly (number | null)[] {
  return (runway?.range ?? []).map((hours) => (hours === null ? null : now + hours * HOUR_MS));
}

function momentOf(at: number, now: number): string {
  return at - now < 24 * HOUR_MS ? clockText(at) : axisTimeText(at);
}

/** What the drawing shows, for those who do not see it. */
function sentenceOf(wallet: Wallet, { first, last, over }: Span, runway: Runway | undefined): string {
  const lasts = runway === undefined ? null : lastsPhrase(runway.hours, wallet.available);
  return (
    `From ${amountText(first ?? "0")} to ${amountText(last ?? "0")} ${wallet.currency} ` +
    `over ${over}, now ${STATE_WORDS[watchedState(wallet.alert_state, wallet.watched)]}.${lasts === null ? "" : ` It ${lasts === "empty" ? "is empty" : lasts}.`}`
  );
}

interface Span {
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** What is drawn: "12 transactions". */
  readonly over: string;
}

function spanOf(transactions: readonly Transaction[], parts: BalanceSeries | undefined): Span {
  if (parts !== undefined) {
    const { points } = parts;
    return { first: points[0]?.last, last: points.at(-1)?.last, over: counted(points.length, "part") };
  }
  const [first, last] = [transactions[0]?.balance_after, transactions.at(-1)?.balance_after];
  return { first, last, over: counted(transactions.length, "transaction") };
}

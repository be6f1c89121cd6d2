import { decimal, units } from "./money.ts";

/** Alert settings with absolute thresholds, as in PRODUCT.md §5. */
export interface Settings {
  readonly alert_enabled: boolean;
  readonly block: Level | null;
  readonly critical: Level | null;
  readonly warning: Level | null;
  readonly info: Level | null;
}

export interface Level {
  readonly threshold: string;
  readonly condition: "below" | "above";
}

const LEVELS = ["block", "critical", "warning", "info"] as const;
type LevelName = (typeof LEVELS)[number];
const STATES = { block: "blocked", critical: "in_alarm", warning: "warning", info: "info" } as const;
export type State = "ok" | (typeof STATES)[LevelName];
const BY_SEVERITY: readonly State[] = ["ok", "info", "warning", "in_alarm", "blocked"];

/** The owners of settings that apply to a wallet: `feature/feat_…`, `wallet/7`, `default/USD`. */
export type Owners = ReadonlyMap<string, Settings>;

export interface Movement {
  readonly id: number;
  readonly sequence: number;
  readonly balanceAfter: bigint;
}

/** From this sequence on these settings apply to the wallet; it is evaluated at that moment. */
export interface Watch {
  readonly sequence: number;
  readonly owners: Owners;
}

/** An entry that the alert log must have. Episodes are numbered per stream. */
export interface ExpectedChange {
  readonly owner: string;
  readonly previous_state: State;
  readonly state: State;
  readonly balance: string;
  readonly threshold: { readonly level: LevelName; readonly threshold: string; readonly condition: string };
  readonly cause: { readonly type: "settings" } | { readonly type: "transaction"; readonly transaction_id: number };
  readonly wallet_sequence: number;
  readonly episode: number;
}

interface Stream {
  state: State;
  threshold: ExpectedChange["threshold"] | null;
  episodes: number;
}

export function mostSevere(states: Iterable<State>): State {
  return [...states].reduce((worst, state) => (severity(state) > severity(worst) ? state : worst), "ok");
}

function severity(state: State): number {
  return BY_SEVERITY.indexOf(state);
}

/** The changes that a wallet's transactions, taken in order, and its settings must have caused. */
export function replay(
  movements: readonly Movement[],
  watches: readonly Watch[],
  scale: number,
): { readonly changes: ExpectedChange[]; readonly states: ReadonlyMap<string, State> } {
  const streams = new Map<string, Stream>();
  const changes: ExpectedChange[] = [];
  let owners: Owners = new Map();

  function look(balance: bigint, sequence: number, cause: ExpectedChange["cause"]): void {
    for (const [owner, settings] of owners) {
      const stream = streams.get(owner) ?? { state: "ok", threshold: null, episodes: 0 };
      streams.set(owner, stream);
      const level = LEVELS.find((name) => holds(settings[name], balance, scale));
      const state: State = level === undefined ? "ok" : STATES[level];
      if (state === stream.state) continue;
      if (stream.state === "ok") stream.episodes += 1;
      // Recovery is decided by the level that was left.
      const decided = level === undefined ? stream.threshold : { level, ...(settings[level] as Level) };
      if (decided === null) throw new Error("a stream that is not ok has a threshold");
      changes.push({
        owner,
        previous_state: stream.state,
        state,
        balance: decimal(balance, scale),
        threshold: decided,
        cause,
        wallet_sequence: sequence,
        episode: stream.episodes,
      });
      stream.state = state;
      stream.threshold = state === "ok" ? null : decided;
    }
  }

  function watch(next: Owners, balance: bigint, sequence: number): void {
    owners = new Map([...next].filter(([, { alert_enabled }]) => alert_enabled));
    for (const [owner, stream] of streams) {
      // A stream whose settings no longer apply closes without an event.
      if (!owners.has(owner)) Object.assign(stream, { state: "ok", threshold: null });
    }
    look(balance, sequence, { type: "settings" });
  }

  let next = 0;
  let balance = 0n;
  for (let sequence = 0; sequence <= movements.length; sequence += 1) {
    const movement = movements[sequence - 1];
    if (movement) {
      balance = movement.balanceAfter;
      look(balance, sequence, { type: "transaction", transaction_id: movement.id });
    }
    for (let due = watches[next]; due?.sequence === sequence; due = watches[next]) {
      watch(due.owners, balance, sequence);
      next += 1;
    }
  }
  if (next < watches.length) throw new Error("settings changed at a sequence that the wallet never reached");
  return { changes, states: new Map([...streams].map(([owner, { state }]) => [owner, state])) };
}

function holds(level: Level | null, balance: bigint, scale: number): boolean {
  if (level === null) return false;
  const at = units(level.threshold, scale);
  return level.condition === "below" ? balance <= at : balance >= at;
}

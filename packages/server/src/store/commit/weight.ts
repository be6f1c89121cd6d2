import { DELETE_PAGE, END_SILENCE_PAGE, FAN_OUT_EVENTS, NOTICES_OF_GROUP, type Command } from "@plimsoll/core";

type Counts = { readonly [Type in Command["type"]]?: (command: Extract<Command, { readonly type: Type }>) => number };

/** The commands that concern many things, and how many. */
const COUNTS: Counts = {
  apply_snapshots: ({ readings }) => readings.length,
  evaluate_wallets: ({ walletIds }) => walletIds.length,
  measure_spend: ({ walletIds }) => walletIds.length,
  count_history: ({ movements }) => Math.ceil(movements.length / 50),
  measure_burn: ({ walletIds }) => walletIds.length,
  mark_stale: ({ walletIds }) => walletIds.length,
  delete_provider: () => DELETE_PAGE,
  miss_reading: ({ missed }) => missed.length,
  expire_holds: ({ holdIds }) => holdIds.length,
  mark_overdue: ({ topupIds }) => topupIds.length,
  // They share the rows of their endpoints, and need no answer each.
  record_attempts: ({ attempts }) => attempts.length / 2,
  replay_deliveries: ({ sequences }) => sequences.length,
  // An endpoint's deliveries are neighbours in the table and cost about a quarter of an event's.
  fan_out: () => FAN_OUT_EVENTS / 4,
  send_test: () => FAN_OUT_EVENTS / 4,
  escalate: ({ timers }) => timers.length,
  end_silence: () => END_SILENCE_PAGE,
  // The size of a group is known when it is read; its notices are rows beside each other and become one message.
  flush_group: () => NOTICES_OF_GROUP / 20,
  send_digest: ({ walletIds }) => walletIds.length,
  put_fx_rates: ({ rates }) => rates.length,
};

/** The share of a batch that a command takes: 1, or the number of things that it concerns. */
export function weightOf(command: Command): number {
  const count = COUNTS[command.type] as ((command: Command) => number) | undefined;
  return count === undefined ? 1 : Math.max(1, count(command));
}

import type { Command } from "@plimsoll/core";

/** How much of a batch a command takes: a command about many things counts by them. */
export function weightOf(command: Command): number {
  switch (command.type) {
    case "apply_snapshots":
      return atLeastOne(command.readings.length);
    case "evaluate_wallets":
    case "measure_spend":
    case "mark_stale":
      return atLeastOne(command.walletIds.length);
    case "expire_holds":
      return atLeastOne(command.holdIds.length);
    case "mark_overdue":
      return atLeastOne(command.topupIds.length);
    case "replay_deliveries":
      return atLeastOne(command.sequences.length);
    case "put_fx_rates":
      return atLeastOne(command.rates.length);
    default:
      return 1;
  }
}

function atLeastOne(count: number): number {
  return Math.max(1, count);
}

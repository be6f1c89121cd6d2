import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { accepted } from "../outcome.ts";
import type { Wallet } from "../model/wallet.ts";
import { burnOf } from "../spend/burn.ts";
import { evaluateWallet } from "./evaluate.ts";
import { evaluationLookups } from "./owners.ts";
import { walk } from "../walk.ts";

/** @limit Domain: wallets whose present burn one command measures. */
export const BURN_PAGE = 500;
/** @limit Domain: interval of the measurements of a watched wallet's burn while it spends. */
const BURN_EVERY_MS = 20_000;
/**
 * @limit Domain: percent by which the measured burn must have fallen before levels follow it down, so that a level does
 * not fire and clear with every order.
 */
const FALL_PERCENT = 10n;

/** The present burn of these wallets is due. */
export interface MeasureBurn {
  readonly type: "measure_burn";
  readonly accountId: number;
  /** At most `BURN_PAGE` ids. */
  readonly walletIds: readonly number[];
}

/**
 * Levels in `runway_hours` follow the burn up at once, and down when it has fallen by `FALL_PERCENT`. Skips wallets that
 * are not due, so that repeated commands and several processes measure once.
 */
export const measureBurn: Handler<MeasureBurn, { readonly measured: number; readonly left: readonly number[] }> = {
  lookups: (command) => command.walletIds.map((id) => row("wallets", command.accountId, id)),
  apply: (draft, { accountId, walletIds }) => {
    const due = walletIds
      .map((id) => draft.get("wallets", accountId, id))
      .filter((wallet) => wallet !== null)
      .filter(({ burnDue }) => burnDue !== null && burnDue <= draft.now);
    const moved = due.filter((wallet) => follows(wallet, draft.now));
    draft.require(evaluationLookups(moved));
    const left = walk(draft, due, (target) => measure(draft, draft.edit("wallets", target)));
    return accepted({ measured: due.length - left.length, left: left.map(({ id }) => id) });
  },
};

function follows({ steadyBurn, ...wallet }: Readonly<Wallet>, now: number): boolean {
  const { steady } = burnOf(wallet, now);
  return steady > steadyBurn || steady * 100n <= steadyBurn * (100n - FALL_PERCENT);
}

function measure(draft: Draft, wallet: Wallet): void {
  const { present, steady } = burnOf(wallet, draft.now);
  wallet.burnDue = present > 0n ? draft.now + BURN_EVERY_MS : null;
  if (steady === wallet.steadyBurn || !follows(wallet, draft.now)) return;
  wallet.steadyBurn = steady;
  evaluateWallet(draft, wallet, { type: "burn" });
}

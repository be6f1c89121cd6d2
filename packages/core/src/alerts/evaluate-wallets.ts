import { row, type Handler } from "../command.ts";
import { accepted } from "../outcome.ts";
import { walk } from "../walk.ts";
import { evaluateWallet } from "./evaluate.ts";
import { evaluationLookups } from "./owners.ts";
import { isStateChange } from "./transition.ts";

/** The sweep's command: wallets whose balance is outside the range of their streams, or whose reminder is due. */
export interface EvaluateWallets {
  readonly type: "evaluate_wallets";
  readonly accountId: number;
  /** At most `SWEEP_PAGE` ids. */
  readonly walletIds: readonly number[];
}

/** @limit Domain: wallets that one command of the sweep evaluates. */
export const SWEEP_PAGE = 500;

export const evaluateWallets: Handler<
  EvaluateWallets,
  { readonly transitions: number; readonly left: readonly number[] }
> = {
  lookups: (command) => command.walletIds.map((id) => row("wallets", command.accountId, id)),
  apply: (draft, command) => {
    const wallets = command.walletIds.map((id) => draft.get("wallets", command.accountId, id));
    draft.require(evaluationLookups(wallets.filter((wallet) => wallet !== null)));
    let transitions = 0;
    const left = walk(draft, command.walletIds, (id) => {
      const wallet = draft.get("wallets", command.accountId, id);
      if (!wallet) return;
      transitions += evaluateWallet(draft, wallet, { type: "sweep" }).filter(isStateChange).length;
    });
    return accepted({ transitions, left });
  },
};

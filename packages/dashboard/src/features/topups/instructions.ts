import type { RebalancingPlan } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { amountText, isZero } from "../../words/amounts.ts";

/** What the clipboard gets for one move of a plan: from where to where, how much, at which rate. */
export async function moveInstructions(
  move: RebalancingPlan["transfers"][number],
  currencyOf: ReadonlyMap<number, string>,
): Promise<string> {
  const [from, to] = await Promise.all([api.wallets.get(move.from_wallet_id), api.wallets.get(move.to_wallet_id)]);
  const instructions = to.topup?.instructions ?? null;
  const [sent, received] = [currencyOf.get(from.id) ?? from.currency, currencyOf.get(to.id) ?? to.currency];
  return [
    `Wire ${sent} ${amountText(move.amount)} from ${from.name} to ${to.name}`,
    ...(isZero(move.fee) ? [] : [`fee ${sent} ${amountText(move.fee)}`]),
    ...(move.rate === null ? [] : [`rate ${move.rate}`, `arrives as ${received} ${amountText(move.received)}`]),
    ...(instructions === null ? [] : [instructions]),
  ].join(" · ");
}

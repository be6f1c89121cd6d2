import type { EventMembers } from "@plimsoll/contract";
import type { EventRow } from "../model/event.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Denomination } from "../model/wallet.ts";
import { formatAmount, type Amount } from "../money/amount.ts";
import type { JsonText } from "../resources/json-text.ts";
import { isoTime } from "../time/iso-time.ts";
import { eventId } from "./event-id.ts";

/** What the event of a movement says of its transaction. */
type Reported = Pick<
  Transaction,
  "accountId" | "id" | "walletId" | "sequence" | "amount" | "balanceAfter" | "referenceNumber" | "remarks" | "createdAt"
>;

export type MovementType = "wallet.credited" | "wallet.debited";

export function movementType(amount: Amount): MovementType {
  return amount < 0n ? "wallet.debited" : "wallet.credited";
}

/**
 * The event of a movement, as in docs/reference/events.md: the Octopus protocol's shape, plus `sequence` and
 * `balance_after`. It is not stored. A transaction never changes, nor does a wallet's denomination, so that the event
 * has the same bytes whenever it is made.
 */
export function movementEvent(movement: Readonly<Reported>, denomination: Denomination, position: number): EventRow {
  const { accountId, amount, createdAt } = movement;
  const id = eventId(accountId, position, createdAt);
  const type = movementType(amount);
  const data = movementJson(movement, denomination);
  const payload = `{"id":"${id}","type":"${type}","created_at":"${isoTime(createdAt)}","data":${data}}`;
  return { accountId, position, id, type, payload, endpointId: null, createdAt };
}

/** Written by hand, because balances move often and an object for `JSON.stringify` takes twice the time. */
function movementJson(
  movement: Readonly<Reported>,
  { currency, assetScale }: Denomination,
): JsonText<EventMembers<MovementType>["data"]> {
  const { amount: moved } = movement;
  const amount = formatAmount(moved < 0n ? -moved : moved, assetScale);
  return (`{"wallet_id":${movement.walletId},"ledger_id":${movement.id},"amount":"${amount}","currency":"${currency}",` +
    `"reference_number":${JSON.stringify(movement.referenceNumber ?? "")},"remarks":${JSON.stringify(movement.remarks ?? "")},` +
    `"sequence":${movement.sequence},"balance_after":"${formatAmount(movement.balanceAfter, assetScale)}"}`) as JsonText<
    EventMembers<MovementType>["data"]
  >;
}

import type { Direction, TransactionKind } from "@plimsoll/core";
import type { CommandOf } from "../store/commit/command-of.ts";
import { idempotencyOf } from "./idempotency.ts";

/** A request's data about a credit or debit, defaults not yet filled in. */
export interface MovementInput {
  readonly amount?: unknown;
  readonly kind?: TransactionKind | undefined;
  readonly reference_number?: string | null | undefined;
  readonly remarks?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly order_id?: number | null | undefined;
}

const DEFAULT_KIND: Readonly<Record<Direction, TransactionKind>> = { CREDIT: "topup", DEBIT: "usage" };
const DEFAULT_SOURCE = "api";

/** `route` is part of the fingerprint: one key does not serve two operations. */
export function postTransactionCommand(
  route: string,
  accountId: number,
  walletId: number,
  direction: Direction,
  input: MovementInput,
  key: string | null,
  spentAt: number | null = null,
): CommandOf<"post_transaction"> {
  const movement = {
    amount: input.amount,
    kind: input.kind ?? DEFAULT_KIND[direction],
    orderId: input.order_id ?? null,
    source: input.source ?? DEFAULT_SOURCE,
    referenceNumber: input.reference_number ?? null,
    remarks: input.remarks ?? null,
  };
  const { amount, kind, orderId, source, referenceNumber, remarks } = movement;
  const fields = [walletId, direction, amount, kind, orderId, source, referenceNumber, remarks];
  return {
    type: "post_transaction",
    accountId,
    walletId,
    direction,
    ...movement,
    spentAt,
    idempotency: idempotencyOf(key, route, fields),
  };
}

import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { type Violation, accepted, invalid, rejected, type Outcome } from "../outcome.ts";
import { convert, draftRate } from "../fx/rate.ts";
import { idempotencyLookup, answered, repetition, type Answered, type Idempotency } from "../requests/idempotency.ts";
import { fits, post, postingRejection } from "../ledger/post.ts";
import type { Wallet } from "../model/wallet.ts";
import { isAmount, parseAmount, type Amount } from "../money/amount.ts";
import { decimalOf, formatDecimal, type Decimal } from "../money/decimal.ts";
import { amountMessage, tooLarge } from "../money/problem.ts";
import { transferResource } from "../resources/transfer.ts";

/** Amount, fee and rate as written in the request. */
export interface MakeTransfer {
  readonly type: "make_transfer";
  readonly accountId: number;
  readonly fromWalletId: number;
  readonly toWalletId: number;
  readonly amount: unknown;
  /** Undefined or null is none. */
  readonly fee: unknown;
  /** Undefined or null is the account's. */
  readonly rate: unknown;
  readonly reference: string | null;
  readonly idempotency: Idempotency | null;
}

/**
 * Debits the sender by amount and fee, credits the receiver with the amount at the rate (to the nearest unit, halves up), in one commit.
 *
 * Guards in order: wallet_not_found, idempotency_key_reused, mirror_is_read_only, wallet_closed, wallet_frozen (the sender), invalid
 * wallets, amount, fee or rate, fx_rate_missing, invalid amount (nothing would arrive), insufficient_funds, balance_out_of_range.
 */
export const makeTransfer: Handler<MakeTransfer, Answered> = {
  lookups: (command) => [
    row("wallets", command.accountId, command.fromWalletId),
    row("wallets", command.accountId, command.toWalletId),
    ...idempotencyLookup(command.accountId, command.idempotency),
  ],

  apply: (draft, command): Outcome<Answered> => {
    const { accountId, idempotency } = command;
    const from = draft.get("wallets", accountId, command.fromWalletId);
    const to = draft.get("wallets", accountId, command.toWalletId);
    if (!from || !to) return rejected("wallet_not_found", missingWallets(from, to));
    const repeated = repetition(draft, accountId, idempotency);
    if (repeated) return repeated;
    const judged = judgeTransfer(from, to, command, () => draftRate(draft, accountId, from.currency, to.currency));
    if (!judged.ok) return judged;
    const body = carryOut(draft, from, to, { ...command, ...judged.value });
    return answered(draft, accountId, idempotency, body);
  },
};

/** What was asked, as it was written. */
export interface TransferRequest {
  readonly amount: unknown;
  readonly fee?: unknown;
  readonly rate?: unknown;
}

export interface JudgedTransfer {
  readonly amount: Amount;
  readonly fee: Amount;
  readonly rate: Decimal;
  readonly received: Amount;
}

/** What a transfer between two wallets would move, or why it is refused. `rateOf` is the account's rate. */
export function judgeTransfer(
  from: Readonly<Wallet>,
  to: Readonly<Wallet>,
  request: TransferRequest,
  rateOf: () => Decimal | null,
): Outcome<JudgedTransfer> {
  if (from.source === "mirror" || to.source === "mirror") return rejected("mirror_is_read_only");
  if (from.status === "closed" || to.status === "closed") return rejected("wallet_closed");
  if (from.status === "frozen") return rejected("wallet_frozen");
  const asked = read(request, from, to);
  if (Array.isArray(asked)) return rejected("invalid", asked);
  const { amount, fee } = asked;
  const rate = asked.rate ?? rateOf();
  if (!rate) return rejected("fx_rate_missing");
  const received = convert(amount, from.assetScale, rate, to.assetScale);
  if (received === 0n) return invalid("amount", "amount is less than the receiving wallet's smallest unit");
  if (!isAmount(received) || !isAmount(amount + fee)) return rejected("balance_out_of_range");
  const refusal = postingRejection(from, -(amount + fee));
  if (refusal) return rejected(refusal);
  if (!fits(to, received)) return rejected("balance_out_of_range");
  return accepted({ amount, fee, rate, received });
}

/** What a transfer names and there is not. */
export function missingWallets(from: Readonly<Wallet> | null, to: Readonly<Wallet> | null): Violation[] {
  return [
    ...(from ? [] : [{ field: "from_wallet_id", message: "there is no such wallet" }]),
    ...(to ? [] : [{ field: "to_wallet_id", message: "there is no such wallet" }]),
  ];
}

interface Asked {
  readonly amount: Amount;
  readonly fee: Amount;
  /** Null when the account's rate applies. */
  readonly rate: Decimal | null;
}

/** The request's values, or all their violations. */
function read(command: TransferRequest, from: Readonly<Wallet>, to: Readonly<Wallet>): Asked | Violation[] {
  const scale = from.assetScale;
  const violations: Violation[] = [];
  if (from.id === to.id) violations.push({ field: "to_wallet_id", message: "to_wallet_id must be another wallet" });
  const amount = parseAmount(command.amount, scale);
  if (!amount.ok) violations.push({ field: "amount", message: amountMessage(amount.problem, scale) });
  else if (amount.value <= 0n) violations.push({ field: "amount", message: "amount must be greater than zero" });
  const fee = parseAmount(command.fee ?? "0", scale);
  if (!fee.ok) violations.push({ field: "fee", message: amountMessage(fee.problem, scale, "fee") });
  else if (fee.value < 0n) violations.push({ field: "fee", message: "fee must not be negative" });
  const rate = command.rate === undefined || command.rate === null ? null : decimalOf(command.rate);
  if (rate === null && command.rate !== undefined && command.rate !== null) {
    const message = tooLarge(command.rate, "rate") ?? "rate must be a decimal greater than zero";
    violations.push({ field: "rate", message });
  } else if (rate !== null && rate.value.units <= 0n) {
    violations.push({ field: "rate", message: "rate must be a decimal greater than zero" });
  } else if (rate !== null && from.currency === to.currency) {
    violations.push({ field: "rate", message: "rate is only for wallets of different currencies" });
  }
  if (violations.length > 0 || !amount.ok || !fee.ok) return violations;
  return { amount: amount.value, fee: fee.value, rate: rate?.value ?? null };
}

interface Judged extends JudgedTransfer {
  readonly accountId: number;
  readonly reference: string | null;
}

function carryOut(draft: Draft, from: Readonly<Wallet>, to: Readonly<Wallet>, judged: Judged): string {
  const { accountId, amount, fee, received } = judged;
  const isExchange = from.currency !== to.currency;
  const rate = isExchange ? formatDecimal(judged.rate) : null;
  const id = draft.newId("trf");
  const movement = {
    kind: isExchange ? ("fx" as const) : ("adjustment" as const),
    source: "transfer",
    referenceNumber: judged.reference ?? id,
  };
  const at = rate === null ? "" : ` at ${rate}`;
  const debit = post(draft, from, {
    ...movement,
    amount: -(amount + fee),
    remarks: `transfer to wallet ${to.id}${at}`,
  });
  const credit = post(draft, to, { ...movement, amount: received, remarks: `transfer from wallet ${from.id}${at}` });
  const owner = draft.edit("accounts", account(draft, accountId));
  owner.transferCount += 1;
  const transfer = draft.insert("transfers", {
    accountId,
    id,
    position: owner.transferCount,
    fromWalletId: from.id,
    toWalletId: to.id,
    amount,
    fee,
    received,
    rate,
    reference: judged.reference,
    debitId: debit.id,
    creditId: credit.id,
    createdAt: draft.now,
  });
  return JSON.stringify(transferResource(transfer, from, to));
}

import type { Statement } from "@plimsoll/contract";
import { formatAmount, isoTimeOrNull, type Direction, type Wallet } from "@plimsoll/core";
import type { WalletStatement } from "../../store/port/statement.ts";
import type { Period } from "../../store/port/wallets.ts";

export function statementResource(
  wallet: Readonly<Wallet>,
  { from, to }: Period,
  { opening, closing, lines }: WalletStatement,
): Statement {
  const scale = wallet.assetScale;
  const byKind = (direction: Direction) =>
    Object.fromEntries(
      lines
        .filter((line) => line.direction === direction)
        .toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
        .map(({ kind, amount }) => [kind, formatAmount(amount, scale)]),
    );
  return {
    wallet_id: wallet.id,
    currency: wallet.currency,
    from: isoTimeOrNull(from ?? null),
    to: isoTimeOrNull(to ?? null),
    opening: formatAmount(opening, scale),
    closing: formatAmount(closing, scale),
    credits: byKind("CREDIT"),
    debits: byKind("DEBIT"),
    transaction_count: lines.reduce((sum, { count }) => sum + count, 0),
  };
}

export const STATEMENT_COLUMNS = ["wallet_id", "currency", "from", "to", "line", "kind", "amount"] as const;

/** The statement's lines: the opening, a line for each kind of credits and of debits, which is negative, and the closing. */
export function statementRecords(statement: Statement): readonly (readonly string[])[] {
  const record = (line: string, kind: string, amount: string) => [
    String(statement.wallet_id),
    statement.currency,
    statement.from ?? "",
    statement.to ?? "",
    line,
    kind,
    amount,
  ];
  return [
    record("opening", "", statement.opening),
    ...Object.entries(statement.credits).map(([kind, amount]) => record("credit", kind, String(amount))),
    ...Object.entries(statement.debits).map(([kind, amount]) => record("debit", kind, `-${String(amount)}`)),
    record("closing", "", statement.closing),
  ];
}

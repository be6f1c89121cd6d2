import { CompareStatement, MAX_COMPARED_TRANSACTIONS, StatementComparison } from "@plimsoll/contract";
import { formatAmount, isoTime, matchStatement, type Recorded, type Transaction, type Wallet } from "@plimsoll/core";
import type { Reads } from "../../store/port/reads.ts";
import { sendResource } from "../answer.ts";
import { found, invalidField } from "../api-error.ts";
import { operationsOf, writing } from "../documented.ts";
import { walletId } from "../ids.ts";
import type { Services } from "../services.ts";
import { statementLines, type StatementLine } from "../statement-lines.ts";
import type { App } from "../typed-app.ts";
import { WalletPath } from "./paths.ts";

const operation = operationsOf("Transactions");

/** @nolimit One hour. */
const HOUR_MS = 3_600_000;
/** @limit Lists and chores: time by which a provider's clock may be ahead for its movements to be compared with a statement. */
const AHEAD_MS = 24 * HOUR_MS;
/** @nolimit The `window_hours` of a request without any. */
const DEFAULT_WINDOW_HOURS = 24;
/** @limit Lists and chores: transactions that a comparison with a statement reads at once. */
const READ_AT_ONCE = 1_000;

export function statementComparisonRoute(app: App, { reads }: Services): void {
  app.post(
    "/wallets/:id/statement-comparison",
    {
      config: { scope: "read" },
      ...operation("compareStatement", "Compare a provider's statement with a wallet's transactions", {
        description:
          "By amount and reference, or else by amount and time. Nothing is written. Transactions between the statement's first and last time that no line explains are missing there.",
        params: WalletPath,
        body: CompareStatement,
        response: writing(200, StatementComparison, "NOT_FOUND"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const wallet = found(await reads.wallet(accountId, walletId(request.params.id)), "wallet");
      const windowMs = (request.body.window_hours ?? DEFAULT_WINDOW_HOURS) * HOUR_MS;
      const compared = await app.turns.long(accountId, async () => {
        const lines = statementLines(request.body, wallet.assetScale);
        return comparison(wallet, lines, await transactionsAround(reads, wallet, lines, windowMs), windowMs);
      });
      return sendResource(reply, 200, compared);
    },
  );
}

interface Ours extends Recorded {
  readonly transaction: Transaction;
}

/** The transactions that a line may match: of the statement's time and the window around it. */
async function transactionsAround(
  reads: Pick<Reads, "transactions">,
  wallet: Readonly<Wallet>,
  lines: readonly StatementLine[],
  windowMs: number,
): Promise<readonly Ours[]> {
  const { first, last } = spanOf(lines);
  const occurred = { from: first - windowMs, to: last + windowMs + 1 };
  // A provider may report a movement long after it took place, and hardly ever before.
  const filter = { walletId: wallet.id, from: occurred.from - AHEAD_MS, occurred };
  const ours: Ours[] = [];
  for (let after = Number.MAX_SAFE_INTEGER; ;) {
    const page = { page: 1, limit: READ_AT_ONCE, after };
    const { rows } = await reads.transactions(wallet.accountId, filter, page);
    ours.push(...rows.map(({ transaction }) => oursOf(transaction)));
    const oldest = rows.at(-1)?.transaction.id;
    if (oldest === undefined || rows.length < READ_AT_ONCE) return ours;
    if (ours.length >= MAX_COMPARED_TRANSACTIONS) {
      const message = `csv spans more than ${MAX_COMPARED_TRANSACTIONS} transactions; compare a shorter period`;
      throw invalidField("csv", message);
    }
    after = oldest;
  }
}

function oursOf(transaction: Transaction): Ours {
  const time = transaction.occurredAt ?? transaction.createdAt;
  return { transaction, amount: transaction.amount, reference: transaction.referenceNumber, from: time, to: time };
}

function spanOf(lines: readonly StatementLine[]): { readonly first: number; readonly last: number } {
  return {
    first: lines.reduce((least, { from }) => Math.min(least, from), Number.MAX_SAFE_INTEGER / 2),
    last: lines.reduce((most, { to }) => Math.max(most, to), 0),
  };
}

function comparison(
  wallet: Readonly<Wallet>,
  lines: readonly StatementLine[],
  ours: readonly Ours[],
  windowMs: number,
): StatementComparison {
  const { matched, missingHere, missingThere } = matchStatement(ours, lines, windowMs);
  const { first, last } = spanOf(lines);
  const amountText = (amount: bigint) => formatAmount(amount, wallet.assetScale);
  return {
    matched: matched.map((match) => ({
      line: match.theirs.line,
      transaction_id: match.ours.transaction.id,
      by: match.by,
    })),
    missing_here: missingHere.map(({ line, amount, reference, from }) => ({
      line,
      amount: amountText(amount),
      reference,
      time: isoTime(from),
    })),
    missing_there: missingThere
      .filter(({ from }) => from >= first && from <= last)
      .map(({ transaction, amount, reference, from }) => ({
        id: transaction.id,
        amount: amountText(amount),
        reference_number: reference,
        time: isoTime(from),
      })),
  };
}

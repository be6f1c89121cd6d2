import { Statement, StatementQuery } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { csvRecord, wantsCsv } from "../csv.ts";
import { ALSO_CSV, operationsOf, reading } from "../documented.ts";
import { walletId } from "../ids.ts";
import { sendCsv } from "../pages.ts";
import { periodOf } from "../period.ts";
import { STATEMENT_COLUMNS, statementRecords, statementResource } from "../resources/statement.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { WalletPath } from "./paths.ts";

const operation = operationsOf("Transactions");

export function statementRoute(app: App, { reads }: Services): void {
  app.get(
    "/wallets/:id/statement",
    operation("getStatement", "Add up a wallet's transactions of a period", {
      description:
        "The opening and closing balance, and credits and debits by kind. Two periods that follow each other share their boundary: the closing of one is the opening of the next.",
      params: WalletPath,
      querystring: StatementQuery,
      response: reading({ ...Statement, [ALSO_CSV]: true }, "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const period = periodOf(request.query);
      const wallet = found(await reads.wallet(accountId, walletId(request.params.id)), "wallet");
      const added = await app.turns.long(accountId, () => reads.statement(accountId, wallet, period));
      const statement = statementResource(wallet, period, added);
      if (!wantsCsv(request)) return sendResource(reply, 200, statement);
      const records = [STATEMENT_COLUMNS, ...statementRecords(statement)];
      return sendCsv(reply, `statement-${wallet.id}`, records.map(csvRecord).join(""));
    },
  );
}

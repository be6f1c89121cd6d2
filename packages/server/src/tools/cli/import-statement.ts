import { readFile } from "node:fs/promises";
import type { StatementComparison } from "@plimsoll/contract";
import { text as textOf } from "node:stream/consumers";
import { withServer, type ServerAccess } from "../connection/server-connection.ts";
import { safeText } from "../terminal/safe-text.ts";
import type { Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";

export interface ImportStatementOptions extends ServerAccess {
  readonly file: string;
  readonly wallet: string;
  /** `amount=Betrag,time=Datum,reference=Ref`. */
  readonly columns: string;
  readonly decimal?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly window?: string | undefined;
  readonly json: boolean;
}

const DIFFERENT = 1;

/** Compares a provider's statement with a wallet's transactions. Resolves with 0 when every line and transaction has its match, else 1. */
export async function importStatement(options: ImportStatementOptions, io: Io): Promise<number> {
  const { file, wallet, columns, decimal, delimiter, window, json, ...access } = options;
  const comparison = {
    csv: await readFile(file, "utf8"),
    columns: Object.fromEntries(columns.split(",").map(pairOf)),
    ...(decimal !== undefined && { decimal }),
    ...(delimiter !== undefined && { delimiter }),
    ...(window !== undefined && { window_hours: Number(window) }),
  };
  const path = `/wallets/${encodeURIComponent(wallet)}/statement-comparison`;
  const body = { type: "application/json", text: JSON.stringify(comparison) } as const;
  const answer = await withServer(access, stopping(), (server) =>
    server.exchange({ method: "POST", path, body }, textOf),
  );
  const found = JSON.parse(answer) as StatementComparison;
  if (json) io.print(answer);
  else {
    io.print(`${found.matched.length} matched`);
    for (const line of found.missing_here) {
      const reference = safeText(line.reference ?? "");
      io.print(`missing here: line ${line.line}  ${line.amount}  ${reference}  ${line.time ?? ""}`);
    }
    for (const transaction of found.missing_there) {
      const reference = safeText(transaction.reference_number ?? "");
      io.print(
        `missing there: transaction ${transaction.id}  ${transaction.amount}  ${reference}  ${transaction.time}`,
      );
    }
  }
  return found.missing_here.length + found.missing_there.length === 0 ? 0 : DIFFERENT;
}

function pairOf(pair: string): readonly [string, string] {
  const [name = "", ...column] = pair.split("=");
  return [name.trim(), column.join("=")];
}

import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import type { Spend } from "@plimsoll/contract";
import { withServer, type ServerAccess } from "../connection/server-connection.ts";
import { stopping } from "./stop-signal.ts";

export interface ImportSpendOptions extends ServerAccess {
  readonly file: string;
  readonly wallet: string;
  readonly json: boolean;
}

/** Sends the file to the server as it is: CSV, or JSON when it begins like JSON. Resolves with the exit code. */
export async function importSpend(options: ImportSpendOptions, print: (line: string) => void): Promise<number> {
  const { file, wallet, json, ...access } = options;
  const text = await readFile(file, "utf8");
  const path = `/wallets/${encodeURIComponent(wallet)}/spend-history`;
  const body = { type: /^\s*\{/.test(text) ? "application/json" : "text/csv", text } as const;
  const answer = await withServer(access, stopping(), (server) =>
    server.exchange({ method: "PUT", path, body }, textOf),
  );
  const { days, typical_daily_spend: typical, currency } = JSON.parse(answer) as Spend;
  const known = days.filter(({ spend }) => !/^0(\.0*)?$/.test(spend)).length;
  const line = `wallet ${wallet}: ${known} days with spend; typical daily spend ${typical ?? "not known"} ${currency}`;
  print(json ? answer : line);
  return 0;
}

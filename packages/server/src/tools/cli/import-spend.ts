import { readFile } from "node:fs/promises";
import type { ErrorEnvelope, Spend } from "@plimsoll/contract";
import { createOutbound } from "../../net/outbound.ts";
import { createExchange } from "../../providers/requests/exchange.ts";
import { isSuccess } from "../../providers/requests/refusal.ts";

export interface ImportSpendOptions {
  readonly file: string;
  readonly wallet: string;
  readonly url: string;
  readonly key: string | null;
  readonly json: boolean;
  readonly dnsServers: readonly string[];
}

/** Sends the file to the server as it is: CSV, or JSON when it begins like JSON. Resolves with the exit code. */
export async function importSpend(options: ImportSpendOptions, print: (line: string) => void): Promise<number> {
  const { file, wallet, key, json } = options;
  if (key === null) throw new Error("an API key is needed: --key or PLIMSOLL_KEY");
  const answer = await put(options, key, await readFile(file, "utf8"));
  if (!isSuccess(answer.status)) throw new Error(complaint(answer.json() as ErrorEnvelope));
  const { days, typical_daily_spend: typical, currency } = JSON.parse(answer.text) as Spend;
  const known = days.filter(({ spend }) => !/^0(\.0*)?$/.test(spend)).length;
  const line = `wallet ${wallet}: ${known} days with spend; typical daily spend ${typical ?? "not known"} ${currency}`;
  print(json ? answer.text : line);
  return 0;
}

async function put({ wallet, url, dnsServers }: ImportSpendOptions, key: string, text: string) {
  // The user of the command line may name a host of their own network.
  const outbound = createOutbound({ allowPrivateTargets: true, dnsServers });
  const exchange = createExchange(new URL(url).origin, { outbound, owner: "import" });
  try {
    return await exchange.send(
      {
        method: "PUT",
        path: `/api/v1/wallets/${encodeURIComponent(wallet)}/spend-history`,
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": /^\s*\{/.test(text) ? "application/json" : "text/csv",
        },
        body: text,
        repeatable: true,
      },
      new AbortController().signal,
    );
  } finally {
    await exchange.close();
    outbound.close();
  }
}

function complaint({ error: { message, details } }: ErrorEnvelope): string {
  return [message, ...details.map((detail) => `${detail.field}: ${detail.message}`)].join("\n  ");
}

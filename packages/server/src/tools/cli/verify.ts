import type { Config } from "../../config.ts";
import type { Discrepancy, VerifyCursor } from "../../store/port/chores.ts";
import type { Store } from "../../store/port/store.ts";
import { withStore } from "./store-access.ts";

export interface VerifyIo {
  readonly print: (line: string) => void;
  readonly progress: (line: string) => void;
  readonly json: boolean;
}

/** What contradicts the stored number, unless it is the transactions. */
const EVIDENCE: Partial<Record<Discrepancy["problem"], string>> = {
  held: "its open holds",
  events: "its transactions and stored events",
  event_gaps: "its stored events",
};

/** Recomputes every balance from its transactions. Resolves with 0 when all agree, 1 when any differs. */
export function verify(config: Config, io: VerifyIo): Promise<number> {
  return withStore(config, (store) => verifyStore(store, io));
}

/** As `verify`, of an open store. */
export async function verifyStore(store: Pick<Store, "reads">, io: VerifyIo): Promise<number> {
  const discrepancies: Discrepancy[] = [];
  let wallets = 0;
  let cursor: VerifyCursor | null = null;
  do {
    const part: Awaited<ReturnType<typeof store.reads.verify>> = await store.reads.verify(cursor);
    // A small store is verified in one part and needs no progress line.
    if (wallets > 0 && part.wallets > 0) io.progress(`${wallets} wallets verified`);
    wallets += part.wallets;
    discrepancies.push(...part.discrepancies);
    cursor = part.next;
  } while (cursor);
  if (io.json) io.print(JSON.stringify({ wallets, discrepancies }));
  else report(io, wallets, discrepancies);
  return discrepancies.length === 0 ? 0 : 1;
}

function report(io: VerifyIo, wallets: number, discrepancies: readonly Discrepancy[]): void {
  for (const { accountId, walletId, problem, stored, computed } of discrepancies) {
    const what = walletId === null ? `account ${accountId}` : `account ${accountId} wallet ${walletId}`;
    io.print(`${what}: ${problem} is ${stored}, ${EVIDENCE[problem] ?? "its transactions"} say ${computed}`);
  }
  io.print(
    discrepancies.length === 0
      ? `${wallets} wallets verified: every balance follows from its transactions`
      : `${wallets} wallets verified: ${discrepancies.length} discrepancies`,
  );
}

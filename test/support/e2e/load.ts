import { setTimeout as pause } from "node:timers/promises";
import type { Transaction } from "@plimsoll/contract";
import type { Api } from "./api.ts";

const CONNECTIONS = 4;
const INTERVAL_MS = 100;

interface Results {
  readonly results: readonly { readonly transaction?: Transaction }[];
}

export interface Load {
  /** The credits that the server has acknowledged so far, in no particular order. */
  readonly acknowledged: readonly Transaction[];
  stop(): Promise<void>;
}

/** At most `perSecond` credits of 1.00 each to a wallet, from four connections at once, until the stop. */
export function startLoad(api: Api, walletId: number, perSecond = 1_000): Load {
  const stopping = new AbortController();
  const acknowledged: Transaction[] = [];
  const item = { wallet_id: walletId, transaction_type: "CREDIT", amount: "1.00" };
  const items = Array.from({ length: (perSecond * INTERVAL_MS) / 1_000 / CONNECTIONS }, () => item);
  const senders = Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (!stopping.signal.aborted) {
        const due = pause(INTERVAL_MS);
        const { status, body } = await api.post<Results>("/transactions", items);
        if (status === 200) for (const { transaction } of body.results) if (transaction) acknowledged.push(transaction);
        await due;
      }
    }),
  );
  // Reported by the stop: a test that has failed before it is not to report a lost connection too.
  senders.catch(() => undefined);
  return {
    acknowledged,
    stop: async () => {
      stopping.abort();
      await senders;
    },
  };
}

import type { AlertChange, Transaction, Wallet } from "@plimsoll/contract";
import { expectStatus, type Api } from "../e2e/api.ts";
import type { ReceivedEvent } from "../e2e/receiver.ts";

const PAGE = 1_000;

/** All lists of a quiet server's account, oldest first. */
export interface Ledger {
  readonly wallets: readonly Wallet[];
  readonly transactions: ReadonlyMap<number, readonly Transaction[]>;
  readonly changes: ReadonlyMap<number, readonly AlertChange[]>;
  readonly events: ReadonlyMap<string, ReceivedEvent>;
}

export async function readLedger(api: Api): Promise<Ledger> {
  const wallets = await readAll<Wallet>(api, "/wallets");
  const transactions = (await readAll<Transaction>(api, "/transactions")).toReversed();
  const changes = (await readAll<AlertChange>(api, "/alerts/history")).toReversed();
  const events = (await readAll<ReceivedEvent>(api, "/events")).toReversed();
  return {
    wallets,
    transactions: groupBy(transactions, ({ wallet_id }) => wallet_id),
    changes: groupBy(changes, ({ wallet_id }) => wallet_id),
    events: new Map(events.map((event) => [event.id, event])),
  };
}

/** A list from its first page to its last. */
export async function readAll<T>(api: Api, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await api.get<T[]>(`${path}${path.includes("?") ? "&" : "?"}limit=${PAGE}&page=${page}`);
    items.push(...expectStatus(200, answer));
    if (answer.headers.get("x-has-more") !== "true") return items;
  }
}

/** The number of items in a list. */
export async function countOf(api: Api, path: string): Promise<number> {
  const answer = await api.get(`${path}${path.includes("?") ? "&" : "?"}limit=1`);
  expectStatus(200, answer);
  return Number(answer.headers.get("x-total-count"));
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

import type { AlertChange, Transaction, Wallet } from "@plimsoll/contract";
import { expect } from "vitest";
import type { ReceivedEvent } from "../e2e/receiver.ts";
import { mostSevere, replay, type ExpectedChange, type Owners, type Watch } from "./alert-oracle.ts";
import { groupBy, type Ledger } from "./ledger.ts";
import { decimal, units } from "./money.ts";

const ALERT_TYPES: readonly unknown[] = ["feature.wallet_balance.alert", "wallet.balance.alert"];
const MOVEMENT_TYPES: readonly unknown[] = ["wallet.credited", "wallet.debited"];

/** The expected state of one wallet, by the server's acknowledgements. */
export class WalletBook {
  readonly id: number;
  readonly scale: number;
  /** Signed amounts by their reference. */
  readonly movements = new Map<string, bigint>();
  readonly watches: Watch[] = [];
  #balance = 0n;

  constructor(id: number, scale: number) {
    this.id = id;
    this.scale = scale;
  }

  get balance(): bigint {
    return this.#balance;
  }

  get sequence(): number {
    return this.movements.size;
  }

  /** Books a movement; a known reference is the same movement again. */
  post(reference: string, amount: bigint): void {
    if (this.movements.has(reference)) return;
    this.movements.set(reference, amount);
    this.#balance += amount;
  }

  /** From now on these settings apply to the wallet. */
  watch(owners: Owners): void {
    this.watches.push({ sequence: this.sequence, owners });
  }
}

/** The reference for booking an opening balance; the server's transaction has none. */
export const OPENING = "opening balance";

/** Books kept beside the server's, from the specification alone, and compared with them at the end. */
export class Auditor {
  readonly books = new Map<number, WalletBook>();

  open(id: number, scale: number): WalletBook {
    const book = new WalletBook(id, scale);
    this.books.set(id, book);
    return book;
  }

  /** Throws where the server's ledger and the books differ. */
  audit(ledger: Ledger): void {
    expect(ledger.wallets.map(({ id }) => id)).toEqual([...this.books.keys()].toSorted((a, b) => a - b));
    for (const wallet of ledger.wallets) {
      const book = this.books.get(wallet.id) as WalletBook;
      const transactions = ledger.transactions.get(wallet.id) ?? [];
      auditBalance(book, wallet, transactions);
      auditAlerts(book, wallet, transactions, ledger.changes.get(wallet.id) ?? []);
    }
    auditEvents(ledger);
  }
}

function auditBalance(book: WalletBook, wallet: Wallet, transactions: readonly Transaction[]): void {
  const name = `wallet ${wallet.id}`;
  expect(
    transactions.map(({ sequence }) => sequence),
    `${name}: sequences`,
  ).toEqual(Array.from({ length: book.sequence }, (_, index) => index + 1));
  const posted = transactions.map(
    (transaction) => [referenceOf(transaction), signed(transaction, book.scale)] as const,
  );
  expect(inOrder(posted), `${name}: transactions`).toEqual(inOrder([...book.movements]));
  let running = 0n;
  for (const transaction of transactions) {
    running += signed(transaction, book.scale);
    expect(transaction.balance_after, `${name}: after transaction ${transaction.sequence}`).toBe(
      decimal(running, book.scale),
    );
  }
  expect(wallet, name).toMatchObject({ balance: decimal(book.balance, book.scale), sequence: book.sequence });
}

function referenceOf({ kind, reference_number: reference }: Transaction): string {
  return reference ?? (kind === "reconciliation" ? OPENING : "none");
}

function signed({ transaction_type: type, amount }: Transaction, scale: number): bigint {
  return type === "DEBIT" ? -units(amount, scale) : units(amount, scale);
}

function inOrder<T>(pairs: readonly (readonly [string, T])[]): (readonly [string, T])[] {
  return pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function auditAlerts(
  book: WalletBook,
  wallet: Wallet,
  transactions: readonly Transaction[],
  log: readonly AlertChange[],
): void {
  const movements = transactions.map(({ id, sequence, balance_after }) => ({
    id,
    sequence,
    balanceAfter: units(balance_after, book.scale),
  }));
  const expected = replay(movements, book.watches, book.scale);
  expect(byOwner(logged(log)), `wallet ${wallet.id}: alert log`).toEqual(byOwner(expected.changes));
  expect(wallet.alert_state, `wallet ${wallet.id}: alert state`).toBe(mostSevere(expected.states.values()));
  expect(wallet.orders_blocked).toBe(wallet.alert_state === "blocked");
}

/** The log in the oracle's terms: episodes numbered per owner by their first appearance. */
function logged(log: readonly AlertChange[]): ExpectedChange[] {
  const episodes = new Map<string, string[]>();
  return log.map((change) => {
    const owner = `${change.owner.type}/${change.owner.id}`;
    const known = episodes.get(owner) ?? [];
    episodes.set(owner, known);
    if (!known.includes(change.episode_id)) known.push(change.episode_id);
    return {
      owner,
      previous_state: change.previous_state,
      state: change.state,
      balance: change.balance,
      threshold: change.threshold as ExpectedChange["threshold"],
      cause: change.cause as ExpectedChange["cause"],
      wallet_sequence: change.wallet_sequence,
      episode: known.indexOf(change.episode_id) + 1,
    };
  });
}

function byOwner(changes: readonly ExpectedChange[]): ExpectedChange[] {
  return changes.toSorted((a, b) => (a.owner === b.owner ? 0 : a.owner < b.owner ? -1 : 1));
}

/** Every transaction and every change of the log has one matching event, and there are no others of these types. */
function auditEvents({ transactions, changes, events }: Ledger): void {
  const ofTypes = (types: readonly unknown[]) => [...events.values()].filter(({ type }) => types.includes(type));
  const all = [...transactions.values()].flat();
  // By wallet in the order of the events, which is then compared with the order of the transactions.
  const byWallet = groupBy(ofTypes(MOVEMENT_TYPES), ({ data }) => data?.["wallet_id"]);
  expect([...byWallet.values()].flat()).toHaveLength(all.length);
  for (const [walletId, posted] of transactions) {
    expect(
      byWallet.get(walletId)?.map(({ type, data }) => ({ type, data })),
      `wallet ${walletId}: events`,
    ).toEqual(posted.map(movementOf));
  }

  const log = [...changes.values()].flat();
  expect(ofTypes(ALERT_TYPES)).toHaveLength(log.length);
  expect(new Set(log.map(({ event_id }) => event_id)).size).toBe(log.length);
  const streams = groupBy(log, ({ wallet_id: wallet, owner }) => `${wallet}/${owner.type}/${owner.id}`);
  const episodes = [...streams.values()].map((stream) => new Set(stream.map(({ episode_id }) => episode_id)));
  expect(new Set(log.map(({ episode_id }) => episode_id)).size, "an episode belongs to one stream").toBe(
    episodes.reduce((sum, { size }) => sum + size, 0),
  );
  for (const change of log) auditAlertEvent(change, events.get(change.event_id));
}

function movementOf(transaction: Transaction): unknown {
  return {
    type: transaction.transaction_type === "DEBIT" ? "wallet.debited" : "wallet.credited",
    data: {
      wallet_id: transaction.wallet_id,
      ledger_id: transaction.id,
      amount: transaction.amount,
      currency: expect.any(String),
      reference_number: transaction.reference_number ?? "",
      remarks: transaction.remarks ?? "",
      sequence: transaction.sequence,
      balance_after: transaction.balance_after,
    },
  };
}

function auditAlertEvent(change: AlertChange, event: ReceivedEvent | undefined): void {
  const type = change.owner.type === "feature" ? "feature.wallet_balance.alert" : "wallet.balance.alert";
  expect(event, `alert ${change.id}: its event`).toMatchObject({
    type,
    event_type: type,
    alert_status: change.state,
    previous_status: change.previous_state,
    threshold: change.threshold,
    ongoing_balance: change.balance,
    sequence: change.wallet_sequence,
    episode_id: change.episode_id,
    wallet: { id: change.wallet_id, balance: change.balance },
    ...(change.owner.type === "feature" ? { feature: { id: change.owner.id } } : {}),
  });
}

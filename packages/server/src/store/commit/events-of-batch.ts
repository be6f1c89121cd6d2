import {
  movementEvent,
  type Change,
  type EventRow,
  type StoredEvent,
  type TableName,
  type Tables,
  type Transaction,
} from "@plimsoll/core";

/** Finds the event at a position of an account among those of a batch; null for an earlier one. */
type EventsOfBatch = (accountId: number, position: number) => EventRow | null;

/** For a part of a batch that has deliveries. A movement's event is made at its first use. */
export function eventsOfBatch(changes: readonly Change[]): EventsOfBatch {
  const events = new Map<string, EventRow>();
  for (const event of insertsOf(changes, "events")) events.set(nameOf(event.accountId, event.position), event);
  const movements = movementsOf(changes);
  let wallets: ReadonlyMap<string, Tables["wallets"]> | undefined;
  return (accountId, position) => {
    const name = nameOf(accountId, position);
    const known = events.get(name);
    if (known) return known;
    const transaction = movements.get(name);
    if (!transaction) return null;
    wallets ??= new Map(changedOf(changes, "wallets").map((wallet) => [nameOf(wallet.accountId, wallet.id), wallet]));
    const wallet = wallets.get(nameOf(accountId, transaction.walletId));
    if (!wallet) throw new Error(`transaction ${transaction.id} has not changed its wallet`);
    const event = movementEvent(transaction, wallet, position);
    events.set(name, event);
    return event;
  };
}

/** The batch's transactions by account and position. */
function movementsOf(changes: readonly Change[]): ReadonlyMap<string, Transaction> {
  const stored = new Map<number, StoredEvent[]>();
  for (const event of insertsOf(changes, "events")) {
    const own = stored.get(event.accountId);
    if (own) own.push(event);
    else stored.set(event.accountId, [event]);
  }
  const places = new Map<number, { next: number; ordinal: number }>();
  for (const { id, eventCount, transactionCount } of changedOf(changes, "accounts")) {
    const first = stored.get(id)?.[0];
    // Without a stored event, the batch has left their number as it was.
    places.set(id, { next: 0, ordinal: first ? first.ordinal - 1 : eventCount - transactionCount });
  }
  const movements = new Map<string, Transaction>();
  for (const transaction of insertsOf(changes, "transactions").toSorted((a, b) => a.id - b.id)) {
    const { accountId, id } = transaction;
    const place = places.get(accountId);
    if (!place) throw new Error(`transaction ${id} has not changed its account`);
    const own = stored.get(accountId) ?? [];
    for (let event = own[place.next]; event && event.position - event.ordinal < id; event = own[place.next]) {
      place.ordinal = event.ordinal;
      place.next += 1;
    }
    movements.set(nameOf(accountId, id + place.ordinal), transaction);
  }
  return movements;
}

function insertsOf<T extends TableName>(changes: readonly Change[], table: T): readonly Tables[T][] {
  return (changes.find((change) => change.table === table)?.inserts ?? []) as readonly Tables[T][];
}

/** The created and the changed rows, as they are after the batch. */
function changedOf<T extends TableName>(changes: readonly Change[], table: T): readonly Tables[T][] {
  const updates = changes.find((change) => change.table === table)?.updates ?? [];
  return [...insertsOf(changes, table), ...(updates.map(({ after }) => after) as Tables[T][])];
}

function nameOf(accountId: number, number: number): string {
  return `${accountId}/${number}`;
}

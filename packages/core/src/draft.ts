import { INDEXES, type IndexName, type TableName, type Tables } from "./model/tables.ts";

export type KeyPart = string | number;

/** A wish for rows: everything in `table` whose `index` columns equal `key`, or one page of it in primary-key order. */
export interface Lookup {
  readonly table: TableName;
  readonly index: string;
  readonly key: readonly KeyPart[];
  readonly page?: { readonly after: KeyPart | null; readonly limit: number };
}

/** What a lookup found. */
export interface Loaded {
  readonly lookup: Lookup;
  readonly rows: readonly object[];
}

/** A changed row, and what it was, so that a store may write only what differs. */
export interface Update {
  readonly before: object;
  readonly after: object;
}

export interface Change {
  readonly table: TableName;
  readonly inserts: readonly object[];
  readonly updates: readonly Update[];
  readonly deletes: readonly object[];
}

/** A change of many rows that one statement states better than a list. */
export type BulkChange = {
  readonly type: "skip_pending_deliveries";
  readonly accountId: number;
  readonly endpointId: string;
  readonly at: number;
};

/** Thrown inside a decision that needs rows nobody has loaded; `decide` collects them and asks the shell. */
export class NotLoaded extends Error {
  readonly lookups: readonly Lookup[];
  constructor(lookups: readonly Lookup[]) {
    super(`not loaded: ${lookups.map(({ table, index, key }) => [table, index, ...key].join("/")).join(", ")}`);
    this.lookups = lookups;
  }
}

const SEPARATOR = "\u001f";

function groupName(table: string, index: string, key: readonly KeyPart[]): string {
  return `${table}${SEPARATOR}${index}${SEPARATOR}${key.join(SEPARATOR)}`;
}

export function lookupName(lookup: Lookup): string {
  const name = groupName(lookup.table, lookup.index, lookup.key);
  return lookup.page ? `${name}${SEPARATOR}>${lookup.page.after ?? ""}:${lookup.page.limit}` : name;
}

function keyOf(columns: readonly string[], row: object): KeyPart[] {
  return columns.map((column) => (row as Record<string, KeyPart>)[column] as KeyPart);
}

type Operation = "loaded" | "insert" | "update" | "delete";

interface Slot {
  row: object;
  /** The row as it was loaded; the same object as `row` until that is changed. */
  readonly before: object;
  operation: Operation;
}

/**
 * The rows a batch of commands reads and changes. Reads see earlier changes of the same batch; a row is copied before its
 * first change, so what was loaded stays as it was and the same rows can be decided upon again.
 */
export class Draft {
  readonly now: number;
  readonly bulk: BulkChange[] = [];
  private readonly slots = new Map<string, Slot>();
  private readonly groups = new Map<string, Set<string>>();
  private readonly touched = new Map<TableName, Slot[]>();
  private readonly appended = new Map<TableName, object[]>();
  private readonly seed: string;
  private serial = 0;

  constructor(loaded: Iterable<Loaded>, now: number, seed: string) {
    this.now = now;
    this.seed = seed;
    for (const { lookup, rows } of loaded) this.take(lookup, rows);
  }

  private take(lookup: Lookup, rows: readonly object[]): void {
    const pk = INDEXES[lookup.table].pk;
    const members = new Set<string>();
    for (const row of rows) {
      const name = groupName(lookup.table, "pk", keyOf(pk, row));
      members.add(name);
      if (!this.slots.has(name)) this.slots.set(name, { row, before: row, operation: "loaded" });
    }
    this.groups.set(lookupName(lookup), members);
  }

  /** Asks for everything at once that a decision is about to read one by one. */
  require(lookups: readonly Lookup[]): void {
    const missing = lookups.filter((lookup) => {
      const name = lookupName(lookup);
      return !this.groups.has(name) && !this.slots.has(name);
    });
    if (missing.length > 0) throw new NotLoaded(missing);
  }

  /** The row with this primary key, or null. */
  get<T extends TableName>(table: T, ...key: KeyPart[]): Readonly<Tables[T]> | null {
    const name = groupName(table, "pk", key);
    const slot = this.slots.get(name);
    if (slot) return slot.operation === "delete" ? null : (slot.row as Tables[T]);
    if (this.groups.has(name)) return null;
    throw new NotLoaded([{ table, index: "pk", key }]);
  }

  /** Every row with these index columns, in no particular order. */
  find<T extends TableName>(table: T, index: IndexName<T>, ...key: KeyPart[]): Readonly<Tables[T]>[] {
    return this.rowsOf({ table, index, key });
  }

  /** At most `limit` rows with these index columns, in primary-key order, after `after` in the next key column. */
  page<T extends TableName>(
    table: T,
    index: IndexName<T>,
    key: readonly KeyPart[],
    after: KeyPart | null,
    limit: number,
  ): Readonly<Tables[T]>[] {
    return this.rowsOf({ table, index, key, page: { after, limit } });
  }

  private rowsOf<T extends TableName>(lookup: Lookup & { table: T }): Readonly<Tables[T]>[] {
    const members = this.groups.get(lookupName(lookup));
    if (!members) throw new NotLoaded([lookup]);
    const rows: Tables[T][] = [];
    for (const name of members) {
      const slot = this.slots.get(name);
      if (slot && slot.operation !== "delete") rows.push(slot.row as Tables[T]);
    }
    return rows;
  }

  /** The row to change in place; written at the end of the batch. */
  edit<T extends TableName>(table: T, row: Readonly<Tables[T]>): Tables[T] {
    const name = groupName(table, "pk", keyOf(INDEXES[table].pk, row));
    const slot = this.slots.get(name);
    if (!slot) throw new Error(`edit of a row that is not in the draft: ${name}`);
    if (slot.operation === "loaded") {
      slot.row = { ...slot.row };
      slot.operation = "update";
      this.touch(table, slot);
    }
    return slot.row as Tables[T];
  }

  insert<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    const name = groupName(table, "pk", keyOf(INDEXES[table].pk, row));
    const before = this.slots.get(name);
    if (before && before.operation !== "delete") throw new Error(`duplicate row: ${name}`);
    if (before) {
      before.row = row;
      before.operation = "update";
    } else {
      const slot: Slot = { row, before: row, operation: "insert" };
      this.slots.set(name, slot);
      this.touch(table, slot);
    }
    for (const [index, columns] of Object.entries(INDEXES[table])) {
      this.groups.get(groupName(table, index, keyOf(columns, row)))?.add(name);
    }
    return row;
  }

  /** Adds a row that this batch will not read again: the append-only tables. */
  append<T extends TableName>(table: T, row: Tables[T]): void {
    const rows = this.appended.get(table);
    if (rows) rows.push(row);
    else this.appended.set(table, [row]);
  }

  remove<T extends TableName>(table: T, row: Readonly<Tables[T]>): void {
    const slot = this.slots.get(groupName(table, "pk", keyOf(INDEXES[table].pk, row)));
    if (!slot) throw new Error(`removal of a row that is not in the draft: ${table}`);
    if (slot.operation === "insert") {
      // Never written: nothing to delete either, but later reads must not see it.
      slot.operation = "delete";
      const slots = this.touched.get(table) ?? [];
      slots.splice(slots.indexOf(slot), 1);
      return;
    }
    if (slot.operation === "loaded") this.touch(table, slot);
    slot.operation = "delete";
  }

  private touch(table: TableName, slot: Slot): void {
    const slots = this.touched.get(table);
    if (slots) slots.push(slot);
    else this.touched.set(table, [slot]);
  }

  /** What an id is made of: time, the batch's random seed and a serial, so that ids sort and a decision stays pure. */
  newId(prefix: string): string {
    this.serial += 1;
    return `${prefix}_${base32(this.now, 10)}${this.seed}${base32(this.serial, 6)}`;
  }

  /** An event's id carries its position, so that an event is found by id without an index of ids. */
  eventId(position: number): string {
    return `evt_${base32(this.now, 10)}${base32(position, 10)}${this.seed.slice(0, 6)}`;
  }

  changes(): Change[] {
    const tables = new Set<TableName>([...this.touched.keys(), ...this.appended.keys()]);
    return [...tables].map((table) => {
      const slots = this.touched.get(table) ?? [];
      const inserts = slots.filter(({ operation }) => operation === "insert");
      const updates = slots.filter(({ operation }) => operation === "update");
      const deletes = slots.filter(({ operation }) => operation === "delete");
      return {
        table,
        inserts: inserts.map(({ row }) => row).concat(this.appended.get(table) ?? []),
        updates: updates.map(({ before, row }) => ({ before, after: row })),
        deletes: deletes.map(({ before }) => before),
      };
    });
  }
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Crockford base 32 of a non-negative safe integer, left-padded, so that text order is number order. */
export function base32(value: number, width: number): string {
  let text = "";
  let rest = value;
  for (let i = 0; i < width; i += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

export function base32Value(text: string): number | null {
  let value = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = value * 32 + digit;
  }
  return Number.isSafeInteger(value) ? value : null;
}

/** The position that `eventId` put into an id; null when the text is no event id. */
export function eventPosition(id: string): number | null {
  const match = /^evt_[0-9a-z]{10}([0-9a-z]{10})[0-9a-z]{6}$/.exec(id);
  return match?.[1] === undefined ? null : base32Value(match[1]);
}

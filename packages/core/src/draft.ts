import type { TransitionReason } from "./model/alert.ts";
import {
  indexColumns,
  INDEXES,
  lookupOf,
  type IndexKey,
  type IndexName,
  type KeyPart,
  type Lookup,
  type TableName,
  type Tables,
} from "./model/tables.ts";

/** The rows of a lookup. */
export interface Loaded {
  readonly lookup: Lookup;
  readonly rows: readonly object[];
}

/** A changed row and its stored version, so that a store may write only the differences. */
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

/** A change of many stored rows that one statement states better than a list. Written before the row changes. */
export type BulkChange = {
  readonly type: "skip_pending_deliveries";
  readonly accountId: number;
  readonly endpointId: string;
  readonly at: number;
};

/** Thrown inside a decision that needs rows that are not loaded; `decide` collects them for the shell. */
export class NotLoaded extends Error {
  readonly lookups: readonly Lookup[];
  constructor(lookups: readonly Lookup[]) {
    super(`not loaded: ${lookups.map(({ table, index, key }) => [table, index, ...key].join("/")).join(", ")}`);
    this.lookups = lookups;
  }
}

/**
 * Does the work for every item. The rows that any of them lacks are requested together, so that a decision needs as many
 * rounds for many items as for one.
 */
export function together<T>(items: Iterable<T>, work: (item: T) => void): void {
  const missing: Lookup[] = [];
  for (const item of items) {
    try {
      work(item);
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      missing.push(...error.lookups);
    }
  }
  if (missing.length > 0) throw new NotLoaded(missing);
}

const SEPARATOR = "\u001f";

function keyName(key: readonly KeyPart[]): string {
  if (key.length === 2) return `${key[0]}${SEPARATOR}${key[1]}`;
  if (key.length === 3) return `${key[0]}${SEPARATOR}${key[1]}${SEPARATOR}${key[2]}`;
  return key.length === 1 ? String(key[0]) : key.join(SEPARATOR);
}

function groupName(index: string, key: readonly KeyPart[], page?: Lookup["page"]): string {
  const name = `${index}${SEPARATOR}${keyName(key)}`;
  return page ? `${name}${SEPARATOR}>${page.after ?? ""}:${page.limit}` : name;
}

/** Distinguishes lookups. */
export function lookupName({ table, index, key, page }: Lookup): string {
  return `${table}${SEPARATOR}${groupName(index, key, page)}`;
}

function keyOf(columns: readonly string[], row: object): KeyPart[] {
  return columns.map((column) => (row as Record<string, KeyPart>)[column] as KeyPart);
}

interface Slot {
  /** The row in this batch; null when it was removed. */
  row: object | null;
  /** The row as it was loaded; null for one that the batch has created. */
  readonly stored: object | null;
  /** Removed and created again: another row with the same key. */
  remade: boolean;
  /** Created, changed or removed by the batch. */
  touched: boolean;
}

/** The known rows of one table. */
interface TableDraft {
  readonly slots: Map<string, Slot>;
  /** For every lookup except pages and single rows: the rows that belong to it now. */
  readonly groups: Map<string, Slot[]>;
  /** For every page: the rows it had when it was loaded, in order. */
  readonly pages: Map<string, readonly object[]>;
  readonly touched: Slot[];
  /** Created rows that nothing has read yet: most never are, and a name for each costs more than all else. */
  unnamed: object[];
  readonly appended: object[];
  /** The slots of edited rows, which are edited again without their names. */
  readonly edited: Map<object, Slot>;
}

/** A row before and after a command; null while there is none. */
export interface RowBefore {
  readonly before: object | null;
  readonly after: object | null;
}

/** The rows of one table that the command at work has changed, as they were before it. */
interface Watch {
  readonly table: TableName;
  readonly rows: Map<Slot, object | null>;
  /** The number of appended rows before it. */
  readonly appended: number;
}

/** One page of rows, and the cursor of the next; null at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: KeyPart | null;
}

/**
 * The rows that a batch of commands reads and changes. Reads see earlier changes of the same batch; a row is copied
 * before its first change, so the loaded rows stay as they were and can be decided on again.
 */
export class Draft {
  readonly now: number;
  readonly bulk: BulkChange[] = [];
  /** Changes and reminders of alerts, for the metrics. */
  readonly transitions: TransitionReason[] = [];
  private readonly tables = new Map<TableName, TableDraft>();
  private readonly seed: string;
  private serial: number;
  private watching: Watch | null = null;

  /** `made`: the number of ids that the same seed has made. */
  constructor(loaded: Iterable<Loaded>, now: number, seed: string, made = 0) {
    this.now = now;
    this.seed = seed;
    this.serial = made;
    for (const { lookup, rows } of loaded) this.take(lookup, rows);
  }

  private table(name: TableName): TableDraft {
    let table = this.tables.get(name);
    if (!table) {
      table = {
        slots: new Map(),
        groups: new Map(),
        pages: new Map(),
        touched: [],
        unnamed: [],
        appended: [],
        edited: new Map(),
      };
      this.tables.set(name, table);
    }
    return table;
  }

  /** The table, for a reader of its rows. */
  private read(name: TableName): TableDraft {
    const table = this.table(name);
    if (table.unnamed.length > 0) nameRows(name, table);
    return table;
  }

  private take({ table: name, index, key, page }: Lookup, rows: readonly object[]): void {
    const table = this.table(name);
    const pk = INDEXES[name].pk;
    const members: Slot[] = [];
    for (const row of rows) {
      const rowName = keyName(index === "pk" ? key : keyOf(pk, row));
      let slot = table.slots.get(rowName);
      if (!slot) {
        slot = { row, stored: row, remade: false, touched: false };
        table.slots.set(rowName, slot);
      }
      members.push(slot);
    }
    if (page) table.pages.set(groupName(index, key, page), rows);
    else if (index !== "pk") table.groups.set(groupName(index, key), members);
    else if (rows.length === 0) {
      table.slots.set(keyName(key), { row: null, stored: null, remade: false, touched: false });
    }
  }

  private knows({ table: name, index, key, page }: Lookup): boolean {
    const table = this.read(name);
    if (page) return table.pages.has(groupName(index, key, page));
    return index === "pk" ? table.slots.has(keyName(key)) : table.groups.has(groupName(index, key));
  }

  /** Requests at once all rows that a decision is about to read one by one. */
  require(lookups: readonly Lookup[]): void {
    const missing = lookups.filter((lookup) => !this.knows(lookup));
    if (missing.length > 0) throw new NotLoaded(missing);
  }

  /** The row with this primary key, or null. */
  get<T extends TableName>(table: T, ...key: IndexKey<T, "pk">): Readonly<Tables[T]> | null {
    const slot = this.read(table).slots.get(keyName(key));
    if (!slot) throw new NotLoaded([lookupOf(table, "pk", key)]);
    return slot.row as Tables[T] | null;
  }

  /** Every row with these index columns, in no particular order. */
  find<T extends TableName, I extends IndexName<T>>(table: T, index: I, ...key: IndexKey<T, I>): Readonly<Tables[T]>[] {
    const members = this.read(table).groups.get(groupName(index, key));
    if (!members) throw new NotLoaded([lookupOf(table, index, key)]);
    const rows: Tables[T][] = [];
    for (const { row } of members) if (row) rows.push(row as Tables[T]);
    return rows;
  }

  /** About `limit` rows with these index columns, in primary-key order, after `after` in the next key column. */
  page<T extends TableName, I extends IndexName<T>>(
    table: T,
    index: I,
    key: IndexKey<T, I>,
    after: KeyPart | null,
    limit: number,
  ): Page<Readonly<Tables[T]>> {
    const page = { after, limit };
    const loaded = this.read(table).pages.get(groupName(index, key, page));
    if (!loaded) throw new NotLoaded([lookupOf(table, index, key, page)]);
    const own = indexColumns(table, index);
    const order = INDEXES[table].pk.filter((column) => !own.includes(column));
    const last = loaded.length < limit ? null : (loaded.at(-1) ?? null);
    // After the last row of a full page there may be stored rows that are not loaded.
    const end = last === null ? null : keyOf(order, last);
    const rows = this.rowsOf(table)
      .filter((row) => keyName(keyOf(own, row)) === keyName(key))
      .filter((row) => after === null || compareKeys(keyOf(order, row).slice(0, 1), [after]) > 0)
      .filter((row) => end === null || compareKeys(keyOf(order, row), end) <= 0)
      .toSorted((a, b) => compareKeys(keyOf(order, a), keyOf(order, b)));
    return { rows, next: end?.[0] ?? null };
  }

  /** Every row of a table that this batch knows. */
  rowsOf<T extends TableName>(table: T): Readonly<Tables[T]>[] {
    return [...this.read(table).slots.values()].flatMap(({ row }) => (row ? [row as Tables[T]] : []));
  }

  /** Notes from now on how the rows of a table were before they change. */
  watch(table: TableName): void {
    this.watching = { table, rows: new Map(), appended: this.read(table).appended.length };
  }

  /** The rows that have changed since `watch`, which ends with it. */
  watched(): readonly RowBefore[] {
    if (!this.watching) return [];
    const { table, rows, appended } = this.watching;
    this.watching = null;
    const changed = [...rows].map(([slot, before]) => ({ before, after: slot.row }));
    return [
      ...changed,
      ...this.table(table)
        .appended.slice(appended)
        .map((after) => ({ before: null, after })),
    ];
  }

  private note(table: TableName, slot: Slot): void {
    if (this.watching?.table !== table || this.watching.rows.has(slot)) return;
    this.watching.rows.set(slot, slot.row && { ...slot.row });
  }

  private noteCreated(name: TableName, row: object): void {
    const slot = this.read(name).slots.get(keyName(keyOf(INDEXES[name].pk, row)));
    if (slot && this.watching && !this.watching.rows.has(slot)) this.watching.rows.set(slot, null);
  }

  /** The row to change in place; written at the end of the batch. */
  edit<T extends TableName>(name: T, row: Readonly<Tables[T]>): Tables[T] {
    const table = this.table(name);
    if (table.edited.get(row)?.row === row && this.watching?.table !== name) return row as Tables[T];
    const slot = this.read(name).slots.get(keyName(keyOf(INDEXES[name].pk, row)));
    if (!slot?.row) throw new Error(`edit of a row of ${name} that is not in the draft`);
    if (this.watching) this.note(name, slot);
    if (slot.row === slot.stored) {
      slot.row = copyOf(name, slot.row);
      touch(table, slot);
    }
    table.edited.set(slot.row, slot);
    return slot.row as Tables[T];
  }

  insert<T extends TableName>(name: T, row: Tables[T]): Tables[T] {
    this.table(name).unnamed.push(row);
    if (this.watching?.table === name) this.noteCreated(name, row);
    return row;
  }

  /** The number of rows of a table that this batch has created, changed or removed so far; appended ones do not count. */
  changed(name: TableName): number {
    const { touched, unnamed } = this.table(name);
    return touched.length + unnamed.length;
  }

  /** Adds a row to an append-only table. Within this batch, only `appended` shows it. */
  append<T extends TableName>(name: T, row: Tables[T]): void {
    this.table(name).appended.push(row);
  }

  /** The rows that this batch has appended to a table, in order. */
  appended<T extends TableName>(name: T): readonly Readonly<Tables[T]>[] {
    return this.table(name).appended as Tables[T][];
  }

  remove<T extends TableName>(name: T, row: Readonly<Tables[T]>): void {
    const table = this.read(name);
    const slot = table.slots.get(keyName(keyOf(INDEXES[name].pk, row)));
    if (!slot?.row) throw new Error(`removal of a row of ${name} that is not in the draft`);
    if (this.watching) this.note(name, slot);
    slot.row = null;
    touch(table, slot);
  }

  /** The number of ids that the seed has made. */
  get made(): number {
    return this.serial;
  }

  /** A new id from the time, the batch's random seed and a serial, so that ids sort and a decision stays pure. */
  newId(prefix: string): string {
    this.serial += 1;
    return `${prefix}_${base32(this.now, 10)}${this.seed}${base32(this.serial, 6)}`;
  }

  changes(): Change[] {
    const changes: Change[] = [];
    for (const [name, table] of this.tables) {
      const { touched, unnamed, appended } = table;
      if (touched.length + unnamed.length + appended.length > 0) changes.push(changeOf(name, table));
    }
    return changes;
  }
}

type Copy = (row: object) => object;

/**
 * Copies of the rows that change most. The JavaScript engine copies a whole row at once where it knows its form, and
 * property by property, several times slower, in a place where rows of many tables pass.
 */
const COPIES: { readonly [T in TableName]?: Copy } = {
  accounts: (row) => ({ ...row }),
  wallets: (row) => ({ ...row }),
  endpoints: (row) => ({ ...row }),
  deliveries: (row) => ({ ...row }),
};

function copyOf(name: TableName, row: object): object {
  const copy = COPIES[name];
  return copy ? copy(row) : { ...row };
}

function touch(table: TableDraft, slot: Slot): void {
  if (slot.touched) return;
  slot.touched = true;
  table.touched.push(slot);
}

/** Makes the created rows of a table findable. */
function nameRows(name: TableName, table: TableDraft): void {
  const created = table.unnamed;
  table.unnamed = [];
  for (const row of created) {
    const key = keyName(keyOf(INDEXES[name].pk, row));
    let slot = table.slots.get(key);
    const wasKnown = slot !== undefined;
    if (slot?.row) throw new Error(`a row of ${name} is there already: ${key}`);
    if (slot) {
      slot.row = row;
      slot.remade = slot.stored !== null;
    } else {
      slot = { row, stored: null, remade: false, touched: false };
      table.slots.set(key, slot);
    }
    touch(table, slot);
    if (table.groups.size === 0) continue;
    for (const [index, columns] of Object.entries<readonly string[]>(INDEXES[name])) {
      const group = table.groups.get(groupName(index, keyOf(columns, row)));
      if (group && !(wasKnown && group.includes(slot))) group.push(slot);
    }
  }
}

function changeOf(name: TableName, { touched, unnamed, appended }: TableDraft): Change {
  const inserts: object[] = [];
  const updates: Update[] = [];
  const deletes: object[] = [];
  for (const { row, stored, remade } of touched) {
    if (row && stored && !remade) {
      updates.push({ before: stored, after: row });
    } else {
      if (stored) deletes.push(stored);
      if (row) inserts.push(row);
    }
  }
  return { table: name, inserts: inserts.concat(unnamed, appended), updates, deletes };
}

function compareKeys(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i] as KeyPart;
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
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

import type { EventRow } from "@plimsoll/core";
import type { Reads } from "../../store/port/reads.ts";
import { changedBy, type Changed } from "./changed-by.ts";

/** @limit Stream: events that are read at once for an account's clients. */
const READ_AT_ONCE = 500;
/** @limit Stream: time after which the changes of other processes are noticed while an account has clients. */
const LOOK_EVERY_MS = 1_000;
/** @limit Stream: events that a client which returns is sent; one that missed more reads its page again. */
const MAX_MISSED = 1_000;

/** One page that listens. */
export interface StreamClient {
  /** An event's position and its payload. */
  event(position: number, payload: string): void;
  /** More was missed than is sent again: what the page shows has to be read again. */
  reset(position: number): void;
  /** Something that is no event has changed. */
  changed(what: Changed): void;
}

interface Listened {
  /** The last position that each client has been sent. */
  readonly clients: Map<StreamClient, number>;
  reading: boolean;
  again: boolean;
}

/**
 * Sends an account's events to the pages that listen, in the order of their positions. The events table is the source,
 * so the changes of all processes are seen: this one's at once, others' within `LOOK_EVERY_MS`. What is no event is
 * reported by the process that has changed it alone. Without a listener it reads nothing.
 */
export class ChangeHub {
  readonly #reads: Pick<Reads, "eventsAfter">;
  readonly #accounts = new Map<number, Listened>();
  #timer: NodeJS.Timeout | null = null;

  constructor(reads: Pick<Reads, "eventsAfter">) {
    this.#reads = reads;
  }

  /** This process has committed commands of these accounts. */
  committed(commands: readonly { readonly accountId: number; readonly type: string }[]): void {
    if (this.#accounts.size === 0) return;
    for (const { accountId, type } of commands) {
      const what = changedBy(type);
      if (what === null) continue;
      for (const client of this.#accounts.get(accountId)?.clients.keys() ?? []) client.changed(what);
    }
    for (const accountId of new Set(commands.map((command) => command.accountId))) {
      const listened = this.#accounts.get(accountId);
      if (listened) void this.#look(accountId, listened);
    }
  }

  /**
   * Adds a client. `after` is the position it has seen, null for one that comes first. Resolves with the position from
   * which it is sent events, and a function that removes it.
   */
  async add(
    accountId: number,
    after: number | null,
    client: StreamClient,
  ): Promise<{ readonly position: number; readonly remove: () => void }> {
    let { last } = await this.#reads.eventsAfter(accountId, Number.MAX_SAFE_INTEGER, 1);
    if (after !== null && after < last && last - after <= MAX_MISSED)
      last = await this.#resend(accountId, after, client);
    else if (after !== null && after !== last) client.reset(last);
    const listened = this.#accounts.get(accountId) ?? { clients: new Map(), reading: false, again: false };
    this.#accounts.set(accountId, listened);
    listened.clients.set(client, last);
    listened.again = true;
    this.#timer ??= setInterval(() => this.#lookAtAll(), LOOK_EVERY_MS).unref();
    return { position: last, remove: () => this.#remove(accountId, listened, client) };
  }

  #remove(accountId: number, listened: Listened, client: StreamClient): void {
    listened.clients.delete(client);
    if (listened.clients.size > 0) return;
    this.#accounts.delete(accountId);
    if (this.#accounts.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async #resend(accountId: number, after: number, client: StreamClient): Promise<number> {
    let position = after;
    for (;;) {
      const { rows } = await this.#reads.eventsAfter(accountId, position, READ_AT_ONCE);
      for (const row of rows) client.event(row.position, row.payload);
      position = rows.at(-1)?.position ?? position;
      if (rows.length < READ_AT_ONCE) return position;
    }
  }

  #lookAtAll(): void {
    for (const [accountId, listened] of this.#accounts) void this.#look(accountId, listened);
  }

  /** One read at a time for an account; what is committed meanwhile is read next. */
  async #look(accountId: number, listened: Listened): Promise<void> {
    if (listened.reading) {
      listened.again = true;
      return;
    }
    listened.reading = true;
    try {
      do {
        listened.again = false;
        const from = furthestBehind(listened);
        const { rows } = await this.#reads.eventsAfter(accountId, from, READ_AT_ONCE);
        for (const row of rows) send(row, from, listened);
        if (rows.length === READ_AT_ONCE) listened.again = true;
      } while (listened.again && listened.clients.size > 0);
    } catch {
      // The store is unavailable; the next look finds what this one missed.
    } finally {
      listened.reading = false;
    }
  }
}

/** The position of the client that has been sent the least. */
function furthestBehind({ clients }: Listened): number {
  let least = Number.MAX_SAFE_INTEGER;
  for (const position of clients.values()) least = Math.min(least, position);
  return least;
}

/** Sends an event that was read after the position `from` to the clients that lack it. */
function send({ position, payload }: EventRow, from: number, { clients }: Listened): void {
  for (const [client, sent] of clients) {
    // One that came during the read may lack what is before it, and is sent all of it by the next.
    if (sent < from || sent >= position) continue;
    client.event(position, payload);
    clients.set(client, position);
  }
}

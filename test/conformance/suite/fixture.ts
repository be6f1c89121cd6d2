import type { Command, Outcome } from "@plimsoll/core";
import { openStore, setUpStore } from "@plimsoll/server/store/open";
import type { SweepCursor, VerifyCursor } from "@plimsoll/server/store/port/chores";
import type { PageOf, PageRequest } from "@plimsoll/server/store/port/page";
import type { Committed, Store } from "@plimsoll/server/store/port/store";
import { expect } from "vitest";
import type { TestDatabase, TestEngine } from "../../support/database.ts";
import { START } from "../../support/world.ts";
import { watched } from "./every-read.ts";

/** A store on a fresh database with one account, and helpers for its tests. */
export class Fixture {
  readonly database: TestDatabase;
  readonly store: Store;
  now = START;

  private constructor(database: TestDatabase, store: Store) {
    this.database = database;
    this.store = store;
  }

  /** Accounts get the ids 1, 2 … */
  static async open(engine: TestEngine, accounts: readonly string[] = ["default"]): Promise<Fixture> {
    const database = await engine.create("migrated");
    const setup = await setUpStore(database.location);
    for (const name of accounts) await setup.ensureAccount(name, START);
    await setup.close();
    const store = await openStore(database.location, "request");
    return new Fixture(database, Object.assign(store, { reads: watched(store.reads) }));
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.database.drop();
  }

  /** One batch, or as many as the store makes of several accounts. */
  commit(commands: readonly Command[]): Promise<Pick<Committed, "answers">> {
    return commitApart(this.store, commands, this.now);
  }

  /** As `commit`; fails the test when a command throws. */
  async batch(...commands: readonly Command[]): Promise<readonly Outcome[]> {
    const { answers } = await this.commit(commands);
    for (const answer of answers) if (answer.ok === "failed") throw new Error(answer.message);
    return answers as readonly Outcome[];
  }

  /** A batch in which nothing may be rejected; returns the values. */
  async must<T = unknown>(...commands: readonly Command[]): Promise<readonly T[]> {
    const outcomes = await this.batch(...commands);
    return outcomes.map((outcome) => {
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.rejection));
      return outcome.value as T;
    });
  }

  /** `most`: transactions that one part adds up. */
  async verify(most?: number) {
    const found = [];
    let wallets = 0;
    let cursor: VerifyCursor | null = null;
    do {
      const piece: Awaited<ReturnType<Store["reads"]["verify"]>> = await this.store.reads.verify(cursor, most);
      found.push(...piece.discrepancies);
      wallets += piece.wallets;
      cursor = piece.next;
    } while (cursor);
    return { wallets, found };
  }

  /** A whole scan of the sweep: wallet ids by account. */
  async walletsOutOfRange(): Promise<Record<number, number[]>> {
    const found: Record<number, number[]> = {};
    let cursor: SweepCursor | null = null;
    do {
      const piece: Awaited<ReturnType<Store["reads"]["walletsOutOfRange"]>> =
        await this.store.reads.walletsOutOfRange(cursor);
      for (const { accountId, walletIds } of piece.found) (found[accountId] ??= []).push(...walletIds);
      cursor = piece.next;
    } while (cursor);
    return found;
  }
}

/** Commits as the committer does: of a store that others share, each account's commands apart. */
async function commitApart(
  store: Store,
  commands: readonly Command[],
  now: number,
): Promise<Pick<Committed, "answers">> {
  const accounts = [...new Set(commands.map(({ accountId }) => accountId))];
  if (!store.isShared || accounts.length < 2) return store.commit(commands, now);
  const parts = accounts.map((id) => commands.filter(({ accountId }) => accountId === id));
  const committed = await Promise.all(parts.map((part) => store.commit(part, now)));
  const answers = new Map(accounts.map((id, index) => [id, [...(committed[index]?.answers ?? [])]]));
  return {
    answers: commands.map(
      ({ accountId }) => answers.get(accountId)?.shift() ?? { ok: "failed", message: "there is no answer" },
    ),
  };
}

/** Every row of a list, after checking that its pages, of any length, are parts of it with the right total. */
export async function whole<T>(list: (page: PageRequest) => Promise<PageOf<T>>): Promise<readonly T[]> {
  const { rows, total } = await list({ page: 1, limit: 1_000 });
  expect(rows).toHaveLength(total);
  for (const limit of [3, 20]) {
    const pages = Math.ceil(total / limit);
    const pieces: T[] = [];
    for (let page = 1; page <= pages; page += 1) {
      const piece = await list({ page, limit });
      expect(piece.total).toBe(total);
      expect(piece.rows).toHaveLength(page < pages ? limit : total - limit * (pages - 1));
      pieces.push(...piece.rows);
    }
    expect(pieces).toEqual(rows);
    for (const beyond of [pages + 1, pages + 1_000_000]) {
      expect(await list({ page: beyond, limit })).toEqual({ rows: [], total });
    }
  }
  return rows;
}

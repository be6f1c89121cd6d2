import { cardBalanceOf, cardBalanceQuery, type CardBalanceRow } from "../queries/card-balance.ts";
import type { CardBalance } from "../port/cards.ts";
import { openReader } from "./connection.ts";
import type { Database, Statement } from "./database.ts";
import { unavailable } from "./errors.ts";

/**
 * Reads for card enquiries, on a connection of their own: no other read's transaction can keep them in the past, and
 * they wait for none. Each sees the latest commit.
 */
export class CardBalances {
  private readonly path: string;
  private opened: { readonly database: Database; readonly statement: Statement } | null = null;

  constructor(path: string) {
    this.path = path;
  }

  async read(accountId: number, cardId: string): Promise<CardBalance | null> {
    try {
      const { statement } = (this.opened ??= this.open());
      const row = statement.get(accountId, cardId) as unknown as CardBalanceRow | undefined;
      return row ? cardBalanceOf(row) : null;
    } catch (error) {
      throw unavailable(error) ?? error;
    }
  }

  close(): void {
    this.opened?.database.close();
  }

  private open() {
    const database = openReader(this.path);
    return { database, statement: database.prepare(cardBalanceQuery("?", "?")) };
  }
}

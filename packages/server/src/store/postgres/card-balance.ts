import type pg from "pg";
import { cardBalanceOf, cardBalanceQuery, type CardBalanceRow } from "../queries/card-balance.ts";
import type { CardBalance } from "../port/cards.ts";
import { StoreUnavailable } from "../port/unavailable.ts";
import { connectForEnquiries, destroy } from "./connection.ts";
import { isLost, translated } from "./errors.ts";
import type { PostgresTarget } from "../postgres-target.ts";
import { Pipeline, type Row } from "./pipeline.ts";

/** @limit Card gateway: enquiries that may wait for PostgreSQL; further ones are answered with 91. */
const MAX_WAITING = 2_000;
/** @limit Card gateway: enquiries in one round trip to PostgreSQL. */
const MAX_TOGETHER = 100;

const QUERY = cardBalanceQuery("$1::int8", "$2::text");

interface Enquiry {
  readonly accountId: number;
  readonly cardId: string;
  readonly resolve: (found: CardBalance | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads for card enquiries, on a connection of their own: one round trip each, and enquiries that arrive while one is
 * under way share the next. Each statement takes its snapshot after it was sent, so it sees the latest commit.
 */
export class CardBalances {
  private readonly target: PostgresTarget;
  private session: { readonly client: pg.Client; readonly pipeline: Pipeline } | null = null;
  private waiting: Enquiry[] = [];
  private working = false;
  private closed = false;

  constructor(target: PostgresTarget) {
    this.target = target;
  }

  read(accountId: number, cardId: string): Promise<CardBalance | null> {
    if (this.closed) return Promise.reject(new StoreUnavailable("the store is closed"));
    if (this.waiting.length >= MAX_WAITING) {
      return Promise.reject(new StoreUnavailable("PostgreSQL: too many enquiries are waiting"));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ accountId, cardId, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.session?.client.end().catch(() => undefined);
  }

  private async work(): Promise<void> {
    this.working = true;
    while (this.waiting.length > 0) await this.exchange(this.waiting.splice(0, MAX_TOGETHER));
    this.working = false;
  }

  /** A session that has ended meanwhile is dropped, and the enquiries are sent once more on a new one. */
  private async exchange(enquiries: readonly Enquiry[]): Promise<void> {
    const reused = this.session !== null;
    try {
      const { pipeline } = (this.session ??= await this.open());
      const results = await pipeline.run(
        enquiries.map(({ accountId, cardId }) => ({ text: QUERY, values: [String(accountId), cardId] })),
      );
      for (const [index, { resolve }] of enquiries.entries()) resolve(foundIn(results[index]));
    } catch (error) {
      this.drop();
      if (reused && isLost(error)) return this.exchange(enquiries);
      for (const { reject } of enquiries) reject(translated(error));
    }
  }

  private async open() {
    const client = await connectForEnquiries(this.target, (ended) => {
      // For example, PostgreSQL was restarted: the next enquiry opens a new connection.
      if (this.session?.client === ended) this.session = null;
    });
    if (this.closed) {
      destroy(client);
      throw new StoreUnavailable("the store is closed");
    }
    return { client, pipeline: new Pipeline(client) };
  }

  /** Drops a connection after any failure; its outstanding results would be too late. */
  private drop(): void {
    const { session } = this;
    this.session = null;
    if (session) destroy(session.client);
  }
}

function foundIn(rows: readonly Row[] | undefined): CardBalance | null {
  const row = rows?.[0];
  return row ? cardBalanceOf(row as unknown as CardBalanceRow) : null;
}

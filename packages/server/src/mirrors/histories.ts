import { HISTORY_DAYS, HISTORY_TRANSACTIONS, startOfDay, dayOf, type Provider } from "@plimsoll/core";
import type { Logger } from "pino";
import type { Committer } from "../store/commit/committer.ts";
import type { Connector } from "../providers/connector.ts";
import type { HistoryDue } from "../store/port/providers.ts";
import type { Reads } from "../store/port/reads.ts";
import { withDeadline } from "../util/deadline.ts";
import { isCompleted } from "./investigate.ts";

/** @limit Polling: providers whose lists are read for the history of new mirrors at once; one wallet after another. */
const MAX_READINGS = 32;
/** @limit Polling: new mirrors of one provider that are taken at a time. */
const MIRRORS_PER_LOOK = 20;
/** @limit Polling: time for a provider to list a new mirror's transactions. */
const LIST_TIMEOUT_MS = 120_000;
/** @limit Polling: new mirrors whose transactions cannot be listed after which a provider's are left until its next poll. */
const MAX_FAILURES = 3;

export interface HistoryOptions {
  readonly reads: Pick<Reads, "historiesDue">;
  readonly committer: Pick<Committer, "submit">;
  readonly logger: Logger;
}

/**
 * Reads what new mirrors spent before they were discovered, beside the polls and at the connector's pace, which is below
 * the provider's limits. The mirrors' rows say what is left: a crash leaves nothing out. A mirror that cannot be read is
 * tried again when the others have been: it holds none of them up.
 */
export class Histories {
  readonly #options: HistoryOptions;
  readonly #underWay = new Map<string, Promise<void>>();
  /** For each provider whose mirrors could not all be tried: the last one that was. */
  readonly #tried = new Map<string, number>();

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** After a good poll: begins to read what its mirrors lack. */
  begin(provider: Provider, connector: Connector, signal: AbortSignal): void {
    const { id } = provider;
    if (!connector.capabilities.transactions || this.#underWay.has(id) || this.#underWay.size >= MAX_READINGS) return;
    const work = this.#readAll(provider, connector, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.#options.logger.warn({ err: error, provider: id }, "the histories of new mirrors cannot be read");
      })
      .finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, work);
  }

  /** Resolves when what is under way is done; the signal ends it sooner. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
  }

  async #readAll({ id, accountId }: Provider, connector: Connector, signal: AbortSignal): Promise<void> {
    let after = this.#tried.get(id) ?? 0;
    this.#tried.delete(id);
    let failures = 0;
    for (;;) {
      const due = await this.#options.reads.historiesDue(accountId, id, after, MIRRORS_PER_LOOK);
      for (const mirror of due) {
        if (signal.aborted) return;
        after = mirror.walletId;
        try {
          await this.#read(accountId, mirror, connector, signal);
        } catch (error) {
          if (signal.aborted) return;
          const wallet = mirror.walletId;
          this.#options.logger.warn({ err: error, provider: id, wallet }, "a new mirror's history cannot be read yet");
          failures += 1;
          if (failures < MAX_FAILURES) continue;
          this.#tried.set(id, after);
          return;
        }
      }
      if (due.length < MIRRORS_PER_LOOK) return;
    }
  }

  async #read(accountId: number, mirror: HistoryDue, connector: Connector, signal: AbortSignal): Promise<void> {
    const since = startOfDay(dayOf(mirror.before) - HISTORY_DAYS);
    const listing = await withDeadline(LIST_TIMEOUT_MS, [signal], (limited) =>
      connector.listTransactions(mirror.externalId, since, limited),
    );
    const movements = listing.transactions.filter(isCompleted);
    const answer = await this.#options.committer.submit({
      type: "count_history",
      accountId,
      walletId: mirror.walletId,
      movements: movements.slice(0, HISTORY_TRANSACTIONS),
      complete: listing.complete && movements.length <= HISTORY_TRANSACTIONS,
    });
    if (!answer.ok) throw new Error(`a mirror's history was refused: ${answer.rejection.reason}`);
  }
}

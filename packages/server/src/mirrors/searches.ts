import type { Provider } from "@plimsoll/core";
import type { Logger } from "pino";
import type { Committer } from "../store/commit/committer.ts";
import type { Connector } from "../providers/connector.ts";
import type { DriftingWallet } from "../store/port/providers.ts";
import type { Reads } from "../store/port/reads.ts";
import { investigate } from "./investigate.ts";
import { syncFailure } from "./sync-error.ts";

/** @limit Polling: time that late webhooks have to explain a drift before the provider's list is searched. */
const DRIFT_GRACE_MS = 5_000;
/** @limit Polling: interval between two searches for one drift, because a provider may list a transaction late. */
const SEARCH_AGAIN_MS = 10_000;
/** @limit Polling: wallets whose drifts the loop searches for at a time. */
const SEARCHES_PER_LOOK = 20;
/** @limit Polling: providers whose lists are searched at once; of each, one wallet after another. */
const MAX_SEARCHES = 32;
/** @limit Polling: providers of one account whose lists are searched at once. */
const MAX_SEARCHES_OF_ACCOUNT = 4;

export interface SearchOptions {
  readonly reads: Pick<Reads, "driftingWallets">;
  readonly committer: Pick<Committer, "submit">;
  readonly connect: (provider: Provider) => Promise<Connector>;
  readonly now: () => number;
  readonly logger: Logger;
}

/**
 * Searches the providers' lists for open drifts, beside the polls: a slow list delays only its own provider's searches.
 */
export class DriftSearches {
  readonly #options: SearchOptions;
  readonly #underWay = new Map<string, { readonly accountId: number; readonly work: Promise<void> }>();

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  /** Starts the due searches of these providers; resolves before they are done. */
  async look(providers: readonly Provider[], signal: AbortSignal): Promise<void> {
    if (providers.length === 0 || this.#underWay.size >= MAX_SEARCHES) return;
    const time = this.#options.now();
    const found = await this.#options.reads.driftingWallets(
      {
        openedBefore: time - DRIFT_GRACE_MS,
        searchedBefore: time - SEARCH_AGAIN_MS,
        now: time,
        exceptProviders: [...this.#underWay.keys()],
        exceptAccounts: this.#fullAccounts(),
      },
      SEARCHES_PER_LOOK,
    );
    for (const providerId of new Set(found.map((wallet) => wallet.providerId))) {
      const wallets = found.filter((wallet) => wallet.providerId === providerId);
      const provider = providers.find(({ id }) => id === providerId);
      if (provider && !signal.aborted && this.#hasRoom(provider)) this.#begin(provider, wallets, signal);
    }
  }

  /** Resolves when the searches under way are done; the signal ends them sooner. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#underWay.values()].map(({ work }) => work));
  }

  #hasRoom({ id, accountId }: Provider): boolean {
    return !this.#underWay.has(id) && this.#underWay.size < MAX_SEARCHES && !this.#fullAccounts().includes(accountId);
  }

  #fullAccounts(): readonly number[] {
    const counts = new Map<number, number>();
    for (const { accountId } of this.#underWay.values()) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= MAX_SEARCHES_OF_ACCOUNT).map(([accountId]) => accountId);
  }

  #begin(provider: Provider, wallets: readonly DriftingWallet[], signal: AbortSignal): void {
    const { id, accountId } = provider;
    const work = this.#search(provider, wallets, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#options.logger.warn({ err: error, provider: id }, "a search for drifts broke off");
      })
      .finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, { accountId, work });
  }

  async #search(provider: Provider, wallets: readonly DriftingWallet[], signal: AbortSignal): Promise<void> {
    const { committer, connect, logger } = this.#options;
    for (const wallet of wallets) {
      if (signal.aborted) return;
      try {
        await investigate(committer, provider, wallet, await connect(provider), signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!syncFailure(error)) {
          // A failure for one wallet delays no other.
          logger.warn(
            { err: error, provider: provider.id, wallet: wallet.walletId },
            "a drift could not be searched for",
          );
          continue;
        }
        logger.debug({ err: error, provider: provider.id }, "a provider's transactions cannot be listed");
        const { accountId, walletId } = wallet;
        await committer.submit({ type: "investigate_drifts", accountId, walletId, transactions: "unavailable" });
        return;
      }
    }
  }
}

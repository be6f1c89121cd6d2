import type { Logger } from "pino";
import { CommandFailed, type Committer } from "../store/commit/committer.ts";
import type { Caller } from "./key-cache.ts";

/** @limit Requests: time between two records of the last use of API keys. */
const RECORD_EVERY_MS = 60_000;
/** @limit Requests: API keys whose last use waits to be recorded; that of further ones is not recorded. */
const MAX_KEYS = 1_000;

export interface KeyUseOptions {
  readonly committer: Pick<Committer, "submit">;
  readonly logger: Logger;
}

type Used = Pick<Caller, "accountId" | "keyId">;

/** Records when keys were last used: once a minute for all of them, because every request uses one. */
export class KeyUse {
  readonly #options: KeyUseOptions;
  readonly #uses = new Map<string, Used & { at: number }>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: KeyUseOptions) {
    this.#options = options;
  }

  used({ accountId, keyId }: Used, at: number): void {
    const use = this.#uses.get(keyId);
    if (use) use.at = at;
    else if (this.#uses.size < MAX_KEYS) this.#uses.set(keyId, { accountId, keyId, at });
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#writing = this.#write().finally(() => {
        this.#timer = null;
        if (this.#uses.size > 0) this.#schedule();
      });
    }, RECORD_EVERY_MS).unref();
  }

  /** Records what is left. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const byAccount = new Map<number, { readonly id: string; readonly at: number }[]>();
    for (const { accountId, keyId, at } of this.#uses.values()) {
      const uses = byAccount.get(accountId);
      if (uses) uses.push({ id: keyId, at });
      else byAccount.set(accountId, [{ id: keyId, at }]);
    }
    this.#uses.clear();
    for (const [accountId, uses] of byAccount) await this.#submit({ type: "record_key_use", accountId, uses });
  }

  async #submit(command: Parameters<Committer["submit"]>[0]): Promise<void> {
    try {
      await this.#options.committer.submit(command);
    } catch (error) {
      // An unavailable store loses the minute, which the next request records again.
      if (error instanceof CommandFailed)
        this.#options.logger.error({ err: error }, "the use of keys could not be recorded");
    }
  }
}

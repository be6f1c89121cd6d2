import type { Logger } from "pino";
import type { RecordHooks, RefusedHooks } from "@plimsoll/core";
import { CommandFailed, type Committer } from "../../store/commit/committer.ts";

/** @limit Inbound webhooks: time between two records of what came to one provider's hook URL. */
const RECORD_EVERY_MS = 1_000;
/** @limit Inbound webhooks: providers with something to record; what comes to more of them is not recorded. */
const MAX_PROVIDERS = 10_000;

interface Owner {
  readonly accountId: number;
  readonly providerId: string;
}

export interface HookRecordOptions {
  readonly committer: Pick<Committer, "submit">;
  readonly now: () => number;
  readonly logger: Logger;
}

type Note = Pick<RecordHooks, "receivedAt" | "refused">;

/**
 * Records when a provider's hooks came and which were refused. Any sender can cause refusals, so they are counted in
 * memory, and written with one command for each provider a second.
 */
export class HookRecord {
  readonly #options: HookRecordOptions;
  readonly #notes = new Map<string, Owner & Note>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: HookRecordOptions) {
    this.#options = options;
  }

  received(owner: Owner): void {
    const { receivedAt: _, refused } = this.#noteOf(owner.providerId);
    this.#keep(owner, { receivedAt: this.#options.now(), refused: refused && { ...refused, last: false } });
  }

  refused(owner: Owner, reason: string): void {
    const { receivedAt, refused } = this.#noteOf(owner.providerId);
    const count = (refused?.count ?? 0) + 1;
    this.#keep(owner, { receivedAt, refused: { count, at: this.#options.now(), reason, last: true } });
  }

  /** The data of a provider that is not written yet. */
  pending(providerId: string): Note {
    return this.#noteOf(providerId);
  }

  /** Writes the remaining data. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
  }

  #noteOf(providerId: string): Note {
    return this.#notes.get(providerId) ?? NOTHING;
  }

  #keep({ accountId, providerId }: Owner, note: Note): void {
    if (!this.#notes.has(providerId) && this.#notes.size >= MAX_PROVIDERS) return;
    this.#notes.set(providerId, { accountId, providerId, ...note });
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#writing = this.#write().finally(() => {
        this.#timer = null;
        if (this.#notes.size > 0) this.#schedule();
      });
    }, RECORD_EVERY_MS).unref();
  }

  async #write(): Promise<void> {
    const notes = [...this.#notes.values()];
    this.#notes.clear();
    await Promise.all(notes.map((note) => this.#submit(note)));
  }

  async #submit(note: Owner & Note): Promise<void> {
    try {
      await this.#options.committer.submit({ type: "record_hooks", ...note });
    } catch (error) {
      if (error instanceof CommandFailed) this.#options.logger.error({ err: error }, "hooks could not be recorded");
      // The store is unavailable: it is written with the next data.
      else this.#takeBack(note);
    }
  }

  #takeBack(note: Owner & Note): void {
    const newer = this.#noteOf(note.providerId);
    this.#keep(note, { receivedAt: newer.receivedAt ?? note.receivedAt, refused: together(note.refused, newer) });
  }
}

const NOTHING: Note = { receivedAt: null, refused: null };

function together(older: RefusedHooks | null, { receivedAt, refused }: Note): RefusedHooks | null {
  if (older === null) return refused;
  if (refused === null) return { ...older, last: older.last && receivedAt === null };
  return { ...refused, count: older.count + refused.count };
}

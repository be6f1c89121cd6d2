import { randomBytes } from "node:crypto";
import type { Command } from "@plimsoll/core";
import type { Logger } from "pino";
import type { Committer } from "../store/commit/committer.ts";
import type { Presence, Store } from "../store/port/store.ts";
import { ExpiringMap } from "../util/expiring-map.ts";
import { retryDelayMs, type RetryPace } from "../util/retry-delay.ts";
import { systemTimer, type SetTimer } from "../util/timer.ts";
import { announcementOf, textOf, type Announcement } from "./announcement.ts";
import { claimOf, seedOf } from "./home.ts";
import { Link } from "./link.ts";
import { Reception } from "./reception.ts";

/** @limit Several processes: other processes to which one hands over commands. */
const MAX_PEERS = 63;
/** @limit Several processes: interval at which each link is checked. */
const TICK_MS = 500;
/** @limit Several processes: half seconds between a process's announcements. */
const ANNOUNCE_TICKS = 2;
/** @limit Several processes: first wait before a process that cannot be reached is tried again; it doubles each time. */
const RETRY_MS = 1_000;
/** @limit Several processes: longest wait before a process that cannot be reached is tried again. */
const LONGEST_RETRY_MS = 60_000;
const RETRY: RetryPace = { firstMs: RETRY_MS, longestMs: LONGEST_RETRY_MS, jitter: 0.1, longestAskedMs: 0 };
/** @limit Several processes: time for which a failure to reach a process is remembered. */
const REMEMBER_MS = 10 * 60_000;

export interface PeersOptions {
  readonly presence: NonNullable<Store["presence"]>;
  readonly key: Buffer;
  readonly version: string;
  /** This process's own. */
  readonly committer: Pick<Committer, "submit">;
  /** Another process has committed commands that this one has handed over. */
  readonly onCommitted: (commands: readonly Command[]) => void;
  readonly onTaken: (commands: number) => void;
  readonly logger: Logger;
  readonly monotonic: () => number;
  readonly setTimer?: SetTimer;
  readonly random?: () => number;
}

interface Failed {
  readonly times: number;
  readonly retryAt: number;
}

/**
 * The other server processes on the same store, and which of them is an account's home. What it says is a hint: two
 * processes may disagree for a moment, and an account's lock in the store keeps its batches one after another all the same.
 */
export class Peers {
  readonly #options: PeersOptions;
  readonly #self: { readonly id: string; readonly version: string };
  readonly #seed: number;
  readonly #reception: Reception;
  readonly #links = new Map<string, { readonly link: Link; readonly seed: number }>();
  readonly #failed = new ExpiringMap<Failed>(MAX_PEERS, REMEMBER_MS);
  #address: { readonly host: string; readonly port: number } | null = null;
  #presence: Presence | null = null;
  #isSaying = false;
  #ticks = 0;
  #isLeaving = false;
  #cancelTick: () => void = () => undefined;

  constructor(options: PeersOptions) {
    const { key, version, committer, onTaken } = options;
    this.#options = options;
    this.#self = { id: randomBytes(16).toString("hex"), version };
    this.#seed = seedOf(this.#self.id);
    this.#reception = new Reception({ self: this.#self, key, committer, onTaken });
  }

  /** The processes to which commands can be handed over now. */
  get count(): number {
    let count = 0;
    for (const { link } of this.#links.values()) if (link.isTaking) count += 1;
    return count;
  }

  /** Commands that other processes have been handed and have not answered. */
  get underWay(): number {
    let count = 0;
    for (const { link } of this.#links.values()) count += link.underWay;
    return count;
  }

  /** Listens for the others, and says so to them. Rejects when it cannot listen there. */
  async start(host: string, port: number): Promise<void> {
    this.#address = { host, port: await this.#reception.listen(host, port) };
    this.#presence = this.#options.presence((text) => this.#heard(text));
    this.#tick();
  }

  /** The link to the account's home; null when that is this process. */
  homeOf(accountId: number): Link | null {
    if (this.#links.size === 0) return null;
    let home: Link | null = null;
    let highest = claimOf(this.#seed, accountId);
    for (const { link, seed } of this.#links.values()) {
      const claim = claimOf(seed, accountId);
      if (claim <= highest || !link.isTaking) continue;
      home = link;
      highest = claim;
    }
    return home;
  }

  /** Takes no more commands from others. Resolves when all of theirs are answered; its own are still handed over. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await Promise.all([this.#say(), this.#reception.leave()]);
  }

  close(): void {
    this.#isLeaving = true;
    this.#cancelTick();
    for (const { link } of this.#links.values()) link.close();
    this.#reception.close();
  }

  #tick(): void {
    this.#cancelTick = (this.#options.setTimer ?? systemTimer)(() => this.#tick(), TICK_MS);
    for (const { link } of this.#links.values()) link.tick();
    if (this.#ticks % ANNOUNCE_TICKS === 0 && !this.#isSaying && !this.#isLeaving) void this.#say();
    this.#ticks += 1;
  }

  async #say(): Promise<void> {
    if (this.#address === null) return;
    this.#isSaying = true;
    await this.#presence?.say(textOf({ ...this.#self, ...this.#address, leaving: this.#isLeaving }));
    this.#isSaying = false;
  }

  #heard(text: string): void {
    const said = announcementOf(text);
    // Another version may mean something else by a command.
    if (this.#isLeaving || said === null || said.id === this.#self.id || said.version !== this.#self.version) return;
    const known = this.#links.get(said.id);
    if (said.leaving) known?.link.leave();
    else if (known === undefined && this.#links.size < MAX_PEERS) this.#connect(said);
  }

  #connect(peer: Announcement): void {
    const { key, committer, onCommitted, monotonic } = this.#options;
    if ((this.#failed.get(peer.id, monotonic())?.retryAt ?? 0) > monotonic()) return;
    const link = new Link({
      peer,
      self: this.#self,
      key,
      carryOut: (command) => committer.submit(command),
      onCommitted,
      onOpen: () => this.#failed.delete(peer.id),
      onClosed: (wasOpen, error) => {
        this.#links.delete(peer.id);
        this.#failedTo(peer, wasOpen, error);
      },
    });
    this.#links.set(peer.id, { link, seed: seedOf(peer.id) });
    // One that has just come has not heard this process yet.
    if (!this.#isSaying) void this.#say();
  }

  #failedTo(peer: Announcement, wasOpen: boolean, error: Error | null): void {
    const { logger, monotonic, random = Math.random } = this.#options;
    const times = (this.#failed.get(peer.id, monotonic())?.times ?? 0) + 1;
    const retryAt = monotonic() + retryDelayMs(RETRY, times, null, random());
    this.#failed.set(peer.id, { times, retryAt }, monotonic());
    if (wasOpen || times > 1 || this.#isLeaving) return;
    const { host, port } = peer;
    logger.warn(
      { err: error, host, port },
      "another server process cannot be reached; changes are stored here instead",
    );
  }
}

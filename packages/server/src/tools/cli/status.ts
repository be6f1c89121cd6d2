import { setTimeout as delay } from "node:timers/promises";
import { PlimsollError, type Wallet } from "@plimsoll/client";
import { MAX_LIMIT } from "@plimsoll/contract";
import { isoTime } from "@plimsoll/core";
import { eventFeed } from "../connection/event-feed.ts";
import { withServer, type ServerAccess, type ServerConnection } from "../connection/server-connection.ts";
import { changeText, differs, statusLines, summaryOf, worstFirst, type StatusView } from "../daily/status.ts";
import type { State } from "../daily/states.ts";
import { line } from "../terminal/table.ts";
import { momentText } from "../terminal/times.ts";
import { printLines, type Io } from "./io.ts";
import { followed } from "./running.ts";
import { stopping } from "./stop-signal.ts";

export interface StatusOptions {
  readonly access: ServerAccess;
  readonly q?: string | undefined;
  readonly provider?: string | undefined;
  readonly currency?: string | undefined;
  readonly feature?: string | undefined;
  readonly state?: State | undefined;
  readonly stale?: boolean | undefined;
  readonly watch: boolean;
  readonly json: boolean;
}

/** @limit Process: wallets after which `status` prints its progress. */
const PROGRESS_EVERY = 10_000;
/** @limit Process: time between two readings of `status --watch` while events come. */
const LEAST_PAUSE_MS = 1_000;
/** The reading takes at most a fifth of the time. */
const REST = 4;
/** @limit Process: time between two readings of `status --watch` without an event, so that the ages it shows stay right. */
const LONGEST_PAUSE_MS = 15_000;
/** @limit Process: providers whose names `status` shows. */
const MAX_PROVIDERS = 1_000;

/** Prints every wallet that is not closed, the worst first. Resolves with the exit code. */
export async function status(options: StatusOptions, io: Io): Promise<number> {
  const { access, watch, json } = options;
  if (watch) return followed((signal) => withServer(access, signal, (server) => follow(server, options, io)));
  return withServer(access, stopping(), async (server) => {
    const view = await read(server, options, io);
    if (json) io.print(document(view));
    else printLines(io, statusLines(view, io.screen()));
    return 0;
  });
}

function document({ wallets, now }: StatusView): string {
  return JSON.stringify({ as_of: isoTime(now), summary: summaryOf(wallets), wallets: worstFirst(wallets) });
}

async function read({ client }: ServerConnection, options: StatusOptions, io: Io): Promise<StatusView> {
  const query = {
    q: options.q,
    provider_id: options.provider,
    currency: options.currency,
    feature_id: options.feature,
    state: options.state,
    stale: options.stale === true ? ("true" as const) : undefined,
    include: "runway,watched",
    limit: MAX_LIMIT,
  };
  const wallets: Wallet[] = [];
  for await (const wallet of client.wallets.list(query)) {
    if (wallet.status === "closed") continue;
    if (wallets.push(wallet) % PROGRESS_EVERY === 0) io.progress(`${wallets.length} wallets read`);
  }
  const { items } = await client.providers.list({ limit: MAX_PROVIDERS }).page();
  return { wallets, providers: new Map(items.map(({ id, name }) => [id, name])), now: Date.now() };
}

/** Reads again whenever events have come. On a terminal it draws the whole again, otherwise it prints what has changed. */
async function follow(server: ServerConnection, options: StatusOptions, io: Io): Promise<number> {
  const { signal } = server;
  const changed = new Bell();
  // A key without the right to read ends the command; every other trouble only delays it.
  const ended: { by: Error | null } = { by: null };
  const listening = (async () => {
    const onLost = (): void => {};
    const feed = eventFeed(server, { after: null, onLost, onConnected: () => changed.ring() });
    while ((await feed.next()).done !== true) changed.ring();
  })().catch((error: unknown) => {
    ended.by = error instanceof Error ? error : new Error(String(error));
    changed.ring();
  });
  let before: ReadonlyMap<number, Wallet> | null = null;
  while (!signal.aborted) {
    if (ended.by !== null) throw ended.by;
    const began = performance.now();
    changed.silence();
    try {
      const view = await read(server, options, io);
      show(view, before, options, io);
      before = new Map(view.wallets.map((wallet) => [wallet.id, wallet]));
    } catch (error) {
      if (before === null || !isPassing(error)) throw error;
      io.progress(`${error.message}; trying again`);
    }
    const took = performance.now() - began;
    await delay(Math.max(LEAST_PAUSE_MS, REST * took), undefined, { signal });
    await changed.heard(LONGEST_PAUSE_MS, signal);
  }
  await listening;
  return 0;
}

/** The server may be starting again. */
function isPassing(error: unknown): error is PlimsollError {
  return error instanceof PlimsollError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

const HOME = "\u001B[H";
const CLEAR_LINE = "\u001B[K";
const CLEAR_BELOW = "\u001B[J";
const CLEAR = "\u001B[2J";

function show(view: StatusView, before: ReadonlyMap<number, Wallet> | null, { json }: StatusOptions, io: Io): void {
  const screen = io.screen();
  if (screen.columns !== null && !json) {
    const lines = [line(`plimsoll status  ${momentText(isoTime(view.now))}`, screen, "dim"), ""];
    const drawn = [...lines, ...statusLines(view, screen, true)].map((text) => text + CLEAR_LINE).join("\n");
    io.print(`${before === null ? CLEAR : ""}${HOME}${drawn}${CLEAR_BELOW}`);
    return;
  }
  if (before === null && !json) {
    printLines(io, statusLines(view, screen));
    return;
  }
  for (const wallet of worstFirst(view.wallets)) {
    const known = before?.get(wallet.id);
    if (!differs(known, wallet)) continue;
    const text = `${momentText(isoTime(view.now))}  ${changeText(wallet, known)}`;
    io.print(json ? JSON.stringify(wallet) : line(text, screen));
  }
  if (json) return;
  const listed = new Set(view.wallets.map(({ id }) => id));
  for (const { id, name } of before?.values() ?? []) {
    if (!listed.has(id))
      io.print(line(`${momentText(isoTime(view.now))}  wallet ${id} ${name}: not listed any more`, screen));
  }
}

/** Rung by one side, heard by the other; a ring before the other listens is not lost. */
class Bell {
  #rung = false;
  #wake: () => void = () => {};

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  silence(): void {
    this.#rung = false;
  }

  /** Resolves when it has been rung since it was silenced, or after `longestMs`. */
  async heard(longestMs: number, signal: AbortSignal): Promise<void> {
    if (this.#rung) return;
    const waiting = new AbortController();
    const stop = (): void => waiting.abort();
    this.#wake = stop;
    signal.addEventListener("abort", stop, { once: true });
    await delay(longestMs, undefined, { signal: waiting.signal }).catch(() => {});
    signal.removeEventListener("abort", stop);
    this.#wake = () => {};
  }
}

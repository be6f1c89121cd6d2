import { useSyncExternalStore } from "react";
import { Store, useStore } from "./store.ts";

/** @limit Dashboard: time without any message after which the stream counts as lost. */
const SILENCE_MS = 25_000;
/** @limit Dashboard: longest wait before the stream is opened again. */
const MAX_WAIT_MS = 30_000;
/** @limit Dashboard: shortest time between two updates of what the page shows. */
const UPDATE_EVERY_MS = 750;
/** @nolimit One minute. */
const MINUTE_MS = 60_000;

export interface LiveState {
  readonly status: "connecting" | "live" | "lost";
  /** When it was lost, and when it will be tried again, in Unix milliseconds. */
  readonly since: number | null;
  readonly retryAt: number | null;
  readonly perMinute: number;
  /** Server time less this machine's. */
  readonly clockOffsetMs: number;
}

/** The events of one update: their types, and whether more was missed than was sent. */
export interface Update {
  readonly types: ReadonlySet<string>;
  readonly everything: boolean;
}

/** The tab's one event stream. */
class Live {
  readonly state = new Store<LiveState>({
    status: "connecting",
    since: null,
    retryAt: null,
    perMinute: 0,
    clockOffsetMs: 0,
  });
  readonly #listeners = new Set<(update: Update) => void>();
  readonly #tails = new Set<(events: readonly object[]) => void>();
  /** Of the present update, for those who show each event. */
  #events: object[] = [];
  #source: EventSource | null = null;
  #lastId: string | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #types = new Set<string>();
  #everything = false;
  #pending: ReturnType<typeof setTimeout> | undefined;
  #lastUpdate = 0;
  #recent: number[] = [];

  onUpdate(listener: (update: Update) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every event, oldest first, of one update at a time. */
  onEvents(listener: (events: readonly object[]) => void): () => void {
    this.#tails.add(listener);
    return () => this.#tails.delete(listener);
  }

  /** Opens the stream at an event's position, unless it goes on where it was. */
  openAfter(position: number): void {
    this.#lastId ??= String(position);
    this.open();
  }

  open(): void {
    this.close();
    const source = new EventSource(
      this.#lastId === null ? "/api/v1/stream" : `/api/v1/stream?last_event_id=${this.#lastId}`,
    );
    this.#source = source;
    this.#listenForSilence();
    const heard = (event: MessageEvent<string>): void => {
      if (event.lastEventId !== "") this.#lastId = event.lastEventId;
      this.#listenForSilence();
    };
    source.addEventListener("hello", (event) => {
      heard(event);
      const wasLost = this.state.value.status === "lost";
      this.#failures = 0;
      this.#set({ status: "live", since: null, retryAt: null, ...this.#clock(event.data) });
      // What is not an event may have changed meanwhile as well.
      if (wasLost) this.#update(null);
    });
    source.addEventListener("heartbeat", (event) => {
      heard(event);
      this.#set({ ...this.#clock(event.data), perMinute: this.#count() });
    });
    source.addEventListener("reset", (event) => {
      heard(event);
      this.#update(null);
    });
    source.addEventListener("changed", (event) => {
      heard(event);
      this.#update((JSON.parse(event.data) as { readonly what: string }).what);
    });
    source.addEventListener("message", (event: MessageEvent<string>) => {
      heard(event);
      this.#recent.push(Date.now());
      const body = JSON.parse(event.data) as { readonly type?: string };
      const { type } = body;
      if (this.#tails.size > 0) this.#events.push(body);
      this.#update(type ?? "");
    });
    source.addEventListener("error", () => this.#lost());
  }

  /** Tries again now. */
  now = (): void => this.open();

  close(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #clock(data: string): Pick<LiveState, "clockOffsetMs"> {
    const { at } = JSON.parse(data) as { readonly at: string };
    return { clockOffsetMs: new Date(at).getTime() - Date.now() };
  }

  /** By the server's clock, as the page shows times. */
  #now(): number {
    return Date.now() + this.state.value.clockOffsetMs;
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #lost(): void {
    this.close();
    const wait = Math.min(1_000 * 2 ** this.#failures, MAX_WAIT_MS);
    this.#failures += 1;
    this.#set({ status: "lost", since: this.state.value.since ?? this.#now(), retryAt: this.#now() + wait });
    this.#retry = setTimeout(() => this.open(), wait);
  }

  /** Collects what changed, so that a hundred events a second are one update. */
  #update(type: string | null): void {
    if (type === null) this.#everything = true;
    else this.#types.add(type);
    if (this.#pending !== undefined) return;
    const wait = Math.max(0, this.#lastUpdate + UPDATE_EVERY_MS - Date.now());
    this.#pending = setTimeout(() => {
      this.#pending = undefined;
      this.#lastUpdate = Date.now();
      const update = { types: this.#types, everything: this.#everything };
      this.#types = new Set();
      this.#everything = false;
      this.#set({ perMinute: this.#count() });
      for (const listener of this.#listeners) listener(update);
      const events = this.#events;
      this.#events = [];
      if (events.length > 0) for (const tail of this.#tails) tail(events);
    }, wait);
  }

  #count(): number {
    const since = Date.now() - MINUTE_MS;
    this.#recent = this.#recent.filter((at) => at > since);
    return this.#recent.length;
  }

  #set(change: Partial<LiveState>): void {
    this.state.set({ ...this.state.value, ...change });
  }
}

export const live = new Live();

export function useLive(): LiveState {
  return useStore(live.state);
}

/** Whether what pages show is of now, for what renders with it alone. */
export function useLiveStatus(): LiveState["status"] {
  return useSyncExternalStore(live.state.watch, () => live.state.value.status);
}

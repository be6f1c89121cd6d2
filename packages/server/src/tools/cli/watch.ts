import { setTimeout as delay } from "node:timers/promises";
import { createOutbound } from "../../net/outbound.ts";
import { ProviderError } from "../../providers/connector.ts";
import { Crossings, crossingLine } from "../watch/crossings.ts";
import { parseInterval } from "../watch/interval.ts";
import { Poster } from "../watch/poster.ts";
import { createWalletReader, type WalletReader, type WatchAccess } from "../watch/read-wallets.ts";
import { isWatched, parseThresholds, WatchUsage, type GivenThresholds, type Thresholds } from "../watch/thresholds.ts";
import type { Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";

export interface WatchOptions extends GivenThresholds {
  readonly host: string;
  readonly token: string | null;
  readonly apiKey: string | null;
  readonly apiSecret: string | null;
  readonly interval: string;
  readonly post: string | null;
  readonly json: boolean;
  readonly once: boolean;
  readonly dnsServers: readonly string[];
}

const OK = 0;
const UNDER = 1;
const TROUBLE = 2;

/** @limit Watch: longest pause that a host may request. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Polls a host's wallets and reports every crossing of a threshold once, without a database. Resolves with the exit
 * code: 0 after a signal or when a single poll found nothing, 1 when it found a wallet at or under a threshold, 2 when
 * a poll or a report failed or an option is wrong.
 */
export async function watch(options: WatchOptions, io: Io): Promise<number> {
  const complain = (message: string) => io.progress(`plimsoll watch: ${message}`);
  const signal = stopping();
  try {
    const { thresholds, intervalMs, access } = readOptions(options);
    // The user of the command line may name a host of their own network.
    const outbound = createOutbound({ allowPrivateTargets: true, dnsServers: options.dnsServers });
    const reader = createWalletReader(options.host, access, outbound);
    const poster = options.post === null ? null : new Poster(options.post, outbound);
    try {
      return await look({ options, thresholds, intervalMs, reader, poster, io, complain, signal });
    } finally {
      await Promise.all([reader.close(), poster?.close()]);
      outbound.close();
    }
  } catch (error) {
    if (signal.aborted) return OK;
    if (!(error instanceof WatchUsage)) throw error;
    complain(error.message);
    return TROUBLE;
  }
}

interface Watching {
  readonly options: WatchOptions;
  readonly thresholds: Thresholds;
  readonly intervalMs: number;
  readonly reader: WalletReader;
  readonly poster: Poster | null;
  readonly io: Io;
  readonly complain: (message: string) => void;
  readonly signal: AbortSignal;
}

async function look(watching: Watching): Promise<number> {
  const { options, thresholds, intervalMs, reader, poster, io, complain, signal } = watching;
  const crossings = new Crossings(thresholds);
  const unwatched = new Set<string>();
  for (;;) {
    let trouble: string | null = null;
    let incomplete = false;
    let waitMs = intervalMs;
    try {
      const { wallets, problems } = await reader.read(signal);
      for (const problem of problems) complain(problem);
      for (const { id, currency } of wallets) {
        if (isWatched(thresholds, currency) || unwatched.has(id)) continue;
        unwatched.add(id);
        complain(`no threshold applies to wallet ${id} (${currency ?? "its currency is not known"})`);
      }
      const crossed = crossings.observe(wallets, new Date());
      for (const crossing of crossed) io.print(options.json ? JSON.stringify(crossing) : crossingLine(crossing));
      if (poster) trouble = await poster.post(crossed, signal);
      incomplete = problems.length > 0;
    } catch (error) {
      if (signal.aborted) return OK;
      if (!(error instanceof ProviderError)) throw error;
      trouble = error.message;
      waitMs = Math.max(waitMs, Math.min(LONGEST_PAUSE_MS, error.retryAfterMs ?? 0));
    }
    if (trouble !== null) complain(trouble);
    if (options.once) {
      if (crossings.anyUnder) return UNDER;
      return trouble === null && !incomplete ? OK : TROUBLE;
    }
    try {
      await delay(waitMs, undefined, { signal });
    } catch {
      return OK;
    }
  }
}

function readOptions(options: WatchOptions): {
  readonly thresholds: Thresholds;
  readonly intervalMs: number;
  readonly access: WatchAccess;
} {
  requireUrl("--host", options.host);
  if (options.post !== null) requireUrl("--post", options.post);
  return {
    thresholds: parseThresholds(options),
    intervalMs: parseInterval(options.interval),
    access: accessOf(options),
  };
}

function accessOf({ token, apiKey, apiSecret }: WatchOptions): WatchAccess {
  if ((apiKey === null) !== (apiSecret === null)) {
    throw new WatchUsage("--api-key and --api-secret must be given together");
  }
  if (apiKey !== null && apiSecret !== null) {
    if (token !== null) throw new WatchUsage("give either --token, or --api-key and --api-secret");
    return { api_key: apiKey, api_secret: apiSecret };
  }
  return { token };
}

function requireUrl(flag: string, text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new WatchUsage(`${flag} must be an http or https URL, not "${text}"`);
  }
}

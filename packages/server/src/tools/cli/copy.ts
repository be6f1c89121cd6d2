import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Config } from "../../config.ts";
import { copyStore, finishCopy, targetState, type CopyProgress } from "../../store/maintenance/copy.ts";
import type { Maintenance } from "../../store/maintenance/maintenance.ts";
import {
  locationOf,
  lockStore,
  openMaintenance,
  openStore,
  requireStore,
  type StoreLocation,
} from "../../store/open.ts";
import type { Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";
import { migrated } from "./store-access.ts";
import { verifyStore } from "./verify.ts";

/** @limit Lists and chores: interval at which `copy` prints its progress. */
const PROGRESS_EVERY_MS = 2_000;

/**
 * Copies the store to another engine or place, compares every row and verifies the books. The target is held, as after a
 * restore. A run that was stopped or killed is continued by the same command. Resolves with the exit code: 1 when it was
 * stopped, or the books are wrong.
 */
export async function copy(config: Config, to: string, io: Io & { readonly json: boolean }): Promise<number> {
  const place = /^postgres(ql)?:/.test(to) ? { ...config, databaseUrl: to } : { databaseUrl: null, dataDir: to };
  const [source, target] = [locationOf(config), locationOf(place)];
  if (isSame(source, target)) throw new Error("--to is the store itself; name another place");
  requireStore(source);
  const signal = stopping();
  const closing: (() => unknown)[] = [];
  try {
    for (const location of [source, target]) {
      const lock = await lockStore(location);
      closing.push(() => lock.release());
    }
    await migrated(config);
    const opened = async (location: StoreLocation, name: string): Promise<Maintenance> => {
      const maintenance = await openMaintenance(location);
      closing.push(() => maintenance.close());
      if ((await maintenance.otherSessions()) > 0)
        throw new Error(`a server uses the ${name}; stop every server first`);
      return maintenance;
    };
    const from = await opened(source, "source");
    const into = await opened(target, "target");
    if ((await targetState(into)) === "unfinished") io.progress("continuing an unfinished copy");
    else await migrated(place);
    const rows = await copyStore(from, into, { step: reporter(io, signal) });
    const code = await verified(target, { ...io, print: io.json ? io.progress : io.print });
    if (code !== 0) {
      io.progress("the copy equals its source, whose books are wrong, and stays unfinished");
      return code;
    }
    await finishCopy(from, into);
    io.print(io.json ? JSON.stringify({ rows }) : `${rows} rows copied, and the same in both`);
    io.progress("the copy is held: start a server on it with the same secret key, check it, then `plimsoll release`");
    return 0;
  } catch (error) {
    if (error !== signal.reason) throw error;
    io.progress("stopped; the same command continues");
    return 1;
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function verified(location: StoreLocation, io: Io): Promise<number> {
  const store = await openStore(location, "command");
  try {
    return await verifyStore(store, { ...io, json: false });
  } finally {
    await store.close();
  }
}

/** Prints how far it is, how fast and how long it will take. */
function reporter({ progress }: Io, signal: AbortSignal): (at: CopyProgress) => Promise<void> {
  let shown = performance.now();
  let before: CopyProgress | null = null;
  return async (at) => {
    // Signals are taken between two steps.
    await setImmediate();
    signal.throwIfAborted();
    const now = performance.now();
    if (before?.phase !== at.phase) {
      before = at;
      shown = now;
    }
    if (now - shown < PROGRESS_EVERY_MS) return;
    const rate = ((at.done - before.done) / (now - shown)) * 1_000;
    const left = Math.ceil((at.total - at.done) / Math.max(rate, 1));
    const percent = Math.floor((at.done / Math.max(at.total, 1)) * 100);
    progress(
      `${at.phase} ${at.table}: ${at.done} of ${at.total} rows (${percent} %), ${Math.round(rate)} rows/s, about ${left} s left`,
    );
    before = at;
    shown = now;
  };
}

function isSame(a: StoreLocation, b: StoreLocation): boolean {
  if (a.engine === "sqlite") return b.engine === "sqlite" && resolve(a.dataDir) === resolve(b.dataDir);
  return b.engine === "postgres" && a.url === b.url;
}

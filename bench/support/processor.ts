import type { StoreLocation } from "@plimsoll/server/store/open";
import { backendsMs, processorMs, threadsOf } from "./proc.ts";

/** Node.js from 24 on names its own threads; before, every thread is called "node". */
const NODES_OWN = new Set(["V8Worker", "libuv-worker", "SignalInspector", "DelayedTaskSche"]);

/** Processor time in milliseconds. */
export interface Processor {
  readonly total: number;
  readonly main: number;
  /** The worker thread: the busiest beside the main thread that is not one of Node.js's own, as far as names say. */
  readonly worker: number;
  /** Garbage collection, the thread pool, and whatever else. */
  readonly rest: number;
  /** PostgreSQL's, without those that disconnected meanwhile; null without PostgreSQL. */
  readonly backends: number | null;
}

/** Starts to measure what a process, and the backends of its database, use; the result returns it so far. */
export function meterProcessor(pid: number, location?: StoreLocation): () => Processor {
  const database = location?.engine === "postgres" ? new URL(location.url).pathname.slice(1) : null;
  const readBackends = () => (database === null ? new Map<number, number>() : backendsMs(database));
  const [totalBefore, threadsBefore, backendsBefore] = [processorMs(pid), threadsOf(pid), readBackends()];
  return () => {
    const total = processorMs(pid) - totalBefore;
    const since = [...threadsOf(pid)].map(([id, { name, ms }]) => {
      return { id, name, ms: ms - (threadsBefore.get(id)?.ms ?? 0) };
    });
    const main = since.find(({ id }) => id === pid)?.ms ?? Number.NaN;
    const others = since.filter(({ id, name }) => id !== pid && !NODES_OWN.has(name));
    const worker = Math.max(0, ...others.map(({ ms }) => ms));
    let backends = 0;
    for (const [id, ms] of readBackends()) backends += ms - (backendsBefore.get(id) ?? 0);
    return { total, main, worker, rest: total - main - worker, backends: database === null ? null : backends };
  };
}

/** Microseconds of processor for each of `count` requests. */
export function microseconds(ms: number, count: number): number {
  return (ms * 1_000) / count;
}

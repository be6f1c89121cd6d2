import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

interface Used {
  readonly name: string;
  /** Processor time so far, in user mode and in the kernel. */
  readonly ms: number;
}

/** Processor time that a process has used so far, all its threads; NaN where there is no /proc. */
export function processorMs(pid: number): number {
  return readStat(`/proc/${pid}/stat`)?.ms ?? Number.NaN;
}

/** The threads that a process has now, by number; the main thread has the number of the process. */
export function threadsOf(pid: number): ReadonlyMap<number, Used> {
  const threads = new Map<number, Used>();
  for (const id of numbersIn(`/proc/${pid}/task`)) {
    const used = readStat(`/proc/${pid}/task/${id}/stat`);
    if (used) threads.set(id, used);
  }
  return threads;
}

/** Processor time so far of each process of PostgreSQL that serves a connection to this database, by its number. */
export function backendsMs(database: string): ReadonlyMap<number, number> {
  const backends = new Map<number, number>();
  for (const pid of numbersIn("/proc")) {
    // PostgreSQL shows "postgres: user database host(port) state" as the command line of such a process.
    const title = read(`/proc/${pid}/cmdline`) ?? "";
    if (title.startsWith("postgres: ") && title.split(" ").includes(database)) backends.set(pid, processorMs(pid));
  }
  return backends;
}

/** Memory of a process now; NaN where there is no /proc. */
export function residentMegabytes(pid: number): number {
  return statusMegabytes(pid, "VmRSS");
}

/** The most memory that a process has had so far; NaN where there is no /proc. */
export function highestResidentMegabytes(pid: number): number {
  return statusMegabytes(pid, "VmHWM");
}

function statusMegabytes(pid: number, name: string): number {
  const lines = read(`/proc/${pid}/status`)?.split("\n");
  const line = lines?.find((each) => each.startsWith(`${name}:`));
  return (Number(/\d+/.exec(line ?? "")?.[0]) * 1_024) / 1e6;
}

function readStat(path: string): Used | null {
  const stat = read(path);
  if (stat === null) return null;
  // The second field is a name in brackets, which may contain blanks.
  const end = stat.lastIndexOf(")");
  const fields = stat.slice(end + 2).split(" ");
  return { name: stat.slice(stat.indexOf("(") + 1, end), ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
}

/** Null for what has ended meanwhile. */
function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function numbersIn(directory: string): readonly number[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

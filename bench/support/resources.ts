import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Release = () => void | Promise<void>;

/** A run's resources: processes, databases, directories. Released newest first, whatever happened. */
export class Resources {
  readonly #releases: Release[] = [];

  defer(release: Release): void {
    this.#releases.push(release);
  }

  async directory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), "plimsoll-bench-"));
    this.defer(() => rm(path, { recursive: true, force: true }));
    return path;
  }

  async release(): Promise<void> {
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      try {
        await release();
      } catch (error) {
        console.error("bench: clean-up:", error);
      }
    }
  }
}

/** Scopes that are open, innermost last. */
const open: Resources[] = [];

/** Does the work with resources of its own, which are released afterwards. */
export async function scoped<T>(work: (resources: Resources) => Promise<T>): Promise<T> {
  const resources = new Resources();
  open.push(resources);
  try {
    return await work(resources);
  } finally {
    await resources.release();
    open.splice(open.indexOf(resources), 1);
  }
}

/** Releases everything on Ctrl-C too. */
export function releaseOnSignals(): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => {
      void (async () => {
        for (const resources of open.toReversed()) await resources.release();
        process.exit(code);
      })();
    });
  }
}

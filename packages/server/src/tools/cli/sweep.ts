import { createCommitter } from "../../store/commit/committer.ts";
import type { Config } from "../../config.ts";
import { chores, sweep as runSweep } from "../../chores/sweep.ts";
import { withStore } from "./store-access.ts";

/** Sweeps once, now. The server on this store, when one runs, sends the resulting webhooks. */
export function sweep(
  config: Config,
  io: { readonly print: (line: string) => void; readonly json: boolean },
): Promise<number> {
  return withStore(config, async (store) => {
    const committer = createCommitter({ store, now: Date.now, onDeliveries: () => undefined });
    const options = { reads: store.reads, committer, now: Date.now };
    const result = await runSweep(options);
    await chores(options);
    io.print(
      io.json
        ? JSON.stringify(result)
        : `swept: ${result.found} wallets had a wrong alert state, ${result.transitions} alert states changed`,
    );
    return 0;
  });
}

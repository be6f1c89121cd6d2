import { createCommitter } from "../committer/committer.ts";
import type { Config } from "../config.ts";
import { chores, sweep as runSweep } from "../sweep/sweep.ts";
import { withStore } from "./store-access.ts";

/** Sweeps once, now. Webhooks that come of it are sent by the server, when one runs on this store. */
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
        : `swept: ${result.found} wallets were misjudged, ${result.transitions} alert states changed`,
    );
    return 0;
  });
}

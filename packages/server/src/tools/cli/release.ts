import type { Config } from "../../config.ts";
import { locationOf, requireStore } from "../../store/open.ts";
import { withSetup } from "./store-access.ts";

/** Ends the hold of a restored store. Servers that run on it begin to poll and to send within a second. */
export async function release(config: Config, print: (line: string) => void): Promise<number> {
  requireStore(locationOf(config));
  return withSetup(config, async (setup) => {
    const held = await setup.isHeld();
    await setup.hold(false);
    print(held ? "released: polling and sending begin" : "it was not held");
    return 0;
  });
}

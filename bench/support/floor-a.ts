import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FloorAApi } from "../children/floor-a.ts";
import { startChild } from "./child.ts";
import { HOOK_ANSWER, HOOK_SECRET, type Target } from "./hooks.ts";
import type { Resources } from "./resources.ts";

/** What the table calls it. */
export const FLOOR_A = "floor A: node:http, HMAC, JSON, one synced record a batch";

export interface FloorAServer extends Target {
  /** Throws unless its file holds as many hooks as it acknowledged. */
  check(acknowledged: number): Promise<string>;
}

export async function startFloorA(resources: Resources): Promise<FloorAServer> {
  const file = join(await resources.directory(), "journal");
  const child = startChild<FloorAApi>(resources, new URL("../children/floor-a.ts", import.meta.url));
  const port = await child.call("listen", { secret: HOOK_SECRET, body: HOOK_ANSWER.body ?? "", file });
  return {
    port,
    pid: child.pid,
    check: async (acknowledged) => {
      const journal = await readFile(file);
      let records = 0;
      for (let end = journal.indexOf(10); end >= 0; end = journal.indexOf(10, end + 1)) records += 1;
      if (records !== acknowledged) {
        throw new Error(`floor A acknowledged ${acknowledged} hooks, and its file holds ${records}`);
      }
      return `floor A's file holds the ${records} hooks that it acknowledged`;
    },
  };
}

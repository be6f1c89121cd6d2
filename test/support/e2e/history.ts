import type { Command } from "@plimsoll/core";
import { locationOf, openStore, setUpStore } from "@plimsoll/server/store/open";
import { createData, type ServerData } from "./server.ts";
import type { Engine } from "./engines.ts";

/** Milliseconds of a day. */
export const DAY = 86_400_000;

export interface Past {
  readonly at: number;
  readonly commands: readonly Command[];
}

/**
 * The data of a server with a past: each batch is carried out at its own time, as a server would have done it then. The
 * store's clock is set for the past, so the server's needs no change.
 */
export async function dataWithHistory(engine: Engine, past: readonly Past[]): Promise<ServerData> {
  const data = await createData(engine);
  const location = locationOf(data);
  const setup = await setUpStore(location);
  await setup.migrate(past[0]?.at ?? Date.now());
  await setup.ensureAccount("default", past[0]?.at ?? Date.now());
  await setup.close();
  const store = await openStore(location, "command");
  try {
    for (const { at, commands } of past) {
      const { answers } = await store.commit(commands, at);
      for (const answer of answers) if (answer.ok !== true) throw new Error(`history: ${JSON.stringify(answer)}`);
    }
  } finally {
    await store.close();
  }
  return data;
}

/** The start of today, so that a history does not depend on the hour of the test. */
export function startOfToday(): number {
  return Math.floor(Date.now() / DAY) * DAY;
}

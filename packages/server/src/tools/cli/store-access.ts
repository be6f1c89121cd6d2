import type { Answer, Command } from "@plimsoll/core";
import type { Config } from "../../config.ts";
import { locationOf, openStore, requireStore, setUpStore } from "../../store/open.ts";
import type { StoreSetup } from "../../store/port/setup.ts";
import type { Store } from "../../store/port/store.ts";

type Place = Pick<Config, "databaseUrl" | "dataDir">;

/** Migrates the store, which is made when it is missing, does the work on its setup and closes that. */
export async function withSetup<T>(config: Place, work: (setup: StoreSetup) => Promise<T>): Promise<T> {
  const setup = await setUpStore(locationOf(config));
  try {
    await setup.migrate(Date.now());
    return await work(setup);
  } finally {
    await setup.close();
  }
}

/** Migrates the store, which is made when it is missing. */
export function migrated(config: Place): Promise<void> {
  return withSetup(config, async () => undefined);
}

/** Opens the existing store, beside a server that may be running, does the work and closes the store. */
export async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const location = locationOf(config);
  requireStore(location);
  await migrated(config);
  const store = await openStore(location, "command");
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Carries out one command in a batch of its own. Throws when it cannot be carried out. */
export async function submitAlone<C extends Command>(store: Store, command: C): Promise<Answer<C>> {
  const { answers } = await store.commit([command], Date.now());
  const [answer] = answers;
  if (!answer || answer.ok === "failed") throw new Error(answer?.message ?? "no answer");
  return answer as Answer<C>;
}

/** The id of the account with this name. With `make`, a missing account is created; otherwise throws. */
export async function accountOf(config: Config, name: string, make = false): Promise<number> {
  if (!make) requireStore(locationOf(config));
  return withSetup(config, async (setup) => {
    const id = make ? await setup.ensureAccount(name, Date.now()) : await setup.findAccount(name);
    if (id === null) throw new Error(`there is no account ${name}`);
    return id;
  });
}

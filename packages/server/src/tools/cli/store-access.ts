import type { Answer, Command } from "@plimsoll/core";
import type { Config } from "../../config.ts";
import { locationOf, openStore, requireStore, setUpStore } from "../../store/open.ts";
import type { Store } from "../../store/port/store.ts";

/** Opens the existing store, beside a server that may be running, does the work and closes the store. */
export async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const location = locationOf(config);
  requireStore(location);
  const setup = await setUpStore(location);
  try {
    await setup.migrate(Date.now());
  } finally {
    await setup.close();
  }
  const store = await openStore(location);
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
  const location = locationOf(config);
  if (!make) requireStore(location);
  const setup = await setUpStore(location);
  try {
    await setup.migrate(Date.now());
    const id = make ? await setup.ensureAccount(name, Date.now()) : await setup.findAccount(name);
    if (id === null) throw new Error(`there is no account ${name}`);
    return id;
  } finally {
    await setup.close();
  }
}

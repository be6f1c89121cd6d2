import type { Config } from "../../config.ts";
import { locationOf, setUpStore } from "../../store/open.ts";

/** Applies pending migrations and prints which. */
export async function migrate(config: Config, print: (line: string) => void): Promise<number> {
  const setup = await setUpStore(locationOf(config));
  try {
    const applied = await setup.migrate(Date.now());
    print(applied.length === 0 ? "the schema is up to date" : `applied migrations: ${applied.join(", ")}`);
  } finally {
    await setup.close();
  }
  return 0;
}

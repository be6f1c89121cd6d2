import type { Config } from "../../config.ts";
import { locationOf, setUpStore } from "../../store/open.ts";

/** Applies pending migrations and prints which; with `citus`, also distributes the tables that are not yet. */
export async function migrate(
  config: Config,
  { citus = false }: { readonly citus?: boolean },
  print: (line: string) => void,
): Promise<number> {
  const setup = await setUpStore(locationOf(config));
  try {
    const now = Date.now();
    const { applied, tables } = citus
      ? await setup.distribute(now)
      : { applied: await setup.migrate(now), tables: null };
    print(applied.length === 0 ? "the schema is up to date" : `applied migrations: ${applied.join(", ")}`);
    if (tables) print(tables.length === 0 ? "every table is distributed" : `distributed: ${tables.join(", ")}`);
  } finally {
    await setup.close();
  }
  return 0;
}

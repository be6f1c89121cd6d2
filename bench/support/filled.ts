import { newDatabase, type Engines } from "./database.ts";
import { fillHistory } from "./fill.ts";
import { connectProvider } from "./hooks.ts";
import { scoped, type Resources } from "./resources.ts";
import { WALLETS, type Filled } from "./scenario.ts";
import { startServer } from "./server.ts";

/** A store that a server has created and SQL has filled with `rows` transactions, their events and idempotency keys. */
export async function fillStore(
  resources: Resources,
  engines: Engines,
  rows: number,
  progress: (line: string) => void,
): Promise<Filled> {
  const database = await newDatabase(resources, engines);
  const signer = await scoped(async (own) => connectProvider(await startServer(own, database)));
  await fillHistory(database, { rows, wallets: WALLETS, providerId: signer.providerId, progress });
  return { database, signer, rows, wallets: WALLETS };
}

import type { Config } from "../config.ts";
import { setUpStore, type StoreLocation } from "../store/open.ts";
import { createSealer, type Sealer } from "../util/sealer.ts";
import { secretKeyOf } from "./secret-key.ts";

const DEFAULT_ACCOUNT = "default";

/** Prepares the schema, the account and the secret key before anything is served. */
export async function prepareStore(
  location: StoreLocation,
  { secretKey, dataDir, hold }: Config,
): Promise<{ readonly accountId: number; readonly sealer: Sealer; readonly held: boolean }> {
  const setup = await setUpStore(location);
  try {
    await setup.migrate(Date.now());
    const key = await secretKeyOf(secretKey, dataDir, () => setup.secretKeyCheck());
    const sealer = key && createSealer(key);
    if (sealer === null || !(await setup.checkSecretKey(sealer.check))) {
      throw new Error(
        "the secret key is not the one this database's secrets were sealed with; set PLIMSOLL_SECRET_KEY (or restore secret.key in the data directory)",
      );
    }
    if (hold) await setup.hold(true);
    const accountId = await setup.ensureAccount(DEFAULT_ACCOUNT, Date.now());
    return { accountId, sealer, held: await setup.isHeld() };
  } finally {
    await setup.close();
  }
}

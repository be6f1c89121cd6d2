import type { Config } from "../../config.ts";
import { adoptRotatedKey, presentSecretKey, stageSecretKey } from "../../start/secret-key.ts";
import type { Maintenance } from "../../store/maintenance/maintenance.ts";
import { reseal } from "../../store/maintenance/reseal.ts";
import { locationOf, lockStore, openMaintenance, requireStore } from "../../store/open.ts";
import { createSealer, newSecretKey } from "../../util/sealer.ts";
import { withSetup } from "./store-access.ts";

export interface RotateIo {
  readonly print: (line: string) => void;
  readonly json: boolean;
}

/**
 * Seals every secret with a new key, in one transaction, while no server runs. The key file is replaced; where the key
 * is a setting, `PLIMSOLL_NEW_SECRET_KEY` is the new one, and the setting has to be changed by hand. Resolves with the
 * exit code.
 */
export async function rotateSecret(config: Config, io: RotateIo): Promise<number> {
  const { secretKey, newSecretKey: configured, dataDir } = config;
  if (secretKey !== null && configured === null) {
    throw new Error("PLIMSOLL_SECRET_KEY is set, so set PLIMSOLL_NEW_SECRET_KEY to the key that replaces it");
  }
  const location = locationOf(config);
  requireStore(location);
  const lock = await lockStore(location);
  try {
    const present = await withSetup(config, (setup) =>
      presentSecretKey(secretKey, dataDir, () => setup.secretKeyCheck()),
    );
    if (present === null) throw new Error("there is no secret key; set PLIMSOLL_SECRET_KEY");
    const next = configured === null ? newSecretKey() : Buffer.from(configured, "hex");
    if (next.equals(present)) throw new Error("PLIMSOLL_NEW_SECRET_KEY is the present key; choose another");
    const maintenance = await openMaintenance(location);
    let values: number;
    try {
      values = await maintenance.transaction(async (sql) => {
        await requireAlone(maintenance);
        const count = await reseal(sql, createSealer(present), createSealer(next));
        // One that has started meanwhile has the present key; one that starts from now on waits to compare its key.
        await requireAlone(maintenance);
        if (secretKey === null) await stageSecretKey(dataDir, next);
        return count;
      });
    } finally {
      await maintenance.close();
    }
    if (secretKey === null) await adoptRotatedKey(dataDir, async () => createSealer(next).check);
    io.print(io.json ? JSON.stringify({ values }) : `${values} secrets are sealed with the new key`);
    if (secretKey !== null && !io.json) io.print("set PLIMSOLL_SECRET_KEY to it before the next start");
    return 0;
  } finally {
    lock.release();
  }
}

async function requireAlone(maintenance: Maintenance): Promise<void> {
  if ((await maintenance.otherSessions()) > 0) throw new Error("a server uses this database; stop every server first");
}

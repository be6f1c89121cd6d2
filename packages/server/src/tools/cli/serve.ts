import { startServer } from "../../start/server.ts";
import type { Config } from "../../config.ts";
import { createLogger } from "../../util/log.ts";
import { collectGarbage } from "../../util/collect-garbage.ts";
import { VERSION } from "../../util/version.ts";
import type { Io } from "./io.ts";
import { stopSignal } from "./stop-signal.ts";

/** @nolimit By then the first requests have compiled their schemas, which leaves garbage that an idle server would keep. */
const FIRST_REQUESTS_MS = 3_000;

/** Serves until SIGTERM or SIGINT, then drains. Resolves with the exit code. */
export async function serve(config: Config, io: Io): Promise<number> {
  const logger = createLogger(config.logLevel);
  io.ignoreClosedOutput();
  const stopped = stopSignal();
  const starting = startServer(config, logger);
  // The signal ends a start that still waits for its database.
  const server = await Promise.race([starting, stopped]);
  if (typeof server === "string") {
    logger.info({ signal: server }, "stopped before the start was over");
    logger.flush();
    starting.then((late) => late.stop()).catch(() => undefined);
    return 0;
  }
  io.print(`plimsoll listening on ${server.url} (${VERSION})`);
  if (server.newAdminKey !== null) io.print(`plimsoll admin key (shown once): ${server.newAdminKey}`);
  setImmediate(collectGarbage);
  setTimeout(collectGarbage, FIRST_REQUESTS_MS).unref();
  const signal = await stopped;
  logger.info({ signal }, "stopping");
  await server.stop();
  logger.info("stopped");
  logger.flush();
  return 0;
}

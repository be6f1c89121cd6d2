import type { Config } from "../../config.ts";
import { startSandbox } from "@plimsoll/sandbox";
import type { Io } from "./io.ts";
import { stopSignal } from "./stop-signal.ts";

export interface SandboxFlags {
  readonly port: number;
  readonly seed: number;
}

/** Runs a provider sandbox with three wallets until it gets a signal. */
export async function sandbox({ host }: Pick<Config, "host">, { port, seed }: SandboxFlags, io: Io): Promise<number> {
  const stopped = stopSignal();
  const running = await startSandbox({
    host,
    port,
    seed,
    wallets: [
      { currency: "USD", balance: "5000.00" },
      { currency: "EUR", balance: "3000.00" },
      { currency: "GBP", balance: "2500.00" },
    ],
  });
  io.print(`sandbox listening on ${running.url}`);
  io.print(`api key ${running.apiKey}, api secret ${running.apiSecret}; switches under ${running.url}/sandbox`);
  await stopped;
  await running.stop();
  return 0;
}

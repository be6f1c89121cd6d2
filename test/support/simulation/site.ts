import { setTimeout as pause } from "node:timers/promises";
import { discardData, startServer, type Server, type ServerOptions } from "../e2e/server.ts";

/** Wait of a client before it repeats a request that a living server did not answer. */
const RETRY_MS = 20;
/** The longest time for which a request is repeated. */
const PATIENCE_MS = 30_000;
/** PLIMSOLL_DRAIN_MS, and a little more. */
const STOP_MS = 20_000;

/** A server that is killed and started again on the same data, and clients that follow it. */
export class Site {
  #server: Server;
  #up: Promise<unknown> = Promise.resolve();
  /** The number of its ends, of any kind. */
  restarts = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(options: ServerOptions): Promise<Site> {
    return Site.of(await startServer(options));
  }

  static of(server: Server): Site {
    return new Site(server);
  }

  get server(): Server {
    return this.#server;
  }

  /** Ends the server at once and starts another one. Ends requested meanwhile follow. */
  restart(signal: "SIGKILL" | "SIGTERM"): Promise<unknown> {
    this.#up = this.#up.then(async () => {
      const old = this.#server;
      await (signal === "SIGKILL" ? old.kill() : stop(old));
      this.#server = await old.restart();
      this.restarts += 1;
    });
    return this.#up;
  }

  /** Ends the server in an orderly way, and removes everything of it. */
  async close(): Promise<void> {
    await this.#up;
    await stop(this.#server);
    await discardData(this.#server.data);
  }

  /** Repeats a request until a server has responded, as a client that needs the result does. */
  async answered<T extends { readonly status: number }>(send: (server: Server) => Promise<T>): Promise<T> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      await this.#up;
      try {
        const answer = await send(this.#server);
        if (answer.status !== 503 && answer.status !== 429) return answer;
        if (performance.now() > until) throw new Error(`still ${answer.status} after ${PATIENCE_MS} ms`);
      } catch (error) {
        if (performance.now() > until) throw error;
      }
      await pause(RETRY_MS);
    }
  }
}

/** An orderly end, which the drain bounds and whose code is 0. */
async function stop(server: Server): Promise<void> {
  const started = performance.now();
  const exit = await server.stop();
  const took = performance.now() - started;
  if (exit.code === 0 && took < STOP_MS) return;
  throw new Error(`SIGTERM ended with ${exit.code ?? exit.signal} after ${Math.round(took)} ms:\n${server.logs}`);
}

import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/**
 * Below the ports that Linux and the others choose when a program names none (32768 and up), so that a port keeps its meaning
 * while nothing listens on it: neither another test's server nor an outgoing connection takes it meanwhile.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Listens on its previous port, or, when that is 0, on a free one that nothing takes while the server is closed. */
export async function listenOnLastingPort(server: Server, previous = 0): Promise<number> {
  for (;;) {
    const port = previous === 0 ? randomInt(FIRST, LAST) : previous;
    server.listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
      return port;
    } catch (error) {
      if (previous !== 0 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}

/** A free port for a program that is started, or started again, later. */
export async function lastingPort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLastingPort(server);
  server.close();
  await once(server, "close");
  return port;
}

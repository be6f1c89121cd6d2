import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/**
 * Below the ports that Linux and the others choose when a program names none (32768 and up), so that a port keeps its meaning
 * while nothing listens on it: no outgoing connection takes it meanwhile.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Listens on its previous port, or, when that is 0, on a free one that nothing takes while the server is closed. */
export async function listenOnLastingPort(server: Server, previous = 0): Promise<number> {
  for (;;) {
    const port = previous === 0 ? await ownPort() : previous;
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

/** A port that no other test draws while this process runs: its UDP port of the same number is taken all the time. */
async function ownPort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    const claim = createSocket("udp4").unref();
    try {
      claim.bind({ port, address: "127.0.0.1", exclusive: true });
      await once(claim, "listening");
      return port;
    } catch (error) {
      claim.close();
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { listenOnLastingPort } from "./lasting-port.ts";

/** A proxy between a client and a TCP server, so that a test can take the server away and bring it back. */
export class Proxy {
  private readonly target: { readonly host: string; readonly port: number };
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  port = 0;
  /** Bytes the server sends are lost from now on. */
  deaf = false;
  /** Bytes of the server that still pass before it is deaf. */
  passing = Number.POSITIVE_INFINITY;
  /** Bytes that were lost so. */
  lost = 0;

  constructor(host: string, port: number) {
    this.target = { host, port };
  }

  async start(): Promise<void> {
    this.deaf = false;
    this.server = createServer((client) => {
      const upstream = connect(this.target);
      this.sockets.add(client).add(upstream);
      const end = () => {
        client.destroy();
        upstream.destroy();
        this.sockets.delete(client);
        this.sockets.delete(upstream);
      };
      client.on("close", end).on("error", end).pipe(upstream);
      upstream.on("close", end).on("error", end);
      upstream.on("data", (data) => {
        if (this.deaf || this.passing <= 0) {
          this.lost += data.length;
          return;
        }
        this.passing -= data.length;
        client.write(data);
      });
    });
    this.port = await listenOnLastingPort(this.server, this.port);
  }

  /** Connections break and new ones are refused. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }
}

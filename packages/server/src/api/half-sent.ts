import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Knows of each connection whether its last request has wholly arrived. */
export class HalfSent {
  readonly #sockets = new Set<Socket>();
  readonly #last = new WeakMap<Socket, { readonly request: IncomingMessage; readonly response: ServerResponse }>();

  connected(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  arrived(request: IncomingMessage, response: ServerResponse): void {
    this.#last.set(request.socket, { request, response });
  }

  /** Ends every connection except those whose whole request is being answered. */
  end(): void {
    for (const socket of this.#sockets) {
      const last = this.#last.get(socket);
      const isAnswering = last !== undefined && last.request.complete && !last.response.writableFinished;
      if (!isAnswering) socket.destroy();
    }
  }
}

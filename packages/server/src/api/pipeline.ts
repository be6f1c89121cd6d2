import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * @limit Requests: pipelined requests of one connection processed at once, besides the first; responses keep their
 * order.
 */
const MAX_PIPELINED = 7;
/** @limit Requests: pipelined requests of one connection that wait; with more it is closed. */
const MAX_PIPELINE_WAITING = 1_000;

interface Line {
  underWay: number;
  readonly waiting: (() => void)[];
}

const lines = new WeakMap<Socket, Line>();

/**
 * Passes a request on, at once when it is the only one of its connection. One that was sent before the response to an
 * earlier one waits for its turn, so that hundreds sent together take no more of the thread than a few, and requests of
 * other connections are handled in between.
 */
export function inLine(request: IncomingMessage, response: ServerResponse, handle: RequestListener): void {
  // Only the response that is next to be written has a socket.
  if (response.socket !== null) {
    handle(request, response);
    return;
  }
  const { socket } = request;
  const line = lines.get(socket) ?? { underWay: 0, waiting: [] };
  lines.set(socket, line);
  const begin = (): void => {
    line.underWay += 1;
    response.once("close", () => {
      line.underWay -= 1;
      // In a later turn of the event loop, after requests of other connections.
      setImmediate(() => line.underWay < MAX_PIPELINED && line.waiting.shift()?.());
    });
    handle(request, response);
  };
  if (line.underWay < MAX_PIPELINED) begin();
  else if (line.waiting.length < MAX_PIPELINE_WAITING) line.waiting.push(begin);
  else socket.destroy();
}

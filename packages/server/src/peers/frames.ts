import { deserialize, serialize } from "node:v8";

/** @nolimit The bytes of a frame's length. */
const LENGTH_BYTES = 4;
/** @limit Several processes: bytes of one message between two processes; the commands of a turn are divided among several. */
export const MAX_FRAME_BYTES = 16 * 1_024 * 1_024;

/** What has arrived is no message of ours. */
export class BadFrame extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BadFrame";
  }
}

/** The value behind its length, in V8's own format, which keeps integers of any size; null when it cannot be sent or is too large. */
export function frameOf(value: unknown): Buffer | null {
  let body: Buffer;
  try {
    body = serialize(value);
  } catch {
    return null;
  }
  if (body.length > MAX_FRAME_BYTES) return null;
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + body.length);
  frame.writeUInt32BE(body.length);
  body.copy(frame, LENGTH_BYTES);
  return frame;
}

/** Puts the values together again from the pieces in which they arrive. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Bytes of the frame that is arriving; null: its length has not arrived. */
  #wanted: number | null = null;

  /** The values that are complete with this piece. Throws `BadFrame`. */
  push(piece: Buffer): unknown[] {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const values: unknown[] = [];
    for (;;) {
      if (this.#wanted === null) {
        if (this.#bytes < LENGTH_BYTES) return values;
        this.#wanted = this.#take(LENGTH_BYTES).readUInt32BE();
        if (this.#wanted > MAX_FRAME_BYTES) throw new BadFrame(`a message of ${this.#wanted} bytes`);
      }
      if (this.#bytes < this.#wanted) return values;
      values.push(valueOf(this.#take(this.#wanted)));
      this.#wanted = null;
    }
  }

  #take(bytes: number): Buffer {
    const [first] = this.#pieces;
    const whole = first !== undefined && first.length >= bytes ? first : Buffer.concat(this.#pieces);
    const rest = whole.subarray(bytes);
    if (whole === first) this.#pieces.shift();
    else this.#pieces = [];
    if (rest.length > 0) this.#pieces.unshift(rest);
    this.#bytes -= bytes;
    return whole.subarray(0, bytes);
  }
}

function valueOf(body: Buffer): unknown {
  try {
    return deserialize(body);
  } catch (error) {
    throw new BadFrame("a message that cannot be read", { cause: error });
  }
}

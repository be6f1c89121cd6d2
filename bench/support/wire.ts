/** Requests as the bytes to send, one after another in one buffer, so that sending costs next to nothing. */
export interface Requests {
  readonly bytes: Buffer;
  /** Request i is `bytes[offsets[i] … offsets[i + 1])`. */
  readonly offsets: Float64Array;
  readonly count: number;
}

const GROW_BYTES = 1 << 24;

export class RequestWriter {
  #bytes = Buffer.allocUnsafe(GROW_BYTES);
  #length = 0;
  readonly #offsets: number[] = [0];

  add(text: string): void {
    if (this.#length + text.length * 3 > this.#bytes.length) this.#grow(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, "utf8");
    this.#offsets.push(this.#length);
  }

  finish(): Requests {
    const { length } = this.#offsets;
    return {
      bytes: this.#bytes.subarray(0, this.#length),
      offsets: Float64Array.from(this.#offsets),
      count: length - 1,
    };
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2 + least);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

export function httpRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = "",
): string {
  let head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
  if (body !== "") head += `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${head}\r\n${body}`;
}

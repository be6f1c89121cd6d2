import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";

/** A response in an unsupported content coding. */
export class UnknownCoding extends Error {
  constructor(codings: string) {
    super(`the response is encoded as ${codings.slice(0, MAX_CODING_CHARACTERS)}, which is not supported`);
    this.name = "UnknownCoding";
  }
}

/** @limit Requests to other hosts: characters kept of an unknown content coding. */
const MAX_CODING_CHARACTERS = 40;
/** The low half of a zlib header's first byte: the method `deflate`. */
const ZLIB_METHOD = 8;

/**
 * A body without its content coding. No request asks a host for one; some send one all the same. The body is decoded
 * while it is read, so a bound on the bytes read is a bound on the bytes decoded. Throws `UnknownCoding`.
 */
export function decoded(body: Readable, contentEncoding: string | null): Readable {
  const coding = (contentEncoding ?? "").trim().toLowerCase();
  if (coding === "" || coding === "identity") return body;
  const decoder = DECODERS[coding];
  if (decoder === undefined) throw new UnknownCoding(coding);
  return Readable.from(unpacked(body, decoder));
}

/** Whether a body has a content coding. */
export function isEncoded(contentEncoding: string | null): boolean {
  return contentEncoding !== null && !/^\s*(?:identity\s*)?$/i.test(contentEncoding);
}

/**
 * The first `kept` bytes of a body, which is read to its end, or closed behind `most` bytes. An error on the way ends it.
 * By events, because iterating a stream costs more than the rest of reading a short response.
 */
export async function firstBytesOf(bodyOf: () => Readable, kept: number, most: number): Promise<Buffer> {
  const body = bodyOf();
  const chunks: Buffer[] = [];
  let total = 0;
  return new Promise((resolve) => {
    body.on("data", (chunk: Buffer) => {
      if (total < kept) chunks.push(chunk.subarray(0, kept - total));
      total += chunk.length;
      if (total > most) body.destroy();
    });
    const end = (): void => resolve(Buffer.concat(chunks));
    body.once("end", end).once("close", end).once("error", end);
  });
}

/** By their names; each gets the body's first byte. */
const DECODERS: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  br: () => createBrotliDecompress(),
  // zlib's format by the standard; some servers send the bare one.
  deflate: (first) => ((first & 0x0f) === ZLIB_METHOD ? createInflate() : createInflateRaw()),
};

/** Ending it early ends its source. An empty body is empty in every coding. */
async function* unpacked(source: Readable, decoderFor: (first: number) => Transform): AsyncGenerator<Buffer> {
  const chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const start = first.value;
  const all = async function* (): AsyncGenerator<Buffer> {
    yield start;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  const decoder = decoderFor(start[0] ?? 0);
  // The decoder's reader receives its errors.
  pipeline(all(), decoder, () => {});
  yield* decoder as AsyncIterable<Buffer>;
}

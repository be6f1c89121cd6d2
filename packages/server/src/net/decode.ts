import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";

/** An answer in a content coding that is not read. */
export class UnknownCoding extends Error {
  constructor(codings: string) {
    super(`the answer is encoded as ${codings.slice(0, MAX_CODING_CHARACTERS)}, which is not read`);
    this.name = "UnknownCoding";
  }
}

/** @limit Requests to other hosts: characters kept of an unknown content coding. */
const MAX_CODING_CHARACTERS = 40;
/** The low half of a zlib header's first byte: the method `deflate`. */
const ZLIB_METHOD = 8;

/**
 * A body without its content coding. None is asked for; some hosts send one all the same. The body is decoded as it is read, so a bound on what
 * is read is a bound on what is decoded. Throws `UnknownCoding`.
 */
export function decoded(body: Readable, contentEncoding: string | null): Readable {
  const coding = (contentEncoding ?? "").trim().toLowerCase();
  if (coding === "" || coding === "identity") return body;
  const decoder = DECODERS[coding];
  if (decoder === undefined) throw new UnknownCoding(coding);
  return Readable.from(unpacked(body, decoder));
}

/** By their names; each is given the body's first byte. */
const DECODERS: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  br: () => createBrotliDecompress(),
  // zlib's format by the standard, and the bare one by some servers.
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
  // Its errors go on to the decoder's reader.
  pipeline(all(), decoder, () => {});
  yield* decoder as AsyncIterable<Buffer>;
}

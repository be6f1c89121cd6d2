import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";

/** An answer in a content coding that is not read. */
export class UnknownCoding extends Error {
  constructor(codings: string) {
    super(`the answer is encoded as ${codings.slice(0, MAX_CODING_CHARACTERS)}, which is not read`);
    this.name = "UnknownCoding";
  }
}

const MAX_CODING_CHARACTERS = 40;
/** The low half of a zlib header's first byte: the method `deflate`. */
const ZLIB_METHOD = 8;

/**
 * A body without its content coding. None is asked for; some hosts send one all the same. The body is decoded as it is read, so a bound on what
 * is read is a bound on what is decoded. Throws `UnknownCoding`.
 */
export function decoded(body: Readable, contentEncoding: string | null): Readable {
  const coding = (contentEncoding ?? "").trim().toLowerCase();
  switch (coding) {
    case "":
    case "identity":
      return body;
    case "gzip":
    case "x-gzip":
      return through(body, createGunzip());
    case "br":
      return through(body, createBrotliDecompress());
    case "deflate":
      return Readable.from(inflated(body));
    default:
      throw new UnknownCoding(coding);
  }
}

/** Errors go on to the decoder's reader, and destroying the decoder destroys its source. */
function through(source: Readable | AsyncIterable<Buffer>, decoder: Transform): Transform {
  pipeline(source, decoder, () => {});
  return decoder;
}

/** `deflate` is zlib's format by the standard, and the bare one by some servers: the first byte shows which. */
async function* inflated(source: Readable): AsyncGenerator<Buffer> {
  const chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const start = first.value;
  const all = async function* (): AsyncGenerator<Buffer> {
    yield start;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  const isZlib = ((start[0] ?? 0) & 0x0f) === ZLIB_METHOD;
  yield* through(all(), isZlib ? createInflate() : createInflateRaw()) as AsyncIterable<Buffer>;
}

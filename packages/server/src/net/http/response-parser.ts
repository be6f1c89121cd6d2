/** A response that is not HTTP/1.1 as it should be. */
export class NotHttp extends Error {
  /** As of the parser of Node.js, whose codes begin like this. */
  readonly code = "HPE_INVALID_RESPONSE";

  constructor(problem: string) {
    super(problem);
    this.name = "NotHttp";
  }
}

/** A response up to its body. */
export interface ResponseHead {
  readonly status: number;
  /** By its lower-case name; null without it. A repeated header is combined, or its first value counts. */
  readonly header: (name: string) => string | null;
  /** Whether the connection can be used again after the body. */
  readonly isKept: boolean;
}

export interface ResponseReader {
  /** Called for the final response, before its body. Interim ones are passed over. */
  readonly onHead: (head: ResponseHead) => void;
  readonly onData: (chunk: Buffer) => void;
  /** Called once; the parser takes nothing more. */
  readonly onEnd: () => void;
}

/** @limit Requests to other hosts: size of the line that begins a chunk of a response's body. */
const MAX_CHUNK_LINE = 256;
const LINE_END = "\r\n";
const EMPTY_LINE = LINE_END + LINE_END;
const SWITCHING_PROTOCOLS = 101;
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\0\n]*)?$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// oxlint-disable-next-line no-control-regex
const UNFIT_VALUE = /[\0-\x08\n-\x1f\x7f]/;
const SIZE = /^[0-9a-f]{1,13}$/i;
const LENGTH = /^\d{1,15}$/;
/** Of these the first value counts, as for `node:http`. */
const SINGLE: ReadonlySet<string> = new Set([
  "age",
  "content-length",
  "content-type",
  "etag",
  "expires",
  "last-modified",
  "location",
  "retry-after",
  "server",
]);

type State = "head" | "body" | "until close" | "chunk line" | "chunk" | "after chunk" | "trailer" | "ended";

/**
 * Reads one response (RFC 9112) of a request other than HEAD, from pieces of any size. A request of `node:http` costs
 * three times as much, most of it for streams and events of which a webhook needs none. It is strict: a length that is
 * said twice or beside a coding, an unknown coding, and anything else that two readers could understand differently is
 * refused with `NotHttp`.
 */
export class ResponseParser {
  readonly #reader: ResponseReader;
  readonly #maxHeadBytes: number;
  #state: State = "head";
  /** Bytes of a head or of a line that is not whole yet. */
  #kept: Buffer | null = null;
  /** Bytes of head, interim responses included, or of trailers so far. */
  #headBytes = 0;
  /** Bytes of the body, or of the chunk, that are missing. */
  #missing = 0;

  constructor(reader: ResponseReader, maxHeadBytes: number) {
    this.#reader = reader;
    this.#maxHeadBytes = maxHeadBytes;
  }

  /** Takes the next bytes; returns those behind the end of the response. Throws `NotHttp`. */
  take(bytes: Buffer): Buffer {
    let rest = this.#kept === null ? bytes : Buffer.concat([this.#kept, bytes]);
    this.#kept = null;
    while (rest.length > 0 && this.#state !== "ended") {
      const left = this.#step(rest);
      if (left === null) {
        this.#kept = rest;
        break;
      }
      rest = left;
    }
    return this.#state === "ended" ? rest : NOTHING;
  }

  get isEnded(): boolean {
    return this.#state === "ended";
  }

  /** The connection has ended: true when the response is whole. */
  close(): boolean {
    if (this.#state === "until close") this.#end();
    return this.#state === "ended";
  }

  /** Returns what is left of the bytes; null when more are needed first. */
  #step(bytes: Buffer): Buffer | null {
    switch (this.#state) {
      case "head":
        return this.#head(bytes);
      case "body":
      case "chunk":
        return this.#body(bytes);
      case "until close":
        this.#reader.onData(bytes);
        return NOTHING;
      case "chunk line":
        return this.#chunkLine(bytes);
      case "after chunk":
        return this.#afterChunk(bytes);
      case "trailer":
        return this.#trailer(bytes);
      case "ended":
        return bytes;
    }
  }

  #head(bytes: Buffer): Buffer | null {
    const last = bytes.indexOf(EMPTY_LINE, 0, "latin1");
    const end = last + EMPTY_LINE.length;
    this.#bound(last === -1 ? bytes.length : end);
    if (last === -1) {
      if (!mayBegin(bytes)) throw new NotHttp("it does not begin with a status");
      return null;
    }
    this.#headBytes += end;
    const [statusLine = "", ...lines] = bytes.toString("latin1", 0, last).split(LINE_END);
    const [, minor, digits] = STATUS_LINE.exec(statusLine) ?? [];
    if (digits === undefined) throw new NotHttp("it does not begin with a status");
    const status = Number(digits);
    if (status === SWITCHING_PROTOCOLS) throw new NotHttp("it switches to another protocol");
    if (status >= 200) this.#final(status, minor === "1", headersOf(lines));
    return bytes.subarray(end);
  }

  #final(status: number, isNew: boolean, headers: Headers): void {
    const coding = headers.get("transfer-encoding") ?? null;
    const length = headers.get("content-length") ?? null;
    if (coding !== null && length !== null) throw new NotHttp("its length is given beside a transfer coding");
    const options = (headers.get("connection") ?? "").toLowerCase();
    const isKept = isNew ? !hasWord(options, "close") : hasWord(options, "keep-alive");
    const isEmpty = status === NO_CONTENT || status === NOT_MODIFIED;
    const hasEnd = isEmpty || coding !== null || length !== null;
    if (isEmpty) this.#missing = 0;
    else if (coding !== null) {
      if (coding.toLowerCase() !== "chunked") throw new NotHttp("its transfer coding is unknown");
    } else if (length !== null) this.#missing = lengthOf(length);
    this.#state = hasEnd ? (coding !== null && !isEmpty ? "chunk line" : "body") : "until close";
    this.#headBytes = 0;
    this.#reader.onHead({ status, header: (name) => headers.get(name) ?? null, isKept: isKept && hasEnd });
    if (this.#state === "body" && this.#missing === 0) this.#end();
  }

  #body(bytes: Buffer): Buffer {
    const own = bytes.length <= this.#missing ? bytes : bytes.subarray(0, this.#missing);
    this.#missing -= own.length;
    const isChunk = this.#state === "chunk";
    this.#reader.onData(own);
    if (this.#missing === 0) {
      if (isChunk) this.#state = "after chunk";
      else this.#end();
    }
    return bytes.subarray(own.length);
  }

  #chunkLine(bytes: Buffer): Buffer | null {
    const line = lineOf(bytes, MAX_CHUNK_LINE);
    if (line === null) return null;
    const [size = ""] = line.text.split(";", 1);
    if (!SIZE.test(size.trimEnd())) throw new NotHttp("a chunk has no size");
    this.#missing = Number.parseInt(size, 16);
    this.#state = this.#missing === 0 ? "trailer" : "chunk";
    return bytes.subarray(line.end);
  }

  #afterChunk(bytes: Buffer): Buffer | null {
    const line = bytes.toString("latin1", 0, LINE_END.length);
    if (!LINE_END.startsWith(line)) throw new NotHttp("a chunk is longer than its size");
    if (line.length < LINE_END.length) return null;
    this.#state = "chunk line";
    return bytes.subarray(LINE_END.length);
  }

  #trailer(bytes: Buffer): Buffer | null {
    const line = lineOf(bytes, this.#maxHeadBytes);
    if (line === null) return null;
    this.#bound(line.end);
    this.#headBytes += line.end;
    if (line.text === "") this.#end();
    return bytes.subarray(line.end);
  }

  #bound(more: number): void {
    if (this.#headBytes + more > this.#maxHeadBytes) throw new NotHttp("its headers are too long");
  }

  #end(): void {
    this.#state = "ended";
    this.#reader.onEnd();
  }
}

type Headers = ReadonlyMap<string, string>;

const NOTHING = Buffer.alloc(0);

/** Whether a response may begin with these bytes. */
function mayBegin(bytes: Buffer): boolean {
  const begin = "HTTP/1.";
  return begin.startsWith(bytes.toString("latin1", 0, begin.length));
}

function headersOf(lines: readonly string[]): Headers {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    const value = line.slice(colon + 1).trim();
    if (!NAME.test(name) || UNFIT_VALUE.test(value)) throw new NotHttp("a header is malformed");
    add(headers, name.toLowerCase(), value);
  }
  return headers;
}

function add(headers: Map<string, string>, name: string, value: string): void {
  const before = headers.get(name);
  if (before === undefined) headers.set(name, value);
  else if (name === "content-length" && before !== value) throw new NotHttp("its length is given twice");
  else if (!SINGLE.has(name)) headers.set(name, `${before}, ${value}`);
}

function lengthOf(text: string): number {
  if (!LENGTH.test(text)) throw new NotHttp("its length is no number");
  return Number(text);
}

/** Whether the list of a header contains the word; both are in lower case. */
function hasWord(list: string, word: string): boolean {
  return list === word || list.split(",").some((each) => each.trim() === word);
}

/** The first line and the index behind it; null when it is not whole. Throws when it is longer than `most` bytes. */
function lineOf(bytes: Buffer, most: number): { readonly text: string; readonly end: number } | null {
  const at = bytes.indexOf(LINE_END, 0, "latin1");
  if ((at === -1 ? bytes.length : at) > most) throw new NotHttp("a line is too long");
  return at === -1 ? null : { text: bytes.toString("latin1", 0, at), end: at + LINE_END.length };
}

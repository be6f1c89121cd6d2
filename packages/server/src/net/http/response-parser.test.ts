import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotHttp, ResponseParser, type ResponseHead } from "./response-parser.ts";

const MAX_HEAD = 1_024;

interface Read {
  readonly head: ResponseHead | null;
  readonly body: string;
  readonly isEnded: boolean;
  readonly rest: string;
}

/** What is read of these pieces, and, when `closes`, of the end of the connection behind them. */
function read(pieces: readonly (string | Buffer)[], closes = false): Read {
  const chunks: Buffer[] = [];
  let head: ResponseHead | null = null;
  let ends = 0;
  const parser = new ResponseParser(
    {
      onHead: (found) => {
        expect(head).toBeNull();
        head = found;
      },
      onData: (chunk) => {
        expect([head === null, ends]).toEqual([false, 0]);
        chunks.push(chunk);
      },
      onEnd: () => (ends += 1),
    },
    MAX_HEAD,
  );
  let rest = "";
  for (const piece of pieces) {
    const bytes = typeof piece === "string" ? Buffer.from(piece, "latin1") : piece;
    rest += (parser.isEnded ? bytes : parser.take(bytes)).toString("latin1");
  }
  if (closes) expect(parser.close()).toBe(parser.isEnded);
  expect(ends).toBe(parser.isEnded ? 1 : 0);
  return { head, body: Buffer.concat(chunks).toString("latin1"), isEnded: parser.isEnded, rest };
}

function split(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
}

const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const value = fc.stringMatching(/^[!-~\xa0-\xff]([ -~\xa0-\xff]{0,18}[!-~\xa0-\xff])?$/);
const bodies = fc.array(fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 }), { maxLength: 5 });

describe("a response", () => {
  it("is read however it is divided, and what follows it is left", () => {
    const interim = fc.array(fc.constantFrom("100 Continue", "102 Processing", "103 Early Hints\r\nlink: </a>"), {
      maxLength: 2,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204 && status !== 304),
        fc.uniqueArray(
          fc.tuple(
            token.map((name) => `x-${name}`),
            value,
          ),
          { selector: ([name]) => name, maxLength: 4 },
        ),
        bodies,
        fc.boolean(),
        interim,
        fc.array(fc.nat(), { maxLength: 8 }),
        (status, headers, parts, isChunked, before, cuts) => {
          const body = parts.join("");
          const framing = isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
          const chunks = parts.map((part) => `${part.length.toString(16)};a=b\r\n${part}\r\n`).join("");
          const text =
            before.map((head) => `HTTP/1.1 ${head}\r\n\r\n`).join("") +
            `HTTP/1.1 ${status} Some Reason\r\n${headers.map(([name, given]) => `${name}:  ${given} \r\n`).join("")}${framing}\r\n\r\n` +
            (isChunked ? `${chunks}0\r\nx-trailer: 1\r\n\r\n` : body);
          const found = read(split(`${text}HTTP/1.1 200`, cuts));
          expect(found).toMatchObject({ body, isEnded: true, rest: "HTTP/1.1 200", head: { status, isKept: true } });
          for (const [name, given] of headers) expect(found.head?.header(name)).toBe(given.trim());
        },
      ),
    );
  });

  it("without a length lasts until the connection ends, which cannot be used again", () => {
    const pieces = ["HTTP/1.1 200 OK\r\n\r\n", "ab", "cd"];
    expect(read(pieces)).toMatchObject({ body: "abcd", isEnded: false, head: { isKept: false } });
    expect(read(pieces, true)).toMatchObject({ body: "abcd", isEnded: true });
  });

  it.each([204, 304])("with the status %i has no body, whatever its headers say", (status) => {
    const text = `HTTP/1.1 ${status} X\r\ncontent-length: 5\r\n\r\n`;
    expect(read([text])).toMatchObject({ isEnded: true, body: "", head: { status, isKept: true } });
  });

  it.each([
    ["HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", "its body is shorter than its length"],
    ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n", "its last chunk is missing"],
    ["HTTP/1.1 200 OK\r\nx: y\r\n", "its head is not whole"],
    ["", "nothing has come"],
  ])("%j is not whole when the connection ends", (text) => {
    expect(read([text], true).isEnded).toBe(false);
  });

  it.each([
    ["HTTP/1.1", "", true],
    ["HTTP/1.1", "Connection: close\r\n", false],
    ["HTTP/1.1", "connection: X-a, CLOSE\r\n", false],
    ["HTTP/1.0", "", false],
    ["HTTP/1.0", "Connection: Keep-Alive\r\n", true],
  ])("of %s with %j: its connection can be used again: %s", (version, header, isKept) => {
    expect(read([`${version} 200\r\n${header}content-length: 0\r\n\r\n`]).head).toMatchObject({ isKept });
  });

  it("has one value for each header: the first, or all of a list", () => {
    const { head } = read(["HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nRetry-After: 3\r\nretry-after: 4\r\n\r\n"]);
    expect([head?.header("a"), head?.header("retry-after"), head?.header("b")]).toEqual(["1, 2", "3", null]);
  });
});

describe("is refused", () => {
  const ok = "HTTP/1.1 200 OK\r\n";
  it.each([
    ["SSH-2.0-OpenSSH_9.6\r\n", "it does not begin with a status"],
    ["HTTP/2 200\r\n\r\n", "it does not begin with a status"],
    ["HTTP/1.1 20\r\n\r\n", "it does not begin with a status"],
    ["HTTP/1.1 200 OK\nx: y\r\n\r\n", "it does not begin with a status"],
    ["HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n", "it switches to another protocol"],
    [`${ok}no colon\r\n\r\n`, "a header is malformed"],
    [`${ok}na me: x\r\n\r\n`, "a header is malformed"],
    [`${ok}name : x\r\n\r\n`, "a header is malformed"],
    [`${ok}a: b\r\n c\r\n\r\n`, "a header is malformed"],
    [`${ok}a: b\nc: d\r\n\r\n`, "a header is malformed"],
    [`${ok}a: \0\r\n\r\n`, "a header is malformed"],
    [`${ok}content-length: 1\r\ncontent-length: 2\r\n\r\n`, "its length is given twice"],
    [`${ok}content-length: -1\r\n\r\n`, "its length is no number"],
    [`${ok}content-length: 1, 1\r\n\r\n`, "its length is no number"],
    [`${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`, "its length is given beside a transfer coding"],
    [`${ok}transfer-encoding: gzip, chunked\r\n\r\n`, "its transfer coding is unknown"],
    [`${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n`, "a chunk has no size"],
    [`${ok}transfer-encoding: chunked\r\n\r\n-1\r\n`, "a chunk has no size"],
    [`${ok}transfer-encoding: chunked\r\n\r\n1\r\nab\r\n`, "a chunk is longer than its size"],
    [`${ok}transfer-encoding: chunked\r\n\r\n${"0".repeat(300)}`, "a line is too long"],
    [`${ok}transfer-encoding: chunked\r\n\r\n0\r\n${"a: b\r\n".repeat(200)}`, "its headers are too long"],
    [`${ok}a: ${"b".repeat(MAX_HEAD)}`, "its headers are too long"],
    ["HTTP/1.1 100 Continue\r\n\r\n".repeat(50), "its headers are too long"],
  ])("%j: %s", (text, problem) => {
    expect(() => read([text])).toThrow(new NotHttp(problem));
    expect(() => read(text.split(""))).toThrow(new NotHttp(problem));
  });
});

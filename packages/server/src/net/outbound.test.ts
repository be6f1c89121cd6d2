import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Deadline } from "../util/deadline.ts";
import { createOutbound, type Outbound, type OutboundRequest } from "./outbound.ts";

const closers: (() => void)[] = [];
let outbound: Outbound;

beforeEach(() => {
  outbound = createOutbound({ allowPrivateTargets: true });
  closers.push(() => outbound.close());
});

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/**
 * A server of bytes: `answer` gets each request's head, with the number of its connection and of the request on it,
 * both from 1.
 */
async function raw(
  answer: (socket: Socket, connection: number, request: number) => void,
): Promise<{ url: URL; connections: () => number }> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    const connection = (connections += 1);
    let requests = 0;
    sockets.add(socket);
    socket.on("error", () => {}).on("data", () => answer(socket, connection, (requests += 1)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    connections: () => connections,
  };
}

async function ask(url: URL, more: Partial<OutboundRequest> = {}): Promise<string> {
  const deadline = new Deadline(3_000);
  try {
    const request = { method: "GET", url, headers: {}, body: null, owner: "1", repeatable: true, ...more } as const;
    const answer = await outbound.request(request, deadline);
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body() as AsyncIterable<Buffer>) chunks.push(chunk);
    return `${answer.status} ${Buffer.concat(chunks).toString()}`;
  } finally {
    deadline.clear();
  }
}

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

describe("a kept-alive connection that is closed when it is used again", () => {
  it.each([
    ["closed", (socket: Socket) => socket.destroy()],
    ["ended", (socket: Socket) => socket.end()],
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
  ])("costs nothing when it is %s: the request is sent once more on a new one", async (_how, cut) => {
    const { url, connections } = await raw((socket, _connection, request) => {
      if (request === 1) socket.write(OK);
      else cut(socket);
    });
    for (let request = 1; request <= 3; request++) expect(await ask(url)).toBe("200 ok");
    expect(connections()).toBeGreaterThanOrEqual(2);
  });

  it("is an error for a request that must not arrive twice", async () => {
    const { url, connections } = await raw((socket, _connection, request) => {
      if (request === 1) socket.write(OK);
      else socket.destroy();
    });
    const order = { method: "POST", body: "{}", repeatable: false } as const;
    expect(await ask(url, order)).toBe("200 ok");
    await expect(ask(url, order)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(connections()).toBe(1);
  });

  it("is an error once any byte of a response has arrived", async () => {
    const { url, connections } = await raw((socket, _connection, request) => {
      if (request === 1) socket.write(OK);
      else socket.write("HTTP/1.1 2", () => socket.destroy());
    });
    expect(await ask(url)).toBe("200 ok");
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(connections()).toBe(1);
  });

  it("is retried once and not forever", async () => {
    const { url, connections } = await raw((socket, connection, request) => {
      if (connection === 1 && request === 1) socket.write(OK);
      else socket.destroy();
    });
    expect(await ask(url)).toBe("200 ok");
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(connections()).toBe(2);
  });

  it("a first connection that is closed is an error at once", async () => {
    const { url, connections } = await raw((socket) => socket.destroy());
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(connections()).toBe(1);
  });
});

describe("an unexpected interim response", () => {
  it.each([
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 100 Continue\r\nx-why: not\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n",
    "HTTP/1.1 102 Processing\r\n\r\n",
  ])("%j is ignored, and the connection stays in use", async (interim) => {
    const { url, connections } = await raw((socket) => socket.write(interim, () => socket.write(OK)));
    for (let request = 1; request <= 3; request++)
      expect(await ask(url, { method: "POST", body: "{}" })).toBe("200 ok");
    expect(connections()).toBe(1);
  });

  it("switching protocols is a failure", async () => {
    const { url } = await raw((socket) =>
      socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"),
    );
    await expect(ask(url)).rejects.toThrow("it switches to another protocol");
  });
});

describe("a connection is not used again", () => {
  it.each([
    ["HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok", "that is to be closed"],
    ["HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok", "of HTTP/1.0"],
    [`${OK}HTTP/1.1 200 OK\r\n`, "on which more bytes follow"],
    ["HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nok", "that is closed in a moment"],
  ])("after %j", async (text) => {
    const { url, connections } = await raw((socket) => socket.write(text));
    for (let request = 1; request <= 3; request++) expect(await ask(url)).toBe("200 ok");
    expect(connections()).toBe(3);
  });

  it("beyond the 64 that are kept to an origin", async () => {
    const sockets = new Set<Socket>();
    const waiting: Socket[] = [];
    const { url } = await raw((socket) => {
      sockets.add(socket.on("close", () => sockets.delete(socket)));
      waiting.push(socket);
      if (waiting.length === 70) for (const each of waiting) each.write(OK);
    });
    await Promise.all(Array.from({ length: 70 }, () => ask(url)));
    await expect.poll(() => sockets.size).toBe(64);
  });

  it("when bytes come without a request", async () => {
    let close = (): void => {};
    const ended = new Promise<void>((resolve) => (close = resolve));
    let first: Socket | null = null;
    const { url, connections } = await raw((socket) => {
      first ??= socket.on("close", () => close());
      socket.write(OK);
    });
    expect(await ask(url)).toBe("200 ok");
    (first as Socket | null)?.write(OK);
    const writtenAt = performance.now();
    await ended;
    // Not only when it has been unused for long.
    expect(performance.now() - writtenAt).toBeLessThan(2_000);
    expect(await ask(url)).toBe("200 ok");
    expect(connections()).toBe(2);
  });

  it("when its response came before the request was sent", async () => {
    const { url, connections } = await raw((socket, _connection, request) => {
      if (request > 1) return;
      socket.pause();
      socket.write(OK);
    });
    expect(await ask(url, { method: "POST", body: "x".repeat(16 * 1_048_576) })).toBe("200 ok");
    expect(await ask(url)).toBe("200 ok");
    expect(connections()).toBe(2);
  });
});

describe("a body", () => {
  const SIZE = 4 * 1_048_576;

  it("that is not read is not taken in", async () => {
    let written = 0;
    const { url } = await raw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${100 * SIZE}\r\n\r\n`);
      const pour = (): void => {
        for (let goesOn = true; goesOn && !socket.destroyed && written < 100 * SIZE; written += 65_536) {
          goesOn = socket.write("x".repeat(65_536));
        }
      };
      socket.on("drain", pour);
      pour();
    });
    const deadline = new Deadline(5_000);
    const request = { method: "GET", url, headers: {}, body: null, owner: "1", repeatable: true } as const;
    const answer = await outbound.request(request, deadline);
    const isFull = async (): Promise<void> => {
      for (let before = -1; before !== written;) {
        before = written;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(written).toBeLessThan(100 * SIZE);
    };
    // Without a reader, and with one that has begun.
    await isFull();
    const body = answer.body();
    await once(body, "readable");
    await isFull();
    body.on("error", () => {}).destroy();
    deadline.clear();
  });

  it("that is longer than what is read ahead arrives whole, however late its reader comes", async () => {
    const { url } = await raw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${SIZE}\r\n\r\n`);
      socket.write("y".repeat(SIZE));
    });
    const deadline = new Deadline(5_000);
    const request = { method: "GET", url, headers: {}, body: null, owner: "1", repeatable: true } as const;
    const answer = await outbound.request(request, deadline);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    let size = 0;
    for await (const chunk of answer.body() as AsyncIterable<Buffer>) size += chunk.length;
    expect(size).toBe(SIZE);
    deadline.clear();
  });

  it.each([
    ["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", "its length"],
    ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n", "its last chunk"],
  ])("that ends before %j is an error", async (text) => {
    const { url } = await raw((socket) => socket.end(text));
    await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("lasts until the connection ends when it has no length", async () => {
    const { url } = await raw((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it"));
    expect(await ask(url)).toBe("200 all of it");
  });
});

describe("a request", () => {
  it("names its host, and says how long its body is", async () => {
    const heads: string[] = [];
    const server = createTcpServer((socket) =>
      socket.on("data", (bytes: Buffer) => {
        heads.push(bytes.toString());
        socket.write(OK);
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const url = new URL(`http://user:secret@127.0.0.1:${port}/a%20b?c=d#e`);
    await ask(url, { method: "POST", body: "č", headers: { "X-A": "b" } });
    await ask(url, { method: "POST" });
    await ask(url, { headers: { HOST: "other.test" } });
    const host = `127.0.0.1:${port}`;
    expect(heads).toEqual([
      `POST /a%20b?c=d HTTP/1.1\r\nX-A: b\r\nHost: ${host}\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nč`,
      `POST /a%20b?c=d HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n`,
      `GET /a%20b?c=d HTTP/1.1\r\nHOST: other.test\r\nConnection: keep-alive\r\n\r\n`,
    ]);
  });

  it.each([
    ["Ren\u00e9", "a", [0xe9, 0x61]],
    ["Ren\u00e9", "\u010d", [0xe9, 0xc4, 0x8d]],
    ["Rene", "\u010d", [0x65, 0xc4, 0x8d]],
    ["Rene", "a", [0x65, 0x61]],
  ])("with the header %j and the body %j has it in Latin-1 and UTF-8", async (value, body, bytes) => {
    const seen: Buffer[] = [];
    const server = createTcpServer((socket) =>
      socket.on("data", (data: Buffer) => void (seen.push(data), socket.write(OK))),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await ask(url, { method: "POST", headers: { "x-name": value }, body });
    const sent = Buffer.concat(seen);
    const end = sent.indexOf("\r\n", sent.indexOf("x-name"));
    expect([sent[end - 1], ...sent.subarray(sent.indexOf("\r\n\r\n") + 4)]).toEqual(bytes);
  });

  it.each([
    ["x-bad", "a\r\nInjected: yes"],
    ["x-bad", "\u20ac"],
    ["x bad", "a"],
    ["x-bad:", "a"],
  ])("cannot have the header %j: %j", async (name, value) => {
    const { url, connections } = await raw((socket) => socket.write(OK));
    await expect(ask(url, { headers: { [name]: value } })).rejects.toThrow(/[Ii]nvalid character|must be a valid/);
    expect(connections()).toBe(0);
  });
});

describe("a request over TLS", () => {
  async function greeting(host: string): Promise<string> {
    let greet: (bytes: string) => void = () => {};
    const greeted = new Promise<string>((resolve) => (greet = resolve));
    const server = createTcpServer((socket) =>
      socket
        .on("error", () => {})
        .once("data", (bytes: Buffer) => {
          greet(bytes.toString("latin1"));
          socket.destroy();
        }),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const names = { resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 as const }]) };
    outbound = createOutbound({ allowPrivateTargets: true, names });
    const { port } = server.address() as AddressInfo;
    await expect(ask(new URL(`https://${host}:${port}/`))).rejects.toMatchObject({ code: "ECONNRESET" });
    return greeted;
  }

  it("names the host and HTTP/1.1", async () => {
    expect(await greeting("receiver.test")).toMatch(/receiver\.test[^]*http\/1\.1|http\/1\.1[^]*receiver\.test/);
  });

  it("to an address names no host", async () => {
    expect(await greeting("127.0.0.1")).not.toContain("127.0.0.1");
  });
});

describe("a response that is encoded although no coding was requested", () => {
  const TEXT = JSON.stringify({ balance: "610.00", note: "č".repeat(5_000) });
  const encoded = (coding: string, bytes: Buffer) =>
    raw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${bytes.length}\r\n\r\n`);
      socket.write(bytes);
    });

  it.each([
    ["gzip", gzipSync(TEXT)],
    ["GZIP", gzipSync(TEXT)],
    ["x-gzip", gzipSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["deflate", deflateRawSync(TEXT)],
    ["identity", Buffer.from(TEXT)],
  ])("in %s is decoded", async (coding, bytes) => {
    const { url, connections } = await encoded(coding, bytes);
    expect(await ask(url)).toBe(`200 ${TEXT}`);
    expect(await ask(url)).toBe(`200 ${TEXT}`);
    expect(connections()).toBe(1);
  });

  it.each(["gzip", "br", "deflate"])("in %s and empty is empty", async (coding) => {
    const { url } = await encoded(coding, Buffer.alloc(0));
    expect(await ask(url)).toBe("200 ");
  });

  it.each(["zstd", "gzip, gzip"])("in %s is refused with an error that names it", async (coding) => {
    const { url } = await encoded(coding, Buffer.from("x"));
    await expect(ask(url)).rejects.toThrow(`the response is encoded as ${coding}, which is not supported`);
  });

  it.each([
    ["gzip", gzipSync(TEXT).subarray(0, 40), "unexpected end of file"],
    ["br", Buffer.from("no brotli"), "Decompression failed"],
    ["deflate", Buffer.from("xyz"), "incorrect header check"],
  ])("in %s and broken is an error", async (coding, bytes, problem) => {
    const { url } = await encoded(coding, bytes);
    await expect(ask(url)).rejects.toThrow(problem);
  });
});

describe("the deadline", () => {
  it("ends a body that trickles, and its connection", async () => {
    let ended = (): void => {};
    const closed = new Promise<void>((resolve) => (ended = resolve));
    const { url } = await raw((socket) => {
      socket.on("close", ended);
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n");
    });
    const deadline = new Deadline(100);
    const answer = await outbound.request(
      { method: "GET", url, headers: {}, body: null, owner: "1", repeatable: true },
      deadline,
    );
    const reading = (async () => {
      for await (const _ of answer.body());
    })();
    await expect(reading).rejects.toThrow("not done within 100 ms");
    await closed;
  });
});

import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { answerClientError } from "./client-error.ts";
import { createHttpServer } from "./server.ts";

/** Shorter than the interval of the checks, so that the test shows the interval too. */
const TIMEOUT_MS = 200;
/** The checks come every second. */
const WITHIN_MS = 3_000;

const empty: RequestListener = (request, response) => void request.resume().on("end", () => response.end());

async function listening(handle = empty, timeoutMs?: number): Promise<number> {
  const server = createHttpServer(handle, {}, timeoutMs);
  server.on("clientError", answerClientError);
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

it.each([
  ["in its headers", "POST / HTTP/1.1\r\nHost: a\r\nContent-Le"],
  ["in its body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf"],
])("a request that stops %s is ended after its timeout", async (_, text) => {
  const socket = connect(await listening(empty, TIMEOUT_MS), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let answer = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (answer += piece));
  const startedAt = performance.now();
  socket.write(text);
  await once(socket, "close");
  const took = performance.now() - startedAt;
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(took).toBeGreaterThanOrEqual(TIMEOUT_MS);
  expect(took).toBeLessThan(WITHIN_MS);
});

it("a connection without a request is closed without a response, which a browser would take for that of its next one", async () => {
  const socket = connect(await listening(empty, TIMEOUT_MS), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let answer = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (answer += piece));
  await once(socket, "close");
  expect(answer).toBe("");
});

describe("pipelined requests", () => {
  /** A connection's requests that are under way, by path, and the bodies that it has received. */
  interface Pipelining {
    readonly socket: Socket;
    readonly underWay: Map<string, ServerResponse>;
    readonly received: () => string[];
    /** Sends as many requests at once, with paths from 0. */
    readonly send: (count: number) => void;
    /** Resolves after a request that was sent later on a connection of its own has had its response. */
    readonly othersTurn: () => Promise<void>;
  }

  async function pipelining(): Promise<Pipelining> {
    const underWay = new Map<string, ServerResponse>();
    const port = await listening((request, response) => {
      const { url = "" } = request;
      if (url === "/other") return void response.end();
      underWay.set(
        url,
        response.once("close", () => underWay.delete(url)),
      );
    });
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    onTestFinished(() => void socket.destroy());
    let text = "";
    socket.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    return {
      socket,
      underWay,
      received: () => [...text.matchAll(/\r\n\r\n(\/\d+)/g)].map(([, path = ""]) => path),
      send: (count) => {
        const requests = Array.from({ length: count }, (_, index) => `GET /${index} HTTP/1.1\r\nHost: a\r\n\r\n`);
        socket.write(requests.join(""));
      },
      othersTurn: async () => void (await (await fetch(`http://127.0.0.1:${port}/other`)).text()),
    };
  }

  const paths = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`);

  it("of one connection are handled eight at a time, others' in between, and get their responses in order", async () => {
    const { underWay, received, send, othersTurn } = await pipelining();
    send(300);
    await expect.poll(() => underWay.size).toBe(8);
    let most = 0;
    while (received().length < 300) {
      await othersTurn();
      most = Math.max(most, underWay.size);
      // The last first, so that the order is not that in which they end.
      for (const [path, response] of [...underWay].toReversed()) response.end(path);
    }
    expect(most).toBe(8);
    expect(received()).toEqual(paths(300));
  });

  it("wait by the thousand, and one more closes the connection", async () => {
    const enough = await pipelining();
    enough.send(1_008);
    await expect.poll(() => enough.underWay.size).toBe(8);
    await enough.othersTurn();
    expect(enough.socket.destroyed).toBe(false);
    const tooMany = await pipelining();
    tooMany.send(1_009);
    await once(tooMany.socket, "close");
    expect(tooMany.received()).toEqual([]);
    expect(enough.socket.destroyed).toBe(false);
  });
});

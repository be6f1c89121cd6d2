import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { answerClientError } from "./client-error.ts";
import { createHttpServer } from "./server.ts";

/** Shorter than the interval of the checks, so that the test shows the interval too. */
const TIMEOUT_MS = 200;
/** The checks come every second. */
const WITHIN_MS = 3_000;

async function listening(): Promise<number> {
  const server = createHttpServer(
    (request, response) => request.resume().on("end", () => response.end()),
    {},
    TIMEOUT_MS,
  );
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
  const socket = connect(await listening(), "127.0.0.1");
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
  const socket = connect(await listening(), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let answer = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (answer += piece));
  await once(socket, "close");
  expect(answer).toBe("");
});

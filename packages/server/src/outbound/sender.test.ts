import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../net/failure.ts";
import { NameUnresolved } from "../net/names.ts";
import { createOutbound, type Outbound } from "../net/outbound.ts";
import { createSender, type Sender, type SendOutcome } from "./signed-webhook/sender.ts";

const closers: (() => Promise<void> | void)[] = [];
let outbound: Outbound;
let sender: Sender;

beforeEach(() => {
  outbound = createOutbound({ allowPrivateTargets: true });
  sender = createSender(outbound);
  closers.push(() => outbound.close());
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listening(server: Server, sockets: Set<Socket>): Promise<string> {
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function receiver(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  sockets = new Set<Socket>(),
): Promise<string> {
  return listening(createServer(handle), sockets);
}

function post(url: string, more: { timeoutMs?: number; headers?: Record<string, string>; signal?: AbortSignal } = {}) {
  const request = {
    url,
    headers: more.headers ?? {},
    body: '{"a":"č"}',
    owner: "test",
    timeoutMs: more.timeoutMs ?? 2_000,
  };
  return sender.send(request, more.signal);
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 5, timeout: 3_000 }).toBe(true);
}

describe("send", () => {
  it("posts the body byte for byte with its headers", async () => {
    const seen: unknown[] = [];
    const url = await receiver((request, response) => {
      seen.push(request.method, request.url, request.headers);
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        seen.push(Buffer.concat(chunks).toString());
        response.writeHead(202).end("thanks");
      });
    });
    const outcome = await post(`${url}/hook?a=b`, { headers: { "X-Event-ID": "evt_1" } });
    expect(outcome).toEqual<SendOutcome>({
      status: 202,
      latencyMs: expect.any(Number) as number,
      error: null,
      errorMessage: null,
      retryAfterMs: null,
      responseSnippet: "thanks",
      verdict: "delivered",
    });
    expect(seen).toMatchObject([
      "POST",
      "/hook?a=b",
      { "content-type": "application/json", "user-agent": "plimsoll/1", "x-event-id": "evt_1", "content-length": "10" },
      '{"a":"č"}',
    ]);
  });

  it("given headers take precedence", async () => {
    let seen: IncomingMessage["headers"] = {};
    const url = await receiver((request, response) => {
      seen = request.headers;
      response.end();
    });
    await post(url, { headers: { "Content-Type": "text/plain" } });
    expect(seen["content-type"]).toBe("text/plain");
  });

  it.each([301, 302, 307, 308])("does not follow a %s", async (status) => {
    let requests = 0;
    const url = await receiver((_request, response) => {
      requests += 1;
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
    expect(await post(url)).toMatchObject({ status, error: null });
    expect(requests).toBe(1);
  });

  it("reads Retry-After", async () => {
    const url = await receiver((_request, response) => response.writeHead(429, { "retry-after": "3" }).end());
    expect(await post(url)).toMatchObject({ status: 429, retryAfterMs: 3_000 });
  });

  it("reuses connections whose response was read to the end", async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end("x".repeat(10_000)));
    server.on("connection", () => (connections += 1));
    const url = await listening(server, new Set());
    for (let request = 0; request < 10; request++) await post(url);
    // A connection is free again a moment after its response has ended, so a second one may open.
    expect(connections).toBeLessThanOrEqual(2);
  });
});

describe("the response's snippet", () => {
  it("is the first 1,024 bytes of a huge response, whose connection is closed", async () => {
    const sockets = new Set<Socket>();
    const url = await receiver((_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write("y".repeat(65_536)));
      };
      response.on("drain", pour);
      pour();
    }, sockets);
    const outcome = await post(url, { timeoutMs: 5_000 });
    expect(outcome).toMatchObject({ status: 200, error: null, responseSnippet: "y".repeat(1_024) });
    await until(() => sockets.size === 0);
  });

  it("is the part before the timeout of an endless response", async () => {
    const sockets = new Set<Socket>();
    const url = await receiver((_request, response) => response.writeHead(200).write("ok, and"), sockets);
    const startedAt = performance.now();
    expect(await post(url, { timeoutMs: 100 })).toMatchObject({ status: 200, error: null, responseSnippet: "ok, and" });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await until(() => sockets.size === 0);
  });

  it("keeps the status of a response broken off in its body", async () => {
    const url = await receiver((_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    });
    expect(await post(url)).toMatchObject({ status: 200, error: null });
  });

  it("can always be stored: no cut character, no NUL, no invalid byte", async () => {
    const bytes = Buffer.concat([Buffer.from("a\0"), Buffer.from([0xff]), Buffer.from("č".repeat(600))]);
    const url = await receiver((_request, response) => response.end(bytes));
    expect((await post(url)).responseSnippet).toBe(`a\uFFFD\uFFFD${"č".repeat(510)}`);
  });
});

describe("without a response, the error", () => {
  it("is timeout when there is no response, and the connection is closed", async () => {
    const sockets = new Set<Socket>();
    const url = await receiver(() => {}, sockets);
    const outcome = await post(url, { timeoutMs: 80 });
    expect(outcome).toMatchObject({
      status: null,
      error: "timeout",
      errorMessage: `${new URL(url).host} did not answer within 80 ms`,
    });
    expect(outcome.latencyMs).toBeGreaterThanOrEqual(79);
    expect(outcome.latencyMs).toBeLessThan(1_000);
    await until(() => sockets.size === 0);
  });

  it("is timeout when the connection never opens", async () => {
    const names = { resolve: () => new Promise<never>(() => {}) };
    const stuck = createSender(createOutbound({ allowPrivateTargets: true, names }));
    const request = { url: "http://stuck.test/", headers: {}, body: "", owner: "test", timeoutMs: 50 };
    const outcome = await stuck.send(request);
    expect(outcome).toMatchObject({ status: null, error: "timeout" });
    expect(outcome.latencyMs).toBeLessThan(1_000);
  });

  it("is connection_refused without a listener", async () => {
    const server = createTcpServer();
    const url = await listening(server, new Set());
    await new Promise((done) => server.close(done));
    closers.pop();
    expect(await post(url)).toMatchObject({ status: null, error: "connection_refused" });
  });

  it.each([
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
    ["closed", (socket: Socket) => socket.end()],
  ])("is connection_reset when the connection is %s", async (_how, cut) => {
    const url = await listening(
      createTcpServer((socket) => socket.once("data", () => cut(socket))),
      new Set(),
    );
    expect(await post(url)).toMatchObject({ status: null, error: "connection_reset" });
  });

  it("is tls when the other side does not speak it", async () => {
    const url = await receiver((_request, response) => response.end());
    expect(await post(url.replace("http:", "https:"))).toMatchObject({ status: null, error: "tls" });
  });

  it("is dns when the name does not resolve", async () => {
    const names = { resolve: () => Promise.reject(new NameUnresolved("lost.test", "ENOTFOUND")) };
    const lost = createSender(createOutbound({ allowPrivateTargets: false, names }));
    const outcome = await lost.send({
      url: "http://lost.test/",
      headers: {},
      body: "",
      owner: "test",
      timeoutMs: 1_000,
    });
    const errorMessage = "lost.test could not be resolved: there is no such name";
    expect(outcome).toMatchObject({ status: null, error: "dns", errorMessage });
  });

  it.each(["", "nonsense", "ftp://example.com/", "http://", "/relative"])("is invalid_url for “%s”", async (url) => {
    expect(await post(url)).toMatchObject({ status: null, error: "invalid_url" });
  });

  it("is aborted when the caller ends it, before or during", async () => {
    const url = await receiver(() => {});
    expect(await post(url, { signal: AbortSignal.abort() })).toMatchObject({ status: null, error: "aborted" });
    const controller = new AbortController();
    const pending = post(url, { signal: controller.signal });
    controller.abort();
    expect(await pending).toMatchObject({ status: null, error: "aborted" });
  });

  it("is aborted when the layer is closed", async () => {
    let reached = false;
    const url = await receiver(() => (reached = true));
    const pending = post(url);
    await until(() => reached);
    outbound.close();
    expect(await pending).toMatchObject({ status: null, error: "aborted" });
    expect(await post(url)).toMatchObject({ status: null, error: "aborted" });
  });

  it("is other for a header that cannot be sent and for a response that is not HTTP", async () => {
    const url = await listening(
      createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n")),
      new Set(),
    );
    expect(await post(url)).toMatchObject({ status: null, error: "other" });
    expect(await post(url, { headers: { "x-bad": "a\nb" } })).toMatchObject({ status: null, error: "other" });
  });
});

describe("failureOf", () => {
  it.each([
    ["CERT_HAS_EXPIRED", "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["EAI_AGAIN", "dns"],
    ["ETIMEDOUT", "timeout"],
    ["EHOSTUNREACH", "other"],
  ])("%s → %s", (code, expected) => {
    const error = Object.assign(new Error("x"), { code });
    expect(failureOf(error, "host.test").error).toBe(expected);
    expect(failureOf(new Error("wrapped", { cause: error }), "host.test").error).toBe(expected);
  });

  it.each(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "EMFILE"])(
    "names the host and no address for %s",
    (code) => {
      const error = Object.assign(new Error(`connect ${code} 10.1.2.3:443`), { code });
      const { words } = failureOf(error, "host.test:443");
      expect(words).toContain("host.test:443");
      expect(words).not.toContain("10.1.2.3");
    },
  );
});

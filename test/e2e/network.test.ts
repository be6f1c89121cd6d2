import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { Attempt, Delivery, Provider } from "@plimsoll/contract";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { DnsServer } from "../support/dns-server.ts";
import { errorOf, expectStatus, type Api } from "../support/e2e/api.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { listen, QUICK_RETRIES, useServer } from "../support/e2e/fixtures.ts";
import { hang, startReceiver } from "../support/e2e/receiver.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { HttpProvider, type Reply } from "../support/http-provider.ts";

const CREDITS = { event_types: ["wallet.credited"] };
/** The delay that a neighbour's failure may cause: far below any timeout, far above a busy machine's delays. */
const UNDISTURBED_MS = 4_000;

const names = new DnsServer();
beforeAll(async () => void (await names.start()));
afterAll(() => names.stop());

/** An account of its own on the same server. */
async function otherAccount(server: Server): Promise<Api> {
  const made = await server.cli("keys", "create", "--account", "other", "--scopes", "admin", "--json");
  expect(made.code).toBe(0);
  return server.api.as((JSON.parse(made.stdout) as { key: string }).key);
}

/** A server of bytes. `answer` gets the number of the connection and of the request on it, both from 1. */
async function raw(answer: (socket: Socket, connection: number, request: number) => void): Promise<string> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = (connections += 1);
    let requests = 0;
    sockets.add(socket);
    socket.on("error", () => {}).on("data", () => answer(socket, connection, (requests += 1)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

async function settled(api: Api, endpointId: string): Promise<{ delivery: Delivery; attempts: Attempt[] }> {
  const delivery = await eventually(async () => {
    const [found] = await api.deliveries(endpointId);
    return found !== undefined && found.status !== "pending" ? found : null;
  });
  return { delivery, attempts: await api.attempts(delivery.id) };
}

describe("a neighbour", () => {
  const server = useServer({ env: { ...QUICK_RETRIES, PLIMSOLL_DNS_SERVERS: "127.0.0.1:1" } });

  it("whose name server is silent delays no other webhooks", async () => {
    const own = await startServer({ env: { ...QUICK_RETRIES, PLIMSOLL_DNS_SERVERS: names.address } });
    names.records.set("silent.test", "silent");
    names.records.set("receiver.test", { addresses: ["127.0.0.1"] });
    const other = await otherAccount(own);
    const lost = await other.createEndpoint("http://silent.test/hook", { ...CREDITS, rate_limit_per_second: 1_000 });
    const receiver = await startReceiver();
    const named = receiver.url.replace("127.0.0.1", "receiver.test");
    await own.api.createEndpoint(named, CREDITS);
    for (let event = 0; event < 10; event++) await other.createFundedWallet("1.00");
    await eventually(() => names.asked.some((asked) => asked.startsWith("silent.test")));
    const startedAt = performance.now();
    await own.api.createFundedWallet("1.00");
    await receiver.waitFor(1);
    expect(performance.now() - startedAt).toBeLessThan(UNDISTURBED_MS);
    const attempt = await eventually(async () => {
      const [first] = await other.deliveries(lost.id);
      return first === undefined ? null : (await other.attempts(first.id))[0];
    });
    expect(attempt).toMatchObject({ status: null });
    expect(attempt.error).toContain("silent.test could not be resolved: no name server responded in time");
    await receiver.close();
    await own.stop();
  });

  it("whose receivers hang at a host delays no other account's webhooks to that host, nor its own others", async () => {
    const { api } = server();
    const other = await otherAccount(server());
    const receiver = await startReceiver();
    receiver.answer(({ path }) => (path.startsWith("/hang") ? hang : 200));
    const fields = { ...CREDITS, rate_limit_per_second: 1_000, timeout_ms: 30_000 };
    for (let index = 0; index < 20; index++) await other.createEndpoint(receiver.urlAt(`/hang/${index}`), fields);
    const wallet = await other.createWallet();
    const item = { wallet_id: wallet.id, transaction_type: "CREDIT", amount: "1.00" };
    const items = Array.from({ length: 20 }, () => item);
    expectStatus(200, await other.post("/transactions", items));
    // More than the former bound of connections to one host.
    await eventually(() => receiver.requests.length > 200);
    await api.createEndpoint(receiver.urlAt("/quick"), CREDITS);
    await other.createEndpoint(receiver.urlAt("/own"), CREDITS);
    const startedAt = performance.now();
    await api.createFundedWallet("1.00");
    await receiver.waitFor(1, ({ path }) => path === "/quick");
    expect(performance.now() - startedAt).toBeLessThan(UNDISTURBED_MS);
    const again = performance.now();
    await other.createFundedWallet("1.00");
    await receiver.waitFor(1, ({ path }) => path === "/own");
    expect(performance.now() - again).toBeLessThan(UNDISTURBED_MS);
    await receiver.close();
  });
});

describe("a receiver", () => {
  const server = useServer({ env: QUICK_RETRIES });
  const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  it("that closes its kept connection when it is used again loses no attempt", async () => {
    const { api } = server();
    const url = await raw((socket, _connection, request) => {
      if (request === 1) socket.write(OK);
      else socket.destroy();
    });
    const endpoint = await api.createEndpoint(url, CREDITS);
    for (let event = 1; event <= 4; event++) {
      await api.createFundedWallet("1.00");
      await eventually(async () => (await api.deliveries(endpoint.id, "&status=delivered")).length === event);
    }
    for (const delivery of await api.deliveries(endpoint.id)) expect(delivery.attempt_count).toBe(1);
  });

  it("that sends an unexpected 100 Continue is understood", async () => {
    const { api } = server();
    const url = await raw((socket) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${OK}`));
    const endpoint = await api.createEndpoint(url, CREDITS);
    await api.createFundedWallet("1.00");
    const { delivery, attempts } = await settled(api, endpoint.id);
    expect(delivery).toMatchObject({ status: "delivered", attempt_count: 1 });
    expect(attempts).toMatchObject([{ status: 200, response: "ok" }]);
  });

  it("whose response in gzip is stored as text", async () => {
    const { api } = server();
    const { receiver } = await listen(server());
    await receiver.close();
    const body = gzipSync("thank you");
    const url = await raw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    const endpoint = await api.createEndpoint(url, CREDITS);
    await api.createFundedWallet("1.00");
    const { attempts } = await settled(api, endpoint.id);
    expect(attempts).toMatchObject([{ status: 200, response: "thank you" }]);
  });
});

describe("a name that resolves to a private address", () => {
  it("is refused when a webhook is sent, without revealing the address", async () => {
    names.records.set("internal.test", { addresses: ["10.11.12.13", "fd00::1"] });
    names.records.set("here.test", { addresses: ["127.0.0.1"] });
    const server = await startServer({
      env: { ...QUICK_RETRIES, PLIMSOLL_DNS_SERVERS: names.address },
      allowPrivateTargets: false,
    });
    const { api } = server;
    const receiver = await startReceiver();
    const urls = ["http://internal.test/hook?token=secret", receiver.url.replace("127.0.0.1", "here.test")];
    for (const url of urls) {
      const endpoint = await api.createEndpoint(url, { ...CREDITS, max_attempts: 1 });
      await api.createFundedWallet("1.00");
      const { delivery, attempts } = await settled(api, endpoint.id);
      expect(delivery.status).toBe("failed");
      expect(attempts).toMatchObject([{ status: null, response: "" }]);
      const { hostname } = new URL(url);
      expect(attempts[0]?.error).toContain(`${hostname} is not a public address`);
      expect(attempts[0]?.error).not.toMatch(/10\.11|fd00|127\.0|secret/);
    }
    expect(receiver.requests).toHaveLength(0);
    await receiver.close();
    await server.stop();
  });
});

describe("a provider", () => {
  const server = useServer();
  const SETTINGS = {
    request: { path: "/balances" },
    auth: { style: "bearer", value: "{token}" },
    id: "id",
    currency: "currency",
    amount: { path: "balance" },
  };

  async function connected(reply: () => Reply | "drop"): Promise<{ host: HttpProvider; provider: Provider }> {
    const host = await new HttpProvider(reply).start();
    onTestFinished(() => host.stop());
    const fields = {
      kind: "http-json",
      name: "Any",
      base_url: host.url,
      credentials: { token: "t" },
      settings: SETTINGS,
    };
    const provider = expectStatus(201, await server().api.post<Provider>("/providers", fields));
    onTestFinished(async () => void (await server().api.patch(`/providers/${provider.id}`, { status: "paused" })));
    return { host, provider };
  }

  it("that answers in gzip although no coding was requested is read", async () => {
    const body = gzipSync(JSON.stringify([{ id: "w1", currency: "USD", balance: "610.00" }]));
    const { provider } = await connected(() => ({ headers: { "content-encoding": "gzip" }, body }));
    const synced = await server().api.post<{ wallets: number }>(`/providers/${provider.id}/sync`);
    expect(expectStatus(200, synced).wallets).toBe(1);
  });

  it.each([
    ["a bomb of gzip", { "content-encoding": "gzip" }, () => gzipSync(Buffer.alloc(64 * 1_048_576)), "larger than"],
    ["millions of values", {}, () => Buffer.from(`[${"1,".repeat(4_000_000)}1]`), "values and signs"],
    ["deep nesting", {}, () => Buffer.from("[".repeat(1_000_000)), "nested deeper"],
  ])(
    "whose response is %s fails with an error that names the reason, and the server continues",
    async (_, headers, make, words) => {
      const body = make();
      const { provider } = await connected(() => ({ headers, body }));
      let longest = 0;
      const polling = { running: true };
      const watching = (async () => {
        while (polling.running) {
          const startedAt = performance.now();
          expectStatus(200, await server().api.get("/account"));
          longest = Math.max(longest, performance.now() - startedAt);
        }
      })();
      const startedAt = performance.now();
      const answer = await server().api.post(`/providers/${provider.id}/sync`);
      const whole = performance.now() - startedAt;
      polling.running = false;
      await watching;
      expect(answer.status).toBe(409);
      expect(errorOf(answer).message).toContain(words);
      // Nothing waited for all of it, however slow the machine.
      expect(longest).toBeLessThan(Math.max(1_000, whole / 2));
    },
  );
});

/** Characters of a header line with the id of one of some hundred requests, and a few more. */
const LONGEST_ID_HEADER = 40;

describe("pipelined requests", () => {
  const server = useServer();

  it.each(["/openapi.json", "/metrics"])(
    "by the hundred of %s delay no other request for long, and all get responses in order",
    async (path) => {
      const { hostname, port } = new URL(server().url);
      await fetch(`${server().url}${path}`);
      const socket = connect(Number(port), hostname);
      onTestFinished(() => void socket.destroy());
      await once(socket, "connect");
      const answered: number[] = [];
      let line = "";
      socket.setEncoding("latin1").on("data", (text: string) => {
        const lines = (line + text).split("\r\n");
        // A header may arrive in two pieces; of a body, its end is enough.
        line = (lines.pop() ?? "").slice(-LONGEST_ID_HEADER);
        for (const whole of lines) {
          const [, id] = /^x-request-id: (\d+)$/i.exec(whole) ?? [];
          if (id !== undefined) answered.push(Number(id));
        }
      });
      const request = (id: number) => `GET ${path} HTTP/1.1\r\nhost: x\r\nx-request-id: ${id}\r\n\r\n`;
      const requests = Array.from({ length: 300 }, (_, index) => request(index)).join("");
      await new Promise<unknown>((written) => socket.write(requests, written));
      const startedAt = performance.now();
      expectStatus(200, await server().api.get("/account"));
      const waited = performance.now() - startedAt;
      await eventually(() => answered.length === 300, 30_000);
      const whole = performance.now() - startedAt;
      expect(answered).toEqual(Array.from({ length: 300 }, (_, index) => index));
      // Handled before those that were sent with the first, however slow the machine.
      expect(waited).toBeLessThan(whole / 2);
    },
  );
});

describe("a stop", () => {
  it.each([
    ["whose headers are half sent", "POST /api/v1/wallets HTTP/1.1\r\nhost: x\r\n"],
    ["whose body is half sent", "POST /api/v1/wallets HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"],
    ["whose hook is half sent", "POST /hooks/prov_x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"],
    ["whose answer hangs at a receiver", ""],
  ])("does not wait for a request %s", async (_, bytes) => {
    const server = await startServer();
    const receiver = await startReceiver();
    receiver.answer(hang);
    if (bytes === "") {
      await server.api.createEndpoint(receiver.url, { ...CREDITS, timeout_ms: 30_000 });
      await server.api.createFundedWallet("1.00");
      await receiver.waitFor(1);
    }
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).on("error", () => {});
    await once(socket, "connect");
    socket.write(bytes);
    expectStatus(200, await server.api.get("/account"));
    const startedAt = performance.now();
    expect(await server.stop()).toMatchObject({ code: 0 });
    // Containers are killed ten seconds after the request to stop.
    expect(performance.now() - startedAt).toBeLessThan(bytes === "" ? 8_000 : 3_000);
    socket.destroy();
    await receiver.close();
  });
});

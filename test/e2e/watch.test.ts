import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { plimsoll, PlimsollProcess } from "../support/e2e/process.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { sandboxForTests } from "../support/e2e/sandbox.ts";

/** A host that returns the same for every path, and knows neither pages nor currencies. */
async function plainHost(body: string, status = 200): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.authorization ?? ""} ${request.url ?? ""}`);
    const known = (request.url ?? "").startsWith("/api/v1/wallets");
    response.writeHead(known ? status : 404, { "content-type": "application/json" }).end(known ? body : "{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function start(...args: string[]): PlimsollProcess {
  const process = new PlimsollProcess(["watch", ...args], {});
  onTestFinished(async () => {
    await process.end("SIGKILL");
  });
  return process;
}

describe("plimsoll watch", () => {
  it("reports every crossing once, prints it, posts it, and ends with 0 after a signal", async () => {
    const sandbox = await sandboxForTests({ wallets: [{ currency: "USD", balance: "1000.00" }] });
    const receiver = await startReceiver();
    const watching = start(
      `--host=${sandbox.url}`,
      `--token=${sandbox.issueToken().accessToken}`,
      "--warning=USD=500",
      "--critical=USD=100",
      "--block=0",
      "--interval=100ms",
      `--post=${receiver.url}`,
      "--json",
    );
    const states = () =>
      watching.stdout.split("\n").flatMap((line) => (line ? [JSON.parse(line).state as string] : []));
    sandbox.debit(1, "500.00");
    await eventually(() => states().includes("warning"));
    sandbox.debit(1, "0.01");
    sandbox.debit(1, "499.99");
    await eventually(() => states().includes("blocked"));
    sandbox.credit(1, "5000.00");
    await eventually(() => states().includes("ok"));
    expect(states()).toEqual(["warning", "blocked", "ok"]);
    const posted = await receiver.waitFor(3);
    expect(posted.map(({ json }) => json)).toMatchObject([
      { wallet_id: "1", currency: "USD", balance: "500.00", level: "warning", threshold: "500", previous_state: "ok" },
      { balance: "0.00", level: "block", state: "blocked", previous_state: "warning" },
      { balance: "5000.00", level: null, state: "ok", previous_state: "blocked" },
    ]);
    expect(await watching.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });

  it("keeps watching through an outage, and posts what the receiver refused", async () => {
    const sandbox = await sandboxForTests({ faults: { server_error: { count: 2, only: ["wallets"] } } });
    const receiver = await startReceiver();
    receiver.next(500);
    const watching = start(
      `--host=${sandbox.url}`,
      `--api-key=${sandbox.apiKey}`,
      `--api-secret=${sandbox.apiSecret}`,
      "--critical=1000.00",
      "--interval=100ms",
      `--post=${receiver.url}`,
    );
    await receiver.waitFor(2);
    expect(receiver.requests[1]?.body).toBe(receiver.requests[0]?.body);
    expect(watching.stdout).toContain("CRITICAL wallet 1 is at 1000.00 USD, at or below 1000.00 (was ok)");
    expect(watching.stderr).toContain("answered 500");
    expect(await watching.end("SIGINT")).toEqual({ code: 0, signal: null });
  });

  it("stops at once while a response is still due", async () => {
    const sandbox = await sandboxForTests({ faults: { slow_answer: { delayMs: 60_000, only: ["wallets"] } } });
    const watching = start("--host", sandbox.url, "--token", sandbox.issueToken().accessToken, "--critical", "1");
    await eventually(() => sandbox.truth().struck.slow_answer === 1);
    expect(await watching.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});

describe("plimsoll watch --once", () => {
  const WALLETS =
    '[{"id":1,"currency_id":7,"amount":9007199254740993.01,"type":"PREPAID"},{"id":2,"currency_id":7,"amount":20.00,"type":"POSTPAID"}]';

  it("reads any host that returns an array, exactly, and without knowing its currencies", async () => {
    const host = await plainHost(WALLETS);
    const run = (...args: string[]) =>
      plimsoll(["watch", "--once", "--host", host.url, ...args], { PLIMSOLL_WATCH_TOKEN: "secret-token" });
    expect(await run("--critical", "19.99")).toMatchObject({ code: 0, stdout: "" });
    expect((await run("--critical", "20")).code).toBe(1);
    // As doubles these two would be equal.
    const exact = await run("--critical", "9007199254740993.00", "--json");
    expect(exact.stdout.trim().split("\n")).toHaveLength(1);
    expect(exact.stdout).toContain('"wallet_id":"2"');
    expect(host.asked[0]).toMatch(/^Bearer secret-token \/api\/v1\/wallets/);
  });

  it("reads a Plimsoll server with one of its keys", async () => {
    const wallet = await server().api.createFundedWallet("50.00", { currency: "EUR" });
    const args = ["watch", "--once", "--host", server().url, "--token", server().data.adminKey];
    expect((await plimsoll([...args, "--critical", "EUR=49.99"])).code).toBe(0);
    const { code, stdout } = await plimsoll([...args, "--critical", "EUR=50"]);
    expect(code).toBe(1);
    expect(stdout).toContain(`CRITICAL wallet ${wallet.id} is at 50.00 EUR, at or below 50 (was ok)`);
  });
  const server = useServer();

  it.each([
    ["no host answers", ["--host", "http://127.0.0.1:9", "--critical", "1"], "refused the connection"],
    ["a flag is no decimal", ["--host", "http://127.0.0.1:9", "--critical", "1,5"], "--critical must be a decimal"],
    ["no threshold is given", ["--host", "http://127.0.0.1:9"], "at least one"],
    ["the host is no URL", ["--host", "example", "--critical", "1"], "--host must be"],
    ["half of the credentials are there", ["--host", "http://h", "--critical", "1", "--api-key", "k"], "together"],
  ])("exits 2 when %s", async (_, args, message) => {
    const { code, stderr } = await plimsoll(["watch", "--once", ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("exits 2 when the host refuses, or an amount cannot be read", async () => {
    const refusing = await plainHost('{"error":{"code":"UNAUTHORIZED"}}', 401);
    expect((await plimsoll(["watch", "--once", "--host", refusing.url, "--critical", "1"])).code).toBe(2);
    const odd = await plainHost('[{"id":1,"amount":"many"}]');
    expect((await plimsoll(["watch", "--once", "--host", odd.url, "--critical", "1"])).code).toBe(2);
  });
});

import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";
import { plimsoll, PlimsollProcess } from "../support/e2e/process.ts";
import { startReceiver, verifies } from "../support/e2e/receiver.ts";
import { sandboxForTests } from "../support/e2e/sandbox.ts";
import { Proxy } from "../support/proxy.ts";

const MAIN = fileURLToPath(new URL("../../packages/server/dist/main.js", import.meta.url));
const CONTROLS = /[\p{Cc}\p{Cf}]/u;
const hasScript = spawnSync("script", ["--version"]).status === 0;

/** Nothing that a name may hold reaches the terminal. */
function expectHarmless(text: string): void {
  expect(text.replaceAll("\n", "")).not.toMatch(CONTROLS);
}

/** One wallet's credits as events, more than the stream sends again. */
const MANY = 1_200;

describeAnyEngine("a person's day", (engine) => {
  const server = useServer({ engine });
  const env = () => ({ PLIMSOLL_URL: server().url, PLIMSOLL_KEY: server().data.adminKey });
  const run = (...args: string[]) => plimsoll(args, env());

  /** A command that runs until the test ends it. */
  function start(args: readonly string[], url = server().url): PlimsollProcess {
    const process = new PlimsollProcess(args, { ...env(), PLIMSOLL_URL: url });
    onTestFinished(async () => {
      await process.end("SIGKILL");
    });
    return process;
  }

  /** Between a command and the server, so that the connection can be lost. */
  async function startProxy(): Promise<{ readonly proxy: Proxy; readonly url: string }> {
    const { hostname, port } = new URL(server().url);
    const proxy = new Proxy(hostname, Number(port));
    await proxy.start();
    onTestFinished(() => proxy.stop());
    return { proxy, url: `http://127.0.0.1:${proxy.port}` };
  }

  it("status, alerts and topups show what there is, and move it on", async () => {
    const name = "\u001B[2JEvil\u202E\r\n\u0007";
    const poor = await server().api.createFundedWallet("5.00", {
      name,
      alert_settings: { ...LEVELS, warning: { threshold: "10", condition: "below" } },
    });
    const rich = await server().api.createFundedWallet("900.00", { name: "Rich", currency: "EUR" });

    const status = await run("status");
    expect(status).toMatchObject({ code: 0, stderr: "" });
    expectHarmless(status.stdout);
    const lines = status.stdout.split("\n");
    expect(lines[0]).toMatch(/^STATE +WALLET +AVAILABLE/);
    expect(lines[1]).toMatch(/^warning +.*Evil.* 5\.00 .*USD/);
    expect(status.stdout).toMatch(/\n\n\d+ wallets: .*1 warning.*\n$/);
    const filtered = JSON.parse((await run("status", "--json", "--currency", "EUR")).stdout) as {
      readonly summary: object;
      readonly wallets: readonly object[];
    };
    expect(filtered.summary).toMatchObject({ total: 1, ok: 1 });
    expect(filtered.wallets).toMatchObject([{ id: rich.id, available: "900.00", runway: { wallet_id: rich.id } }]);
    expect((await run("status", "--state", "blocked")).stdout).toBe("no wallets\n");

    const open = await run("alerts");
    expect(open).toMatchObject({ code: 0, stderr: "" });
    expectHarmless(open.stdout);
    expect(open.stdout).toMatch(new RegExp(`^warning +${poor.id} .*warning ≤ 10\\.00.* - +epi_`, "m"));
    const noted = await run("alerts", "ack", String(poor.id), "--note", "wired 500", "--minutes", "60");
    expect(noted.stdout).toMatch(/^epi_\S+ of wallet \d+ .*: acknowledged by .* until .*: wired 500\n$/);
    const [alert] = JSON.parse((await run("alerts", "--json")).stdout) as {
      acknowledged: object;
      episode_id: string;
    }[];
    expect(alert?.acknowledged).toMatchObject({ note: "wired 500" });
    expect((await run("alerts", "ack", alert?.episode_id ?? "", "--json")).code).toBe(0);
    expect((await run("alerts", "--history", "--wallet", String(poor.id))).stdout).toMatch(
      /in alarm -> warning +5\.00/,
    );
    expect(await run("alerts", "ack", String(rich.id))).toMatchObject({
      code: 1,
      stderr: `plimsoll: wallet ${rich.id} has no open alert\n`,
    });

    const body = { wallet_id: rich.id, amount: "250.00" };
    const { id } = expectStatus(201, await server().api.post<{ id: string }>("/topups", body));
    expect((await run("topups")).stdout).toMatch(new RegExp(`^initiated +${rich.id} Rich +250\\.00 EUR .*${id}`, "m"));
    const sent = await run("topups", "send", id, "--reference", "WIRE-7");
    expect(sent.stdout).toMatch(new RegExp(`^${id}: 250\\.00 EUR for wallet ${rich.id}, sent, expected `));
    expect(JSON.parse((await run("topups", "--status", "sent", "--json")).stdout)).toMatchObject([
      { id, reference: "WIRE-7" },
    ]);
    expect((await run("topups", "cancel", id)).stdout).toContain(", cancelled");
    // A critical alert has proposed one for the other wallet.
    const [proposal, ...others] = JSON.parse((await run("topups", "--json")).stdout) as { readonly id: string }[];
    expect([proposal, others]).toMatchObject([{ status: "proposed", wallet_id: poor.id, source: "alert" }, []]);
    expect((await run("topups", "cancel", proposal?.id ?? "")).code).toBe(0);
    expect((await run("topups")).stdout).toBe("no top-ups\n");
    expect(await run("topups", "approve", id)).toMatchObject({ code: 1, stdout: "" });
  }, 120_000);

  it("status --watch prints what changes, goes on after a lost connection, and ends with 0", async () => {
    const { proxy, url } = await startProxy();
    const watched = await server().api.createFundedWallet("100.00", { name: "Watched", alert_settings: LEVELS });
    const watching = start(["status", "--watch", "--search", "Watched"], url);
    await eventually(() => watching.stdout.includes("1 wallet: 1 ok"));
    await server().api.debit(watched.id, "95.00");
    await eventually(() => / wallet \d+ Watched: ok -> warning, 5\.00 USD/.test(watching.stdout));
    await proxy.stop();
    await server().api.credit(watched.id, "45.00");
    await proxy.start();
    await eventually(() => / wallet \d+ Watched: warning -> ok, 50\.00 USD/.test(watching.stdout), 20_000);
    expectHarmless(watching.stdout);
    expect(await watching.end("SIGINT")).toEqual({ code: 0, signal: null });
  });

  it("providers are connected with secrets that no argument holds, checked, polled and listed", async () => {
    const sandbox = await sandboxForTests({ wallets: [{ currency: "USD", balance: "77.00" }] });
    const directory = await mkdtemp(join(tmpdir(), "plimsoll-daily-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, "secret"), `${sandbox.apiSecret}\n`);
    const connect = ["providers", "add", "octopus", "--name", "Cards", "--base-url", sandbox.url];
    const add = (secret: string) => [
      ...connect,
      "--credential",
      "api_key=${SANDBOX_KEY}",
      "--credential",
      `api_secret=${secret}`,
    ];
    const secrets = { ...env(), SANDBOX_KEY: sandbox.apiKey };
    const added = await plimsoll([...add(`@${join(directory, "secret")}`), "--json"], secrets);
    expect(added).toMatchObject({ code: 0, stderr: "" });
    const { id } = JSON.parse(added.stdout) as { id: string };

    const tested = await run("providers", "test", id);
    expect(tested.stdout).toMatch(/^ok +wallets +signed in and read 1 wallet \(USD\)$/m);
    // It has no webhook secret, which is a problem of a kind that sends hooks.
    expect(tested.stdout).toMatch(/^PROBLEM +webhook secret/m);
    expect(tested.code).toBe(1);
    expect(await run("providers", "sync", id)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 wallet read, \d changed, 0 drifts opened\n$/),
    });
    expect((await run("providers")).stdout).toMatch(new RegExp(`^active +Cards +octopus .*${id}$`, "m"));

    const wrong = await plimsoll([...add("not-the-secret"), "--webhook-secret", "${SANDBOX_KEY}"], secrets);
    expect(wrong.stdout).toContain(`its webhooks go to ${server().url}/hooks/prov_`);
    const refused = await run("providers", "test", /prov_\w+/.exec(wrong.stdout)?.[0] ?? "");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/^PROBLEM +wallets/m);
    expect(refused.stdout + wrong.stdout).not.toContain("not-the-secret");

    expect(await plimsoll(add("${NOT_SET}"), secrets)).toMatchObject({
      code: 1,
      stderr: "plimsoll: --credential api_secret: NOT_SET is not set in the environment\n",
    });
    expect(await plimsoll([...connect, "--credential", "not-the-secret"], secrets)).toMatchObject({
      code: 1,
      stderr: "plimsoll: --credential must be name=${VARIABLE} or name=@file\n",
    });
    expect((await run("providers", "test", "prov_nothing")).code).toBe(1);
  });

  it("events tail loses and repeats nothing when the connection is lost for more than the stream sends again", async () => {
    const { proxy, url } = await startProxy();
    const wallet = await server().api.createWallet({ name: "Busy" });
    const tailing = start(["events", "tail", "--type", "wallet.credited", "--json"], url);
    const credit = (count: number, from: number) =>
      server().api.post(
        "/transactions",
        Array.from({ length: count }, (_, index) => ({
          wallet_id: wallet.id,
          transaction_type: "CREDIT",
          amount: "1.00",
          reference_number: `R-${from + index}`,
        })),
      );
    const references = () =>
      tailing.stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as { data: { reference_number: string } }).data.reference_number)
        .filter((reference) => reference.startsWith("R-"));
    // Until it is connected, nothing of what happens is its business: credits are made until it prints one.
    await eventually(async () => {
      await server().api.credit(wallet.id, "1.00");
      return tailing.stdout !== "";
    });
    await credit(10, 0);
    await eventually(() => references().length === 10);
    await proxy.stop();
    await eventually(() => tailing.stderr.includes("connection lost"));
    await credit(1_000, 10);
    await credit(MANY - 1_000, 1_010);
    await proxy.start();
    await eventually(() => references().length >= MANY + 10, 30_000);
    await credit(5, MANY + 10);
    await eventually(() => references().length >= MANY + 15);
    expect(references()).toEqual(Array.from({ length: MANY + 15 }, (_, index) => `R-${index}`));
    expect(await tailing.end("SIGTERM")).toEqual({ code: 0, signal: null });

    const position = /--after (\d+) continues here/.exec(tailing.stderr)?.[1] ?? "";
    await credit(1, 9_999);
    // A provider of another test may be reported meanwhile.
    const again = start(["events", "tail", "--type", "wallet.credited", "--after", position]);
    await eventually(() => /R-9999.*\n/.test(again.stdout));
    expect(again.stdout.trim().split("\n")).toEqual([expect.stringMatching("R-9999")]);
    expect(again.stdout).toMatch(/^\d\d:\d\d:\d\d {2}wallet\.credited +wallet \d+ {2}1\.00 USD .*R-9999 {2}evt_\w+\n$/);
  });

  it("the list of events after a position is oldest first, says where it ends, and stands alone", async () => {
    const { api } = server();
    const wallet = await api.createWallet({ name: "Listed" });
    const newest = await api.get<object[]>("/events?limit=1");
    const position = Number(newest.headers.get("X-Position"));
    for (const amount of ["1.00", "2.00", "3.00"]) await api.credit(wallet.id, amount);
    const after = await api.get<{ data: { amount: string } }[]>(`/events?after=${position}&limit=2`);
    expect(after.body.map(({ data }) => data.amount)).toEqual(["1.00", "2.00"]);
    expect(after.headers.get("X-Position")).toBe(String(position + 2));
    expect(after.headers.get("X-Total-Count")).toBe("3");
    const none = await api.get<object[]>(`/events?after=${position + 3}`);
    expect([none.body, none.headers.get("X-Position")]).toEqual([[], null]);
    for (const [field, query] of Object.entries({
      type: "wallet.credited",
      from: "2026-01-01T00:00:00Z",
      page: "2",
      format: "csv",
    })) {
      const refused = await api.get(`/events?after=1&${field}=${query}`);
      expect(refused).toMatchObject({ status: 400, body: { error: { details: [{ field }] } } });
    }
  });

  it("listen delivers in order, signed and until accepted, across a lost connection and a receiver that is away", async () => {
    const { proxy, url } = await startProxy();
    const since = new Date(Date.now() - 1).toISOString();
    const receiver = await startReceiver();
    receiver.next(503, 200);
    const wallet = await server().api.createWallet({ name: "Heard" });
    await server().api.credit(wallet.id, "1.00");
    const listening = start(
      ["listen", "--forward-to", receiver.url, "--types", "wallet.credited,wallet.debited", "--since", since],
      url,
    );
    await receiver.waitFor(2);
    const secret = await eventually(() => /signing secret (whsec_\S+)/.exec(listening.stdout)?.[1]);
    expect(listening.stdout).toMatch(/wallet\.credited +503 .*attempt 1, again in/);
    await proxy.stop();
    await receiver.close();
    for (let count = 0; count < 3; count += 1) await server().api.debit(wallet.id, "0.10");
    await proxy.start();
    await eventually(() => /wallet\.debited .*again in/.test(listening.stdout), 20_000);
    await receiver.listen();
    await receiver.waitFor(5, undefined, 30_000);
    const accepted = receiver.requests.slice(1);
    expect(accepted.map(({ json }) => [json.type, json.data?.["balance_after"]])).toEqual([
      ["wallet.credited", "1.00"],
      ["wallet.debited", "0.90"],
      ["wallet.debited", "0.80"],
      ["wallet.debited", "0.70"],
    ]);
    for (const request of receiver.requests) expect(verifies(request, secret)).toBe(true);
    await eventually(() => (listening.stdout.match(/ 200 /g) ?? []).length === 4);
    expect(await listening.end("SIGINT")).toEqual({ code: 0, signal: null });
    expect(listening.stderr).toMatch(/stopped; --after \d+ continues here/);
  });

  it("listen leaves out an event that is refused too often", async () => {
    const receiver = await startReceiver();
    receiver.next(500, 500).answer(200);
    const listening = start([
      "listen",
      "--forward-to",
      receiver.url,
      "--max-attempts",
      "2",
      "--json",
      "--after",
      "0",
      "--types",
      "wallet.created",
    ]);
    await receiver.waitFor(3);
    const outcomes = () =>
      listening.stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as { outcome: string }).outcome);
    await eventually(() => outcomes().length >= 3);
    expect(outcomes().slice(0, 3)).toEqual(["retried", "failed", "delivered"]);
    expect(receiver.requests[0]?.json.id).toBe(receiver.requests[1]?.json.id);
    expect(receiver.requests[2]?.json.id).not.toBe(receiver.requests[0]?.json.id);
    expect(await listening.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });

  it("trigger sends a sample to the endpoints, to one, or to a local server, and exits with what became of it", async () => {
    expect(await run("trigger", "order.created")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the account has no enabled webhook endpoint"),
    });
    const { receiver, endpoint } = await listen(server(), { event_types: ["wallet.created"] });
    expect(await run("trigger", "topup.overdue")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/topup\.overdue +200 /),
    });
    const [request] = await receiver.waitFor(1);
    expect(request?.json).toMatchObject({ type: "topup.overdue", data: { status: "overdue" } });
    receiver.answer(500);
    const refused = await run("trigger", "wallet.stale", "--endpoint", endpoint.id, "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ type: "wallet.stale", status: 500 });

    const local = await startReceiver();
    const secret = "whsec_c2VjcmV0LW9mLXRoZS1sb2NhbC1yZWNlaXZlcg==";
    const wired = await plimsoll(["trigger", "wallet.debited", "--forward-to", local.url], {
      PLIMSOLL_WEBHOOK_SECRET: secret,
    });
    expect(wired.code).toBe(0);
    expect(local.requests).toHaveLength(1);
    expect(local.requests[0] && verifies(local.requests[0], secret)).toBe(true);
    expect((await run("trigger")).stdout.split("\n")).toContain("wallet.debited");
  });

  it("what cannot be done is said, and exits with 1", async () => {
    const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [["status", "--state", "bad"], /--state <state>.*bad.*Allowed choices are ok, info, warning, in_alarm, blocked/],
      [["status", "--key", "pk_wrong"], /API key/i],
      [["status", "--url", "http://127.0.0.1:1"], /127\.0\.0\.1:1/],
      [["status", "--provider", "nothing"], /provider_id/],
      [["events", "tail", "--type", "wallet.lost"], /--type: there is no event type "wallet\.lost"/],
      [["events", "tail", "--since", "yesterday"], /from/],
      [["events", "tail", "--url", "http://127.0.0.1:1"], /127\.0\.0\.1:1/],
      [["listen"], /--forward-to/],
      [["listen", "--forward-to", "localhost:3000"], /--forward-to must be an http or https URL/],
      [["trigger", "wallet.lost"], /wallet\.lost.*Allowed choices/s],
      [["alerts", "ack", "epi_nothing"], /no such episode/],
      [["alerts", "--limit", "0"], /--limit must be a whole number from 1/],
      [["topups", "send", "top_nothing", "--expected-at", "soon"], /expected_at/],
    ];
    const results = await Promise.all(
      wrong.map(async ([args, message]) => ({ args, message, ...(await run(...args)) })),
    );
    for (const { args, message, code, stdout, stderr } of results) {
      expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: "" });
      expect(stderr).toMatch(message);
    }
    expect(await plimsoll(["status"], { PLIMSOLL_URL: server().url })).toMatchObject({
      code: 1,
      stderr: "plimsoll: an API key is needed: --key or PLIMSOLL_KEY\n",
    });
  });

  it.skipIf(!hasScript).each([80, 200])(
    "on a terminal of %i columns there are colours, and no line is wider",
    async (columns) => {
      const command = `stty cols ${columns} rows 24; exec "${process.execPath}" "${MAIN}" status`;
      const { stdout } = await promisify(execFile)("script", ["-qec", command, "/dev/null"], {
        env: { PATH: process.env["PATH"], TERM: "xterm-256color", ...env() },
      });
      expect(stdout).toContain("\u001B[");
      // eslint-disable-next-line no-control-regex
      const lines = stdout.replaceAll(/\u001B\[[0-9;]*m/g, "").split("\r\n");
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      expect(lines[0]).toMatch(/^STATE +WALLET +AVAILABLE/);
    },
  );
});

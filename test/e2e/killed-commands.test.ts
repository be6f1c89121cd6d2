import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Episode, Provider, Spend, Topup, Wallet } from "@plimsoll/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeAnyEngine, describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { plimsoll, PlimsollProcess } from "../support/e2e/process.ts";
import { startReceiver, type Receiver } from "../support/e2e/receiver.ts";
import { connectSandbox, mirrorAll, type ConnectedSandbox } from "../support/e2e/sandbox.ts";
import { createData, storeEnvironment, type Server, type ServerData } from "../support/e2e/server.ts";
import { tamper } from "../support/e2e/tamper.ts";
import { lastingPort } from "../support/lasting-port.ts";
import { Proxy } from "../support/proxy.ts";

/** Milliseconds after it has opened the store that a command is killed. */
const MOMENTS = [0, 20];
const DAY_MS = 86_400_000;
const COLUMNS = "time=time,reference=reference,amount=amount";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plimsoll-killed-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function accessTo({ url, data }: Server, through = url): Record<string, string> {
  return { PLIMSOLL_URL: through, PLIMSOLL_KEY: data.adminKey };
}

/**
 * Kills a command of the API when the server has carried out its first request, of whose response it gets no more than
 * `passing` bytes. `SERVER` in an argument is the server's address.
 */
async function killedUnanswered(server: Server, args: readonly string[], passing = 0): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const proxy = new Proxy(hostname, Number(port));
  await proxy.start();
  proxy.passing = passing;
  const through = `http://127.0.0.1:${proxy.port}`;
  const given = args.map((arg) => arg.replace("SERVER", through));
  const command = new PlimsollProcess(given, accessTo(server, through), directory);
  await eventually(() => proxy.lost > 0 || command.child.exitCode !== null, 30_000);
  expect({ args, ended: command.child.exitCode, stderr: command.stderr }).toEqual({ args, ended: null, stderr: "" });
  await command.end("SIGKILL");
  await proxy.stop();
}

/** Whether a process has the store open: SQLite's file, or a connection to PostgreSQL. */
async function hasOpened(pid: number, { databaseUrl }: ServerData): Promise<boolean> {
  try {
    const files = await readdir(`/proc/${pid}/fd`);
    const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")));
    if (databaseUrl === null) return links.some((link) => link.includes("plimsoll.db"));
    const port = Number(new URL(databaseUrl).port).toString(16).toUpperCase().padStart(4, "0");
    const connections = (await readFile("/proc/net/tcp", "utf8")).split("\n").map((line) => line.trim().split(/\s+/));
    const inodes = connections.filter(([, , remote]) => remote?.endsWith(`:${port}`)).map((fields) => fields[9]);
    return inodes.some((inode) => links.includes(`socket:[${inode}]`));
  } catch {
    return false;
  }
}

/** Kills a command that opens the store some milliseconds after it has; it may have ended by then. */
async function killedAtWork(data: ServerData, args: readonly string[], afterMs: number): Promise<void> {
  const command = new PlimsollProcess(args, storeEnvironment(data), directory);
  while (command.child.exitCode === null && !(await hasOpened(command.child.pid ?? 0, data))) await pause(1);
  await pause(afterMs);
  await command.end("SIGKILL");
}

describeAnyEngine("a command of the API that is killed", (engine) => {
  const server = useServer({ engine });
  const everything = async <T>(path: string) => expectStatus(200, await server().api.get<T[]>(`${path}?limit=1000`));
  const run = (args: readonly string[]) => plimsoll(args, accessTo(server()), directory);
  let wallet: Wallet;
  let connected: ConnectedSandbox;
  let receiver: Receiver;
  const file = (name: string) => join(directory, name);

  beforeAll(async () => {
    const { api } = server();
    wallet = await api.createFundedWallet("5.00", { alert_settings: LEVELS });
    connected = await connectSandbox(server());
    await mirrorAll(server(), connected);
    const items = Array.from({ length: 1_000 }, () => ({
      wallet_id: wallet.id,
      transaction_type: "CREDIT",
      amount: "0.01",
    }));
    expectStatus(200, await api.post("/transactions", items));
    receiver = await startReceiver();
    await writeFile(file("statement.csv"), "time,reference,amount\n2026-01-01,A,1.00\n");
    await writeFile(file("plimsoll.yaml"), "features:\n  - { key: new, name: New }\n");
  });

  /** What the account has; a reading changes nothing of it. */
  async function held(): Promise<unknown> {
    const lists = [
      "/wallets",
      "/providers",
      "/topups",
      "/webhook-endpoints",
      "/alerts",
      "/episodes",
      "/features",
      "/audit",
    ];
    return Promise.all(lists.map(everything));
  }

  it("while it reads, leaves nothing behind, in the account or on the disk, and works again", async () => {
    const readings: readonly (readonly [readonly string[], number])[] = [
      [["status"], 0],
      [["status", "--json"], 0],
      [["alerts"], 0],
      [["alerts", "--history"], 0],
      [["topups"], 0],
      [["providers"], 0],
      [["providers", "test", connected.provider.id], 0],
      [["export"], 0],
      [["export", "--out", file("export.yaml")], 0],
      [["export", "transactions"], 0],
      [["export", "statement", String(wallet.id)], 0],
      [["apply", "-f", file("plimsoll.yaml"), "--plan"], 2],
      [["import", "statement", file("statement.csv"), "--wallet", String(wallet.id), "--columns", COLUMNS], 1],
    ];
    const before = await held();
    const files = await readdir(directory);
    await Promise.all([
      ...readings.map(([args]) => killedUnanswered(server(), args)),
      killedUnanswered(server(), ["events", "tail", "--after", "0"]),
      killedUnanswered(server(), ["status", "--watch"]),
      killedUnanswered(server(), ["watch", "--host=SERVER", `--token=${server().data.adminKey}`, "--warning=10"]),
    ]);
    expect(await held()).toEqual(before);
    expect(await readdir(directory)).toEqual(files);
    const again = await Promise.all(readings.map(async ([args, code]) => [args, (await run(args)).code, code]));
    for (const [args, code, expected] of again) expect([args, code]).toEqual([args, expected]);
    expect(await held()).toEqual(before);
  });

  it("while it writes a file, leaves none of that name, or the one that was there", async () => {
    const [out, kept] = [file("transactions.csv"), file("kept.csv")];
    await writeFile(kept, "whole\n");
    const exporting = (to: string) => ["export", "transactions", "--wallet", String(wallet.id), "--out", to];
    await Promise.all([out, kept].map((to) => killedUnanswered(server(), exporting(to), 20_000)));
    expect(existsSync(out)).toBe(false);
    expect(await readFile(kept, "utf8")).toBe("whole\n");
    for (const to of [out, kept]) {
      expect(await run(exporting(to))).toMatchObject({ code: 0 });
      expect((await readFile(to, "utf8")).split("\r\n")).toHaveLength(1 + 1_001 + 1);
      expect(existsSync(`${to}.unfinished`)).toBe(false);
    }
  });

  it("before it has the response to a change, has made it once and whole; the same command then says what there is", async () => {
    const { api } = server();
    const topup = async () =>
      expectStatus(201, await api.post<Topup>("/topups", { wallet_id: wallet.id, amount: "250.00" })).id;
    const [approved, sent, cancelled] = [await topup(), await topup(), await topup()];
    const spender = await api.createWallet({ name: "Spender" });
    const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
    await writeFile(file("spend.csv"), `date,amount\n${dayBefore(2)},7.00\n${dayBefore(1)},9.00\n`);
    const endpoint = await api.createEndpoint(receiver.url, { event_types: ["wallet.debited"] });
    const { sandbox, provider } = connected;
    const credentials = [
      "--credential",
      `api_key=${sandbox.apiKey}`,
      "--credential",
      `api_secret=${sandbox.apiSecret}`,
    ];
    const [episode] = (await everything<Episode>("/episodes")).filter(({ wallet_id: id }) => id === wallet.id);
    const commands: readonly (readonly string[])[] = [
      ["alerts", "ack", episode?.id ?? ""],
      ["topups", "approve", approved],
      ["topups", "send", sent, "--reference", "WIRE-1"],
      ["topups", "cancel", cancelled],
      ["providers", "add", "octopus", "--name", "Added", "--base-url", sandbox.url, ...credentials],
      ["providers", "sync", provider.id],
      ["import", "spend", file("spend.csv"), "--wallet", String(spender.id)],
      ["trigger", "wallet.debited", "--endpoint", endpoint.id],
    ];
    await Promise.all(commands.map((args) => killedUnanswered(server(), args)));

    const made = async () => {
      const open = await everything<Episode>("/episodes");
      const topups = new Map((await everything<Topup>("/topups")).map((each) => [each.id, each]));
      const { days } = expectStatus(200, await api.get<Spend>(`/wallets/${spender.id}/spend`));
      return {
        acknowledged: open.find(({ id }) => id === episode?.id)?.acknowledged?.by,
        topups: [
          topups.get(approved)?.status,
          topups.get(sent)?.status,
          topups.get(sent)?.reference,
          topups.get(cancelled)?.status,
        ],
        spend: days.map(({ spend }) => Number(spend)).filter((amount) => amount > 0),
      };
    };
    const once = {
      acknowledged: "PLIMSOLL_ADMIN_KEY",
      topups: ["approved", "sent", "WIRE-1", "cancelled"],
      spend: expect.toSatisfy((amounts: number[]) => amounts.toSorted((a, b) => a - b).join() === "7,9"),
    };
    expect(await made()).toEqual(once);
    const added = async () => (await everything<Provider>("/providers")).filter(({ name }) => name === "Added");
    expect(await added()).toMatchObject([{ has_credentials: true }]);

    const again = await Promise.all(commands.map(run));
    // A top-up that is over cannot be cancelled again.
    expect(again.map(({ code }) => code)).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
    expect(again[3]?.stderr).toContain("settled or cancelled");
    expect(again[4]?.stdout).toContain("has the same kind, base URL and credentials");
    expect(await made()).toEqual(once);
    await receiver.waitFor(2, ({ json }) => json.type === "wallet.debited");
  });

  it("while it delivers, has only delivered: the next one begins where it is directed to", async () => {
    const heard = await startReceiver(503);
    const endpoints = await everything("/webhook-endpoints");
    const listen = () => {
      const args = ["listen", "--forward-to", heard.url, "--after", "0", "--types", "wallet.created"];
      return new PlimsollProcess(args, accessTo(server()), directory);
    };
    const listening = listen();
    await heard.waitFor(1);
    await listening.end("SIGKILL");
    expect(await everything("/webhook-endpoints")).toEqual(endpoints);
    heard.answer(200);
    const again = listen();
    const [first, second] = await heard.waitFor(2);
    expect(second?.json.id).toBe(first?.json.id);
    await again.end("SIGKILL");
    await heard.close();
  });
});

describeEngines("a command on the store that is killed", (engine) => {
  const server = useServer({ engine });

  it.skipIf(!existsSync("/proc/self"))(
    "beside a server leaves the store as it was or as it would be, and works again",
    async () => {
      const { api, data } = server();
      const receiver = await startReceiver();
      const endpoint = await api.createEndpoint(receiver.url, { event_types: ["wallet.created"] });
      await api.createWallet();
      await receiver.waitFor(1);
      await eventually(async () => (await api.deliveries(endpoint.id, "&status=delivered")).length === 1);
      const made = await server().cli("keys", "create", "--name", "Revoked", "--json");
      const { id: revoked } = JSON.parse(made.stdout) as { readonly id: string };
      await tamper(data, "UPDATE installation SET held = 1");
      const commands = [
        ["verify"],
        ["sweep"],
        ["doctor"],
        ["migrate"],
        ["release"],
        ["keys", "list"],
        ["keys", "create", "--name", "Made"],
        ["keys", "revoke", revoked],
        ["replay", endpoint.id, "--status", "delivered"],
      ];
      await Promise.all(commands.flatMap((args) => MOMENTS.map((ms) => killedAtWork(data, args, ms))));

      const again = await Promise.all(commands.map(async (args) => [args, (await server().cli(...args)).code]));
      expect(again).toEqual(commands.map((args) => [args, 0]));
      const keys = JSON.parse((await server().cli("keys", "list", "--json")).stdout) as {
        name: string;
        state: string;
      }[];
      const states = (name: string) => keys.filter((key) => key.name === name).map(({ state }) => state);
      expect(states("Revoked")).toEqual(["revoked"]);
      // Each has made its key or not; the last one has.
      expect(states("Made").length).toBeLessThanOrEqual(MOMENTS.length + 1);
      expect(new Set(states("Made"))).toEqual(new Set(["active"]));
      // Released, and sent again.
      await receiver.waitFor(2, ({ json }) => json.type === "wallet.created", 20_000);
      expect(await server().cli("verify")).toMatchObject({ code: 0 });
      expect(await server().cli("sweep")).toMatchObject({ code: 0 });
    },
  );

  it.skipIf(!existsSync("/proc/self"))("while it migrates is finished by the next one", async () => {
    const data = await createData(engine);
    for (const ms of [0, 2, 5, 10, 20]) await killedAtWork(data, ["migrate"], ms);
    expect(await plimsoll(["migrate"], storeEnvironment(data))).toMatchObject({ code: 0 });
    const again = await plimsoll(["migrate"], storeEnvironment(data));
    expect(again).toMatchObject({ code: 0, stdout: "the schema is up to date\n" });
    expect(await plimsoll(["verify"], storeEnvironment(data))).toMatchObject({ code: 0 });
  });
});

/** Where each command is killed in the middle of its work: here, or in another file. */
const KILLED: Readonly<Record<string, string>> = {
  serve: "../simulation/crashes.test.ts",
  migrate: "here",
  verify: "here",
  sweep: "here",
  replay: "here",
  doctor: "here",
  "keys create": "here",
  "keys list": "here",
  "keys revoke": "here",
  "keys rotate-secret": "keeping.test.ts",
  backup: "keeping.test.ts",
  restore: "keeping.test.ts",
  copy: "copying.test.ts",
  release: "here",
  prune: "keeping.test.ts",
  export: "here",
  "export transactions": "here",
  "export statement": "here",
  apply: "configuration.test.ts",
  "import spend": "here",
  "import statement": "here",
  status: "here",
  "alerts list": "here",
  "alerts ack": "here",
  "topups list": "here",
  "topups approve": "here",
  "topups send": "here",
  "topups cancel": "here",
  "providers list": "here",
  "providers add": "here",
  "providers test": "here",
  "providers sync": "here",
  "events tail": "here",
  listen: "here",
  trigger: "here",
  sandbox: "here",
  watch: "here",
  demo: "here",
  completion: "nowhere: it prints, and opens nothing",
};

it("every command is killed in the middle by a test", async () => {
  const { stdout } = await plimsoll(["completion", "bash"]);
  const names =
    /^ *('serve' \| .*)\) command=/m
      .exec(stdout)?.[1]
      ?.split(" | ")
      .map((name) => name.slice(1, -1)) ?? [];
  const groups = new Set(["keys", "import", "alerts", "topups", "providers", "events"]);
  expect(names.filter((name) => !groups.has(name)).toSorted()).toEqual(Object.keys(KILLED).toSorted());
});

describe("a command with its own server that is killed", () => {
  it.each([
    ["sandbox", /^sandbox listening on (http:\S+)/],
    ["demo", /^plimsoll demo at (http:\S+)/],
  ])("%s leaves no process and no port", async (name, address) => {
    const port = String(await lastingPort());
    const running = new PlimsollProcess([name, "--port", port], { TMPDIR: directory }, directory);
    const url = address.exec(await running.firstLine())?.[1] ?? "";
    expect((await fetch(url)).status).toBeLessThan(500);
    await running.end("SIGKILL");
    await expect(fetch(url)).rejects.toThrow("fetch failed");
    const again = new PlimsollProcess([name, "--port", port], { TMPDIR: directory }, directory);
    expect(address.exec(await again.firstLine())?.[1]).toBe(url);
    await again.end("SIGKILL");
  });
});

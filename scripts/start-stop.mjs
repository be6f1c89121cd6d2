// Usage: node scripts/start-stop.mjs [--node PATH] [--starts 50] [--stops 50] [--kills 20]
// Starts, stops and kills the server many times on a Node.js, and prints how often it did not end as it should. SQLite.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const main = join(root, "packages/server/dist/main.js");
const ADMIN_KEY = "pk_startstop_0123456789abcdef0123456789abcdef";
const CONNECTIONS = 8;
/** The longest time under load before a stop or a kill, which comes at a random moment. */
const MOST_LOAD_MS = 400;
const STARTED_MS = 60_000;

const { values } = parseArgs({
  options: {
    node: { type: "string", default: process.execPath },
    starts: { type: "string", default: "50" },
    stops: { type: "string", default: "50" },
    kills: { type: "string", default: "20" },
  },
});
const directory = mkdtempSync(join(tmpdir(), "plimsoll-start-stop-"));
const failures = [];

/** Runs a program to its end. */
async function run(args) {
  const child = spawn(values.node, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [code, signal] = await once(child, "close");
  return { code, signal, output };
}

async function start(dataDir) {
  const child = spawn(values.node, [main, "--port", "0", "--data-dir", dataDir, "--log-level", "error"], {
    env: { PATH: process.env.PATH, PLIMSOLL_ADMIN_KEY: ADMIN_KEY },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 10 * STARTED_MS,
    killSignal: "SIGKILL",
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const closed = once(child, "close").then(([code, signal]) => ({ code, signal, errors }));
  const line = once(createInterface(child.stdout), "line").then(([text]) => text);
  const late = new Promise((resolve) => setTimeout(resolve, STARTED_MS, "").unref());
  const first = await Promise.race([line, closed.then(() => ""), late]);
  const url = /listening on (\S+)/.exec(first)?.[1] ?? null;
  if (url === null) child.kill("SIGKILL");
  return {
    url,
    end: (signal) => {
      child.kill(signal);
      return closed;
    },
  };
}

/** Ends a server and records an end that differs from the expected one: with code 0, or killed. */
async function end(what, server, signal) {
  if (server.url === null) {
    const { code, signal: by, errors } = await server.end("SIGKILL");
    failures.push(`${what}: did not start (${by ?? code})\n${errors}`);
    return;
  }
  const ended = await server.end(signal);
  const isRight = signal === "SIGKILL" ? ended.signal === signal : ended.code === 0;
  if (!isRight || ended.errors !== "") failures.push(`${what}: ${ended.signal ?? ended.code}\n${ended.errors}`);
}

async function post(url, path, body) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

/**
 * Credits one wallet over several connections until the server is gone. Resolves with the time of the first
 * acknowledgement and their number.
 */
function load(url, wallet) {
  let begin;
  const begun = new Promise((resolve) => (begin = resolve));
  const until = async () => {
    for (let acknowledged = 0; ; acknowledged += 1) {
      const posted = await post(url, `/wallets/${wallet}/credits`, { amount: "0.01" }).catch(() => null);
      begin();
      if (posted?.status !== 201) return acknowledged;
    }
  };
  const counts = Promise.all(Array.from({ length: CONNECTIONS }, until));
  return { begun, acknowledged: counts.then((each) => each.reduce((a, b) => a + b, 0)) };
}

async function freshStarts(count) {
  for (let i = 1; i <= count; i += 1) {
    const dataDir = join(directory, `fresh-${i}`);
    await end(`fresh start ${i}`, await start(dataDir), "SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Ends under load, on the same data; afterwards all acknowledged credits are there, and the books are right. */
async function endsUnderLoad(what, signal, count) {
  const dataDir = join(directory, what);
  const first = await start(dataDir);
  const created = first.url && (await post(first.url, "/wallets", { name: "Load", currency: "USD" }));
  await end(`${what} 0`, first, "SIGTERM");
  if (created?.status !== 201) return;
  let acknowledged = 0;
  for (let i = 1; i <= count; i += 1) {
    const server = await start(dataDir);
    const loaded = server.url === null ? null : load(server.url, created.answer.id);
    await loaded?.begun;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * MOST_LOAD_MS));
    await end(`${what} ${i}`, server, signal);
    acknowledged += (await loaded?.acknowledged) ?? 0;
  }
  const { code, signal: by, output } = await run([main, "verify", "--data-dir", dataDir]);
  if (code !== 0) failures.push(`verify after ${what}: ${by ?? code}\n${output}`);
  const last = await start(dataDir);
  if (last.url !== null) {
    const { answer } = await post(last.url, `/wallets/${created.answer.id}/credits`, { amount: "0.01" });
    const stored = answer.sequence - 1;
    if (!(stored >= acknowledged)) failures.push(`${what}: ${acknowledged} acknowledged, ${stored} stored`);
    console.log(`  ${acknowledged} credits acknowledged, ${stored} stored`);
  }
  await end(`${what} last`, last, "SIGTERM");
}

try {
  const version = (await run(["--version"])).output.trim();
  const built = await run([join(root, "scripts/bundle.mjs")]);
  if (built.code !== 0 || built.output !== "" || !existsSync(main))
    failures.push(`build: ${built.code}\n${built.output}`);
  console.log(`Node.js ${version}`);
  for (const [what, count, work] of [
    ["fresh starts", values.starts, (n) => freshStarts(n)],
    ["stops under load", values.stops, (n) => endsUnderLoad("stops", "SIGTERM", n)],
    ["kills under load", values.kills, (n) => endsUnderLoad("kills", "SIGKILL", n)],
  ]) {
    const before = failures.length;
    await work(Number(count));
    console.log(`${String(count)} ${String(what)}: ${failures.length - before} wrong`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { Deadline } from "../util/deadline.ts";
import { guardedSocket } from "./guarded-socket.ts";

const SILENT = "127.0.0.2";
const WORKING = "127.0.0.3";

/** A port on which new connections are neither accepted nor refused: its queue is full and its process is stopped. */
async function silentPort(): Promise<number> {
  const listen = `require("net").createServer().listen({ port: 0, host: "${SILENT}", backlog: 1 }, function () { console.log(this.address().port) })`;
  const child = spawn(process.execPath, ["-e", listen], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  child.kill("SIGSTOP");
  const port = Number(line.toString());
  const waiting: Socket[] = [];
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy();
    child.kill("SIGKILL");
  });
  for (let isFull = false; !isFull;) {
    const socket = connect({ host: SILENT, port }).on("error", () => undefined);
    waiting.push(socket);
    isFull = await Promise.race([
      once(socket, "connect").then(() => false),
      new Promise<boolean>((resolve) => setTimeout(resolve, 300, true)),
    ]);
  }
  return port;
}

it("a host's second address is tried when the first is silent", async () => {
  const port = await silentPort();
  const server = createServer((socket) => socket.on("error", () => undefined).end("220 ready")).listen({
    port,
    host: WORKING,
  });
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const addresses = [
    { address: SILENT, family: 4 as const },
    { address: WORKING, family: 4 as const },
  ];
  const policy = { allowPrivateTargets: true, names: { resolve: async () => addresses } };
  const socket = await guardedSocket(policy, { host: "mail.test", port, owner: "1" }, new Deadline(8_000));
  expect(socket.remoteAddress).toBe(WORKING);
  socket.destroy();
});

it.each(["127.0.0.1", "mail.test"])("%s is refused where private addresses are", async (host) => {
  const policy = {
    allowPrivateTargets: false,
    names: { resolve: async () => [{ address: "10.0.0.1", family: 4 as const }] },
  };
  const refused = guardedSocket(policy, { host, port: 25, owner: "1" }, new Deadline(5_000));
  await expect(refused).rejects.toThrow(host);
});

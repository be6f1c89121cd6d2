import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastingPort } from "../support/lasting-port.ts";
import { blocksOf, page } from "./markdown.ts";
import { appears, collect, ended, startServer, type DocsServer } from "./server.ts";

type Verify = (rawBody: Buffer, headers: IncomingHttpHeaders, secret: string, now?: number) => boolean;

interface Verifiers {
  readonly verifySimple: Verify;
  readonly verifyStandard: Verify;
}

interface Received {
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
}

/** Another endpoint's. */
const STRANGE = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

describe("the code of the webhooks guide", () => {
  let server: DocsServer;
  let receiver: Server;
  let verifiers: Verifiers;
  const received: Received[] = [];
  const [verifyCode, receiverCode] = blocksOf(page("docs/guides/webhooks.md")).filter(
    ({ language }) => language === "js",
  );

  beforeAll(async () => {
    server = await startServer();
    await writeFile(join(server.directory, "verify.mjs"), verifyCode?.text ?? "");
    await writeFile(join(server.directory, "receiver.mjs"), receiverCode?.text ?? "");
    verifiers = (await import(pathToFileURL(join(server.directory, "verify.mjs")).href)) as Verifiers;
    receiver = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        received.push({ rawBody: Buffer.concat(parts), headers: request.headers });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  });

  afterAll(async () => {
    receiver.close();
    await server.stop();
  });

  async function next(): Promise<Received> {
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(0);
    return received.shift() as Received;
  }

  it("verifies the server's webhooks, before and after a rotation, and nothing else", async () => {
    const { port } = receiver.address() as { readonly port: number };
    const endpoint = await server.api("POST", "/webhook-endpoints", { url: `http://127.0.0.1:${port}/` });
    const old = String(endpoint["secret"]);
    await server.api("POST", `/webhook-endpoints/${String(endpoint["id"])}/test`, { type: "wallet.debited" });
    const first = await next();

    for (const verify of [verifiers.verifySimple, verifiers.verifyStandard]) {
      expect(verify(first.rawBody, first.headers, old)).toBe(true);
      expect(verify(first.rawBody, first.headers, STRANGE)).toBe(false);
      expect(verify(Buffer.concat([first.rawBody, Buffer.from(" ")]), first.headers, old)).toBe(false);
      expect(verify(first.rawBody, {}, old)).toBe(false);
    }
    expect(verifiers.verifyStandard(first.rawBody, first.headers, old, Date.now() + 301_000)).toBe(false);

    const rotated = await server.api("POST", `/webhook-endpoints/${String(endpoint["id"])}/rotate-secret`);
    const fresh = String(rotated["secret"]);
    await server.api("POST", `/webhook-endpoints/${String(endpoint["id"])}/test`, { type: "wallet.credited" });
    const second = await next();
    for (const verify of [verifiers.verifySimple, verifiers.verifyStandard]) {
      expect(verify(second.rawBody, second.headers, old)).toBe(true);
      expect(verify(second.rawBody, second.headers, fresh)).toBe(true);
      expect(verify(first.rawBody, first.headers, fresh)).toBe(false);
    }
  });

  it("receives: the whole receiver takes a delivery", async () => {
    const port = await lastingPort();
    const endpoint = await server.api("POST", "/webhook-endpoints", {
      url: `http://127.0.0.1:${port}/`,
      event_types: ["wallet.created"],
    });
    const child = spawn(process.execPath, ["receiver.mjs"], {
      cwd: server.directory,
      env: { PATH: process.env["PATH"], PORT: String(port), SECRET: String(endpoint["secret"]) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = collect(child);
    try {
      await expect.poll(() => listening(port), { timeout: 10_000 }).toBe(true);
      await server.api("POST", "/wallets", { name: "W", currency: "USD" });
      const [, id] = await appears(output, /received wallet\.created (evt_\w+)/, child);
      expect(id).toBeDefined();
    } finally {
      child.kill();
      await ended(child);
    }
  });
});

/** Whether a receiver listens there: 401, for an unsigned request. */
async function listening(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" }).then(
    ({ status }) => status === 401,
    () => false,
  );
}

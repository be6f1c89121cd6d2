import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EVENT_TYPES } from "@plimsoll/contract";
import { startServer } from "../../start/server.ts";
import { readConfig } from "../../config.ts";
import {
  asking,
  must,
  runCampaign,
  type ReceivedEvent,
  startChat,
  startReceiver,
  NO_LIMITS,
  startSandbox,
  StoryClock,
} from "@plimsoll/sandbox";
import { createLogger } from "../../util/log.ts";
import type { Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";

export interface DemoOptions {
  readonly port: number;
  /** Duration of the campaign day. */
  readonly dayMs: number;
  readonly seed: number;
  /** Exit at the end of the day instead of leaving the server up for inspection. */
  readonly exit: boolean;
}

/** Events that are too frequent to narrate one by one. */
const QUIET = /^(wallet\.(credited|debited|created|updated)|hold\.|order\.)/;

/**
 * Plays a campaign day against a fresh server and a provider sandbox, in a directory that is removed at the end.
 * Resolves with the exit code: 1 when the balances differ from the provider's at the end.
 */
export async function demo({ port, dayMs, seed, exit }: DemoOptions, io: Io): Promise<number> {
  const signal = stopping();
  const cleanups: (() => Promise<unknown>)[] = [];
  try {
    const dataDir = await mkdtemp(join(tmpdir(), "plimsoll-demo-"));
    cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
    const config = {
      ...readConfig({ host: "127.0.0.1", dataDir, databaseUrl: "", allowPrivateTargets: true, logLevel: "error" }),
      port,
      adminKey: `pk_demo_${randomBytes(12).toString("hex")}`,
      secretKey: null,
      hold: false,
    };
    const clock = new StoryClock();
    const sandbox = await startSandbox({ seed, limits: NO_LIMITS, retryBaseMs: 200, now: clock.now });
    cleanups.push(sandbox.stop);
    const listeners: ((event: ReceivedEvent) => void)[] = [];
    const receiver = await startReceiver((event) => {
      for (const listener of listeners) listener(event);
    });
    cleanups.push(() => receiver.stop());
    const chat = await startChat((text) => io.print(`       #operations  ${text}`));
    cleanups.push(() => chat.stop());
    const server = await startServer(config, createLogger(config.logLevel), clock);
    // Stops the server first, so that it sends nothing to a receiver that has already stopped.
    cleanups.push(() => server.stop());

    io.print(`plimsoll demo at ${server.url}`);
    io.print(`  dashboard  ${server.url}/ (sign in with the admin key)`);
    io.print(`  admin key  ${config.adminKey}`);
    io.print(`  API        ${server.url}/docs`);
    io.print(`  provider   ${sandbox.url}/sandbox/truth`);
    io.print("");
    const ask = asking(server.url, config.adminKey, signal);
    const { secret } = await must<{ secret: string }>(
      ask("POST", "/webhook-endpoints", {
        url: receiver.url,
        event_types: EVENT_TYPES.filter((type) => !QUIET.test(type)),
        description: "the demo's own receiver",
        rate_limit_per_second: 1_000,
      }),
    );
    receiver.secret = secret;
    await connectChat(ask, chat.url);
    const agrees = await runCampaign({
      ask,
      sandbox,
      clock,
      serverUrl: server.url,
      secret: randomBytes(16).toString("hex"),
      seed,
      dayMs,
      print: io.print,
      onEvent: (listener) => listeners.push(listener),
      signal,
    });
    if (exit) return agrees ? 0 : 1;
    io.print("");
    io.print(`the server stays up at ${server.url}; Ctrl-C ends it and removes everything`);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    return agrees ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return 0;
    throw error;
  } finally {
    for (const clean of cleanups.toReversed()) await clean();
  }
}

/** Every route of a new account brings its alerts to the demo's chat, grouped briefly because the day is short. */
async function connectChat(ask: ReturnType<typeof asking>, url: string): Promise<void> {
  const channel = { kind: "slack", name: "#operations", config: { webhook_url: url }, rate_limit_per_second: 100 };
  const { id } = await must<{ id: string }>(ask("POST", "/channels", channel));
  for (const route of await must<{ id: string }[]>(ask("GET", "/routes"))) {
    await must(ask("PATCH", `/routes/${route.id}`, { channel_ids: [id], group_wait_seconds: 1 }));
  }
}

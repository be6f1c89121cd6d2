import { once } from "node:events";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { startReceiver, type Receiver } from "./receiver.ts";

/** PagerDuty's Events API: deduplicates incidents by their key. */
export class PagerDutyPlayer {
  readonly receiver: Receiver;

  constructor(receiver: Receiver) {
    this.receiver = receiver;
    receiver.answer((request) => {
      const { routing_key: key } = request.json as { readonly routing_key?: unknown };
      return { status: typeof key === "string" ? 202 : 400, body: '{"status":"success"}' };
    });
  }

  /** The incidents by their keys, with what has happened to each, repetitions left out. */
  get incidents(): Map<string, string[]> {
    const incidents = new Map<string, string[]>();
    for (const { json } of this.receiver.requests) {
      const { dedup_key: key, event_action: action } = json as { readonly dedup_key?: string; event_action?: string };
      const { payload } = json as { readonly payload?: { readonly class?: string } };
      const step = action === "trigger" ? `trigger ${payload?.class ?? ""}` : (action ?? "");
      const known = incidents.get(key ?? "") ?? [];
      // A kill between sending and recording sends once more; PagerDuty's key makes nothing of it.
      if (!known.includes(step)) incidents.set(key ?? "", [...known, step]);
    }
    return incidents;
  }
}

export async function startPagerDuty(): Promise<PagerDutyPlayer> {
  return new PagerDutyPlayer(await startReceiver());
}

export interface Mail {
  readonly to: readonly string[];
  readonly raw: string;
}

const servers = new Set<SMTPServer>();
afterAll(async () => {
  await Promise.all([...servers].map((server) => new Promise<void>((resolve) => server.close(resolve))));
});

/** A real SMTP server that keeps what it is given. */
export async function startMailServer(): Promise<{ readonly url: string; readonly mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, callback) =>
      username === "user" && password === "hunter2!"
        ? callback(null, { user: username })
        : callback(new Error("535 wrong password")),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString("utf8"),
        });
        callback();
      });
    },
  });
  servers.add(server);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://user:hunter2!@127.0.0.1:${port}`, mails };
}

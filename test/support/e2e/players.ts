import { createHmac } from "node:crypto";
import { once } from "node:events";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import type { Fields } from "./api.ts";
import { afterEveryFile } from "./file-hooks.ts";
import { startReceiver, type ReceivedRequest, type Receiver, type Reply } from "./receiver.ts";

/** @nolimit One second. */
const SECOND_MS = 1_000;

/** What makes a vendor's server of a receiver. */
interface Vendor {
  /** Why the vendor refuses this body; null when it accepts it. */
  readonly refuses: (json: Fields) => string | null;
  /** The response to every other one. */
  readonly accepts: Reply;
}

/** A vendor's server: it fails as scripted, refuses what the vendor refuses, and keeps what it has accepted. */
export class VendorPlayer {
  readonly receiver: Receiver;
  readonly accepted: ReceivedRequest[] = [];
  /** What it refused for ever, and why. */
  readonly refused: string[] = [];
  /** Requests that came before the time that a 429 had given. */
  early = 0;
  readonly #faults: (number | Reply)[] = [];
  #notBefore = 0;

  constructor(
    receiver: Receiver,
    { refuses, accepts }: Vendor,
    onAccepted: (json: Fields, body: string) => void = () => {},
  ) {
    this.receiver = receiver;
    receiver.answer((request) => {
      if (request.at < this.#notBefore) this.early += 1;
      const fault = this.#faults.shift();
      if (fault !== undefined) return this.#failed(fault);
      const why = request.headers["content-type"]?.startsWith("application/json")
        ? refuses(request.json)
        : "its content type is not JSON";
      if (why !== null) {
        this.refused.push(why);
        return { status: 400, body: why };
      }
      this.accepted.push(request);
      onAccepted(request.json, request.body);
      return accepts;
    });
  }

  get url(): string {
    return this.receiver.url;
  }

  /** The responses to the next requests instead of the vendor's own. */
  failing(...faults: readonly (number | Reply)[]): void {
    this.#faults.push(...faults);
  }

  /** Messages that were accepted a second time in the same form: the sender did not learn of the first. */
  get repeated(): number {
    return this.accepted.length - new Set(this.accepted.map(({ body }) => body)).size;
  }

  /** The largest number of requests within one second. */
  get mostInASecond(): number {
    const times = this.receiver.requests.map(({ at }) => at);
    return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + SECOND_MS).length));
  }

  #failed(fault: number | Reply): number | Reply {
    const seconds = typeof fault === "number" ? undefined : fault.headers?.["retry-after"];
    if (seconds !== undefined) this.#notBefore = performance.now() + Number(seconds) * SECOND_MS;
    return fault;
  }
}

const NOT_EMPTY = "text is missing";

/** A Slack incoming webhook, with Block Kit's bounds. */
export async function startSlack(): Promise<VendorPlayer> {
  const refuses = (json: Fields): string | null => {
    const { text, blocks } = json as { text?: string; blocks?: { text?: { text: string }; fields?: unknown[] }[] };
    if (!text || !blocks) return NOT_EMPTY;
    if (blocks.length > 50) return "more than 50 blocks";
    if (blocks.some((block) => (block.text?.text.length ?? 0) > 3_000)) return "a text of more than 3,000 characters";
    return blocks.some((block) => (block.fields?.length ?? 0) > 10) ? "more than 10 fields" : null;
  };
  return new VendorPlayer(await startReceiver(), { refuses, accepts: { status: 200, body: "ok" } });
}

/** A Teams Workflows webhook, which takes an Adaptive Card of up to 28 KB. */
export async function startTeams(): Promise<VendorPlayer> {
  const refuses = (json: Fields): string | null => {
    const { type, attachments } = json as { type?: string; attachments?: { contentType?: string; content?: Fields }[] };
    const [card] = attachments ?? [];
    if (type !== "message" || card?.contentType !== "application/vnd.microsoft.card.adaptive") return "not a card";
    if (card.content?.["type"] !== "AdaptiveCard") return "not an Adaptive Card";
    return Buffer.byteLength(JSON.stringify(json)) > 28 * 1_024 ? "more than 28 KB" : null;
  };
  return new VendorPlayer(await startReceiver(), { refuses, accepts: { status: 202 } });
}

/** Datadog's events API. */
export async function startDatadog(): Promise<VendorPlayer> {
  const refuses = (json: Fields): string | null => {
    const { title, text, aggregation_key: key, alert_type: kind } = json as Readonly<Record<string, string>>;
    if (!title || !text) return NOT_EMPTY;
    if (title.length > 100 || text.length > 4_000 || (key ?? "").length > 100) return "too long";
    return ["error", "warning", "info", "success"].includes(kind ?? "") ? null : "no such alert_type";
  };
  return new VendorPlayer(await startReceiver(), { refuses, accepts: { status: 202, body: '{"status":"ok"}' } });
}

interface Incident {
  readonly key: string;
  /** What has happened to it, repetitions left out. */
  readonly log: string[];
  /** The same event once more changes nothing of an open incident. */
  readonly seen: Set<string>;
  isOpen: boolean;
}

/** A webhook of PagerDuty's (v3): its body as it is signed. */
export interface PagerDutyWebhook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** PagerDuty: the Events API deduplicates by key, and webhooks report what people do. */
export class PagerDutyPlayer {
  readonly vendor: VendorPlayer;
  readonly #incidents: Incident[] = [];
  /** Acknowledged or resolved without an open incident, which PagerDuty drops. */
  readonly lost: string[] = [];
  #webhooks = 0;

  constructor(receiver: Receiver) {
    const refuses = (json: Fields): string | null => {
      const { routing_key: routing, dedup_key: key, event_action: action, payload } = json as PagerDutyEvent;
      if (typeof routing !== "string") return "routing_key is missing";
      if (!key || key.length > 255) return "dedup_key must have 1 to 255 characters";
      if (action === "acknowledge" || action === "resolve") return null;
      if (action !== "trigger") return "no such event_action";
      const { summary = "", source, severity = "" } = payload ?? {};
      if (summary === "" || summary.length > 1_024 || !source) return "summary or source is missing";
      return ["critical", "error", "warning", "info"].includes(severity) ? null : "no such severity";
    };
    const accepts = { status: 202, body: '{"status":"success"}' };
    this.vendor = new VendorPlayer(receiver, { refuses, accepts }, (json, body) => this.#take(json, body));
  }

  get receiver(): Receiver {
    return this.vendor.receiver;
  }

  /** The incidents, with what has happened to each; one whose key comes again after its end is another one. */
  get incidents(): readonly Pick<Incident, "key" | "log">[] {
    return this.#incidents;
  }

  /** What has happened to every incident, in order. */
  get logs(): readonly (readonly string[])[] {
    return this.#incidents.map(({ log }) => log);
  }

  /** A person acknowledges an open incident here. */
  acknowledge(key: string, who: string): void {
    const incident = this.#incidents.find((candidate) => candidate.key === key && candidate.isOpen);
    if (!incident) throw new Error(`no open incident ${key}`);
    incident.log.push(`acknowledged by ${who}`);
  }

  /** The webhook about an incident; without an agent, its own integration's. */
  webhook(type: string, key: string, secret: string, who: string | null): PagerDutyWebhook {
    this.#webhooks += 1;
    const agent =
      who === null
        ? { id: "PINTEGR", type: "events_api_v2_inbound_integration_reference", summary: "Plimsoll" }
        : { id: "PUSER", type: "user_reference", summary: who };
    const event = {
      id: `01WEBHOOK${this.#webhooks}`,
      event_type: type,
      resource_type: "incident",
      occurred_at: new Date().toISOString(),
      agent,
      client: null,
      data: { id: "PINCIDENT", type: "incident", incident_key: key },
    };
    const body = JSON.stringify({ event });
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    return {
      body,
      headers: { "content-type": "application/json", "x-pagerduty-signature": `v1=${"0".repeat(64)},v1=${signature}` },
    };
  }

  #take({ dedup_key: key = "", event_action: action = "", payload }: PagerDutyEvent, body: string): void {
    const step = action === "trigger" ? `trigger ${payload?.class ?? ""}` : action;
    let incident = this.#incidents.find((candidate) => candidate.key === key && candidate.isOpen);
    if (!incident) {
      const before = this.#incidents.findLast((candidate) => candidate.key === key);
      if (action !== "trigger") {
        if (!before?.seen.has(body)) this.lost.push(`${step} ${key}`);
        return;
      }
      incident = { key, log: [], seen: new Set(), isOpen: true };
      this.#incidents.push(incident);
    }
    if (!incident.seen.has(body)) incident.log.push(step);
    incident.seen.add(body);
    if (action === "resolve") incident.isOpen = false;
  }
}

interface PagerDutyEvent {
  readonly routing_key?: unknown;
  readonly dedup_key?: string;
  readonly event_action?: string;
  readonly payload?: { readonly class?: string; readonly summary?: string; source?: string; severity?: string };
}

export async function startPagerDuty(): Promise<PagerDutyPlayer> {
  return new PagerDutyPlayer(await startReceiver());
}

interface Mail {
  readonly to: readonly string[];
  readonly raw: string;
}

const servers = new Set<SMTPServer>();
afterEveryFile(async () => {
  await Promise.all([...servers].map((server) => new Promise<void>((resolve) => server.close(resolve))));
  servers.clear();
});

export interface MailPlayer {
  readonly url: string;
  readonly mails: readonly Mail[];
  /** Refuses the next mails for the time being, with a 451. */
  readonly failing: (count: number) => void;
}

/** A real SMTP server that keeps what it is given. */
export async function startMailServer(): Promise<MailPlayer> {
  const mails: Mail[] = [];
  let failures = 0;
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
        if (failures > 0) {
          failures -= 1;
          return callback(Object.assign(new Error("try again later"), { responseCode: 451 }));
        }
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString("utf8"),
        });
        callback();
      });
    },
  });
  servers.add(server);
  server.on("error", () => {}); // A client that is killed cuts its connection.
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const failing = (count: number): void => {
    failures += count;
  };
  return { url: `smtp://user:hunter2!@127.0.0.1:${port}`, mails, failing };
}

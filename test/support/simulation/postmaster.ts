import type { Delivery, WebhookEndpoint } from "@plimsoll/contract";
import { expect } from "vitest";
import { expectStatus, type CreatedEndpoint } from "../e2e/api.ts";
import { eventually } from "../e2e/eventually.ts";
import { hang, reset, startReceiver, verifies, type Receiver, type Reply } from "../e2e/receiver.ts";
import type { Api } from "../e2e/api.ts";
import { countOf, readAll, type Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Site } from "./site.ts";

const MAX_ATTEMPTS = 3;
/** Long enough that a busy receiver does not time out. */
const TIMEOUT_MS = 2_000;
const SETTLE_MS = 60_000;
/** The most requests of an endpoint that are under way at once. */
const AT_ONCE = 16;

/** `fickle` responds by the event's fate; `dying` goes away and comes back. */
export type Temper = "steady" | "slow" | "fickle" | "dying" | "dead";

/** A fickle receiver's response to an event, however often it arrives. */
type Fate = "welcome" | "second time" | "refused" | "cut" | "unanswered";

interface Mailbox {
  readonly id: string;
  readonly temper: Temper;
  readonly receiver: Receiver;
  readonly eventTypes: readonly string[];
  /** Every secret that was ever shown. */
  readonly secrets: string[];
  /** Requests, from the first on, that may be signed with a secret whose answer a crash has lost. */
  readonly unverified: number;
  /** Events with a 200 response. */
  readonly welcomed: Set<string>;
  /** Whether it existed before the first event. */
  readonly fromTheStart: boolean;
  wasDisabled: boolean;
  isAway: boolean;
}

/** Registers, disturbs and audits webhook endpoints. */
export class Postmaster {
  readonly #site: Site;
  readonly #random: Random;
  readonly #mailboxes: Mailbox[] = [];

  constructor(site: Site, random: Random) {
    this.#site = site;
    this.#random = random;
  }

  async open(temper: Temper, eventTypes: readonly string[], fromTheStart: boolean): Promise<void> {
    const welcomed = new Set<string>();
    const seen = new Set<string>();
    const receiver = await startReceiver(({ json: { id } }) => {
      const reply = temper === "fickle" ? replyTo(id, seen.has(id)) : { delayMs: temper === "slow" ? 30 : 0 };
      seen.add(id);
      if (reply.status === undefined && reply.instead === undefined) welcomed.add(id);
      return reply;
    });
    if (temper === "dead") await receiver.close();
    const { created, wasLost } = await this.#create(receiver.url, eventTypes);
    this.#mailboxes.push({
      id: created.id,
      temper,
      receiver,
      eventTypes,
      secrets: [created.secret],
      unverified: wasLost ? receiver.requests.length + AT_ONCE : 0,
      welcomed,
      fromTheStart,
      wasDisabled: false,
      isAway: false,
    });
  }

  async step(): Promise<void> {
    const mailbox = this.#random.pick(this.#mailboxes);
    const steps = [
      () => this.#disable(mailbox),
      () => this.#enable(mailbox),
      () => this.#rotate(mailbox),
      () => this.#replay(mailbox),
      () => this.#replayOne(mailbox),
      () => this.#come(),
      () => this.#come(),
    ];
    await this.#random.pick(steps)();
  }

  /** Brings back and enables all receivers, and waits until the server has nothing left to send. */
  async settle(): Promise<void> {
    for (const mailbox of this.#mailboxes) {
      if (mailbox.isAway) await mailbox.receiver.listen();
      mailbox.isAway = false;
      await this.#enable(mailbox);
    }
    const { api } = this.#site.server;
    for (const { id } of this.#mailboxes) {
      const pending = `/webhook-endpoints/${id}/deliveries?status=pending`;
      await eventually(async () => (await countOf(api, pending)) === 0, SETTLE_MS);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#mailboxes.map(({ receiver }) => receiver.close()));
  }

  async audit(api: Api, ledger: Ledger): Promise<void> {
    for (const mailbox of this.#mailboxes) await auditMailbox(api, ledger, mailbox);
  }

  async #create(
    url: string,
    eventTypes: readonly string[],
  ): Promise<{ readonly created: CreatedEndpoint; readonly wasLost: boolean }> {
    let tried = false;
    let wasLost = false;
    const { body } = await this.#site.answered(async ({ api }) => {
      if (tried) {
        const existing = (await readAll<WebhookEndpoint>(api, "/webhook-endpoints")).find((one) => one.url === url);
        // Its secret was lost with the response.
        if (existing) {
          wasLost = true;
          return api.post<CreatedEndpoint>(`/webhook-endpoints/${existing.id}/rotate-secret`);
        }
      }
      tried = true;
      return api.post<CreatedEndpoint>("/webhook-endpoints", {
        url,
        event_types: eventTypes,
        rate_limit_per_second: 1_000,
        max_attempts: MAX_ATTEMPTS,
        timeout_ms: TIMEOUT_MS,
      });
    });
    return { created: body, wasLost };
  }

  async #disable(mailbox: Mailbox): Promise<void> {
    mailbox.wasDisabled = true;
    await this.#setStatus(mailbox, "disabled");
  }

  #enable(mailbox: Mailbox): Promise<void> {
    return this.#setStatus(mailbox, "enabled");
  }

  async #setStatus({ id }: Mailbox, status: "enabled" | "disabled"): Promise<void> {
    const answer = await this.#site.answered(({ api }) => api.patch(`/webhook-endpoints/${id}`, { status }));
    expect(expectStatus(200, answer)).toMatchObject({ status });
  }

  async #rotate({ id, secrets }: Mailbox): Promise<void> {
    const path = `/webhook-endpoints/${id}/rotate-secret`;
    const answer = await this.#site.answered(({ api }) => api.post<CreatedEndpoint>(path));
    secrets.push(expectStatus(200, answer).secret);
  }

  async #replay({ id }: Mailbox): Promise<void> {
    const { status } = await this.#site.answered(({ api }) => api.post(`/webhook-endpoints/${id}/replay`));
    expect([200, 409]).toContain(status);
  }

  async #replayOne({ id }: Mailbox): Promise<void> {
    const list = await this.#site.answered(({ api }) => api.get<Delivery[]>(`/webhook-endpoints/${id}/deliveries`));
    if (list.body.length === 0) return;
    const delivery = this.#random.pick(list.body);
    const { status } = await this.#site.answered(({ api }) => api.post(`/deliveries/${delivery.id}/replay`));
    expect([200, 409]).toContain(status);
  }

  /** Dying receivers go when they are up, and return when they are down. */
  async #come(): Promise<void> {
    for (const mailbox of this.#mailboxes) {
      if (mailbox.temper !== "dying") continue;
      await (mailbox.isAway ? mailbox.receiver.listen() : mailbox.receiver.close());
      mailbox.isAway = !mailbox.isAway;
    }
  }
}

function fateOf(eventId: string): Fate {
  const draw = Buffer.from(eventId).reduce((hash, byte) => (hash * 31 + byte) % 1_000_003, 7) % 1_000;
  if (draw < 880) return "welcome";
  if (draw < 940) return "second time";
  if (draw < 980) return "refused";
  return draw < 996 ? "cut" : "unanswered";
}

function replyTo(eventId: string, seen: boolean): Reply {
  const fate = fateOf(eventId);
  if (fate === "cut") return reset;
  if (fate === "unanswered") return hang;
  return fate === "refused" || (fate === "second time" && !seen) ? { status: 500 } : {};
}

async function auditMailbox(api: Api, ledger: Ledger, mailbox: Mailbox): Promise<void> {
  const { id, temper, receiver, secrets, unverified, welcomed, wasDisabled } = mailbox;
  const deliveries = (await readAll<Delivery>(api, `/webhook-endpoints/${id}/deliveries`)).toReversed();
  const name = `${temper} endpoint ${id}`;

  const wanted = [...ledger.events.values()].filter(({ type }) => wants(mailbox, type)).map((event) => event.id);
  const sent = deliveries.map(({ event_id }) => event_id);
  if (mailbox.fromTheStart) expect(sent, name).toEqual(wanted);
  else expect(sent, name).toEqual(sent.length === 0 ? [] : wanted.slice(-sent.length));

  for (const delivery of deliveries) {
    const { event_id: eventId, status } = delivery;
    const possible = outcomesOf(temper, fateOf(eventId), wasDisabled);
    expect(possible, `${name}: delivery ${delivery.id} of ${eventId}`).toContain(status);
    if (status === "delivered") expect(welcomed, `${name}: delivery ${delivery.id}`).toContain(eventId);
  }
  const failed = deliveries.filter(({ status }) => status === "failed");
  for (const delivery of failed.slice(0, 50)) await auditFailure(api, delivery);

  const known = new Set(sent);
  for (const [index, request] of receiver.requests.entries()) {
    expect(known).toContain(request.json.id);
    expect(JSON.stringify(request.json)).toBe(JSON.stringify(ledger.events.get(request.json.id)));
    if (index >= unverified && !secrets.some((secret) => verifies(request, secret)))
      throw new Error(`${name}: a signature is wrong`);
  }
}

function wants({ eventTypes }: Mailbox, type: string): boolean {
  return eventTypes.includes("*") || eventTypes.includes(type);
}

function outcomesOf(temper: Temper, fate: Fate, wasDisabled: boolean): Delivery["status"][] {
  const skipped = wasDisabled ? (["skipped"] as const) : [];
  if (temper === "dead") return ["failed", ...skipped];
  if (temper === "dying") return ["delivered", "failed", ...skipped];
  if (temper !== "fickle" || fate === "welcome" || fate === "second time") return ["delivered", ...skipped];
  return ["failed", ...skipped];
}

/** It failed after the last round's full number of attempts, none of them successful. */
async function auditFailure(api: Api, delivery: Delivery): Promise<void> {
  const attempts = await api.attempts(delivery.id);
  expect(attempts).toHaveLength(delivery.attempt_count);
  const last = attempts.slice(-MAX_ATTEMPTS);
  expect(last).toHaveLength(MAX_ATTEMPTS);
  for (const { status } of last) expect(status === null || status >= 300).toBe(true);
}

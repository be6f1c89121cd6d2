import { setTimeout as pause } from "node:timers/promises";
import type { Channel, Episode, Notification, Route, Silence, Wallet } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { expectStatus, readAnswer, type Answer, type Fields, type Headings } from "../support/e2e/api.ts";
import { credit, newWallet } from "../support/commands.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { QUICK_RETRIES } from "../support/e2e/fixtures.ts";
import { dataWithHistory } from "../support/e2e/history.ts";
import {
  startDatadog,
  startMailServer,
  startPagerDuty,
  startSlack,
  startTeams,
  type PagerDutyWebhook,
  type VendorPlayer,
} from "../support/e2e/players.ts";
import { hang, reset, type Reply } from "../support/e2e/receiver.ts";
import type { Server } from "../support/e2e/server.ts";
import { Random, SEED_TITLE, seeds } from "../support/simulation/random.ts";
import { Site } from "../support/simulation/site.ts";

const TIERS = {
  alert_enabled: true,
  warning: { threshold: "50.00", condition: "below" },
  critical: { threshold: "20.00", condition: "below" },
  block: { threshold: "5.00", condition: "below" },
};
const SECRET = "pagerduty-webhook-secret";
const ROUTING = { routing_key: "0123456789abcdef", webhook_secret: SECRET };
/** A step's kills come within this time of its request: before, while and after its messages are sent. */
const WITHIN_MS = 2_500;
/** Longer than an attempt at a receiver that does not respond, and the wait after it. */
const ARRIVAL_MS = 60_000;

const TOO_MANY: Reply = { status: 429, headers: { "retry-after": "1" } };

/** What each receiver is sent of the episode, in order. The runway moves on, and is left out. */
const WRITTEN_DOWN = {
  chats: [
    "Main is warning: 40.00 USD available",
    "Main is critical: 15.00 USD available",
    // Silenced when it was blocked: sent when the silence ends.
    "Main is blocked: 3.00 USD available",
    "Main is ok again: 503.00 USD available",
  ],
  mail: ["Main is critical and not acknowledged", "Main is ok again"],
};

function withoutRunway(text: unknown): string {
  return String(text).replace(/, lasts .*/, "");
}

/** Without what a kill between sending and recording has sent once more. */
function once(texts: readonly string[]): string[] {
  return texts.filter((text, index) => text !== texts[index - 1]);
}

type Send<T> = (server: Server, headers: Headings) => Promise<Answer<T>>;

/** A site whose server is killed at random moments of each step. */
class Disturbed {
  readonly site: Site;
  readonly #random: Random;
  #steps = 0;

  constructor(site: Site, random: Random) {
    this.site = site;
    this.#random = random;
  }

  /** Makes a request, and kills and restarts the server up to twice from then on, until its effects are there. */
  async step<T>(send: Send<T>, arrives: () => Promise<unknown> = () => Promise.resolve()): Promise<T> {
    this.#steps += 1;
    const headers = { "Idempotency-Key": `step ${this.#steps}` };
    const moments = Array.from({ length: this.#random.between(0, 2) }, () => this.#random.between(0, WITHIN_MS));
    const kills = Promise.all(
      moments.map(async (moment) => {
        await pause(moment);
        await this.site.restart("SIGKILL");
      }),
    );
    const answer = await this.site.answered((server) => send(server, headers));
    if (![200, 201, 204].includes(answer.status)) throw new Error(`${answer.status}: ${answer.text}`);
    await Promise.all([kills, arrives()]);
    return answer.body;
  }

  async get<T>(path: string): Promise<T> {
    return expectStatus(200, await this.site.answered((server) => server.api.get<T>(path)));
  }

  async create<T>(path: string, body: Fields): Promise<T> {
    return expectStatus(201, await this.site.answered((server) => server.api.post<T>(path, body)));
  }
}

describeEngines("an episode, and a server that is killed at random moments", (engine) => {
  // Several seeds run at the same time, because most of it is waiting.
  describe.concurrent("with the receivers' own faults", () => {
    it.each(seeds())(`arrives as written down, ${SEED_TITLE}`, { timeout: 300_000 }, async (seed) => {
      const random = new Random(seed);
      const site = await Site.open({ engine, env: QUICK_RETRIES });
      const day = new Disturbed(site, random.fork());
      const slack = await startSlack();
      const teams = await startTeams();
      const datadog = await startDatadog();
      const pager = await startPagerDuty();
      const mail = await startMailServer();
      const vendors = [slack, teams, datadog, pager.vendor];

      const connect = (kind: string, config: Fields) => day.create<Channel>("/channels", { kind, name: kind, config });
      const chats = [
        await connect("slack", { webhook_url: slack.url }),
        await connect("msteams", { webhook_url: teams.url }),
        await connect("datadog", { api_key: "0123456789abcdef", events_url: datadog.url }),
      ].map(({ id }) => id);
      const onCall = await connect("pagerduty", { ...ROUTING, events_url: pager.receiver.url });
      const boss = await connect("email", { smtp_url: mail.url, from: "alerts@example.com", to: ["boss@example.com"] });
      const route = (on: readonly string[], channelIds: readonly string[], more: Fields = {}) =>
        day.create<Route>("/routes", {
          name: on.join(" "),
          on,
          channel_ids: channelIds,
          group_wait_seconds: 1,
          ...more,
        });
      await route(["warning", "critical", "block"], chats);
      await route(["critical", "block"], [onCall.id], { escalate: { after_minutes: 0, channel_ids: [boss.id] } });

      const inChats = [
        () => slack.accepted.map(({ json }) => withoutRunway(json["text"])),
        () =>
          teams.accepted.map(({ json }) =>
            withoutRunway((json["attachments"] as [{ content: Fields }])[0].content["fallbackText"]),
          ),
        () => datadog.accepted.map(({ json }) => withoutRunway(json["title"])),
      ];
      const inMail = () => mail.mails.map(({ raw }) => /^Subject: (.*?)(?::.*)?\r?$/m.exec(raw)?.[1] ?? "");
      const arriving = (found: () => unknown, isThere: () => boolean) => () =>
        eventually(() => {
          if (isThere()) return true;
          throw new Error(`until now ${JSON.stringify(found())}`);
        }, ARRIVAL_MS);
      const arrivesInChats = (text: string) =>
        arriving(
          () => inChats.map((texts) => texts()),
          () => inChats.every((texts) => texts().includes(text)),
        );
      const arrivesInPager = (step: string) =>
        arriving(
          () => pager.logs,
          () => pager.logs.at(-1)?.at(-1) === step,
        );
      const arrivesInMail = (text: string) => arriving(inMail, () => inMail().includes(text));
      const all =
        (...arrivals: readonly (() => Promise<unknown>)[]) =>
        () =>
          Promise.all(arrivals.map((arrives) => arrives()));

      // A receiver fails up to twice before it takes a message, which is too seldom for its channel to be called failing.
      const faults = random.fork();
      const ofSlack = faults.shuffled<number | Reply>([TOO_MANY, 500, hang]);
      const fail = (...failing: readonly VendorPlayer[]) => {
        for (const vendor of failing) {
          const times = vendor === slack ? 0 : faults.between(0, 2);
          const drawn = Array.from({ length: times }, () => faults.pick<number | Reply>([TOO_MANY, 500, 503, reset]));
          vendor.failing(...(vendor === slack ? ofSlack.splice(0, 1) : drawn));
        }
      };

      // An empty wallet would be blocked before it is funded.
      const { id: walletId } = await site.server.api.createFundedWallet("100.00", { name: "Main" });
      await day.step((server) => server.api.patch<Wallet>(`/wallets/${walletId}`, { alert_settings: TIERS }));
      const move =
        (direction: "debits" | "credits", amount: string): Send<unknown> =>
        (server, headers) =>
          server.api.post(`/wallets/${walletId}/${direction}`, { amount }, headers);

      fail(slack, teams, datadog);
      await day.step(move("debits", "60.00"), arrivesInChats("Main is warning: 40.00 USD available"));

      fail(...vendors);
      mail.failing(faults.between(0, 2));
      await day.step(
        move("debits", "25.00"),
        all(
          arrivesInChats("Main is critical: 15.00 USD available"),
          arrivesInPager("trigger critical"),
          arrivesInMail("Main is critical and not acknowledged"),
        ),
      );

      const [open] = await day.get<Episode[]>("/episodes?state=open");
      const id = open?.id ?? "";
      const key = pager.incidents[0]?.key ?? "";
      const receive =
        ({ body, headers }: PagerDutyWebhook): Send<{ applied: boolean }> =>
        async (server) =>
          readAnswer(
            await fetch(`${server.url}/api/v1/channels/${onCall.id}/inbound`, { method: "POST", headers, body }),
          );
      const acknowledgement = async () => (await day.get<Episode>(`/episodes/${id}`)).acknowledged;

      const acknowledgeHere = async () => {
        fail(pager.vendor);
        await day.step(async (server) => {
          const seen = await server.api.get<Episode>(`/episodes/${id}`);
          if (expectStatus(200, seen).acknowledged) return seen;
          return server.api.post<Episode>(`/episodes/${id}/acknowledge`, { minutes: 60, note: "Wire" });
        }, arrivesInPager("acknowledge"));
        const given = await acknowledgement();
        // PagerDuty reports that as well, as its integration's and no person's.
        const echo = pager.webhook("incident.acknowledged", key, SECRET, null);
        expect(await day.step(receive(echo))).toMatchObject({ applied: false });
        expect(await acknowledgement()).toEqual(given);
        expect(given).toMatchObject({ note: "Wire", until: expect.any(String) as string });
      };
      const acknowledgeThere = async () => {
        pager.acknowledge(key, "Ada");
        const webhook = pager.webhook("incident.acknowledged", key, SECRET, "Ada");
        await day.step(receive(webhook));
        const given = await acknowledgement();
        expect(given).toMatchObject({ by: "Ada", until: null });
        // Its webhooks may come twice.
        await day.step(receive(webhook));
        expect(await acknowledgement()).toEqual(given);
      };
      const ways = random.shuffled([
        { acknowledge: acknowledgeHere, log: "acknowledge" },
        { acknowledge: acknowledgeThere, log: "acknowledged by Ada" },
      ]);
      await ways[0]?.acknowledge();

      const silence = await day.step<Silence>(async (server) => {
        // It takes no idempotency key, so a client without a response reads whether it is there.
        const listed = await server.api.get<Silence[]>("/silences");
        const [made] = expectStatus(200, listed);
        const fields = { ends_at: new Date(Date.now() + 600_000).toISOString(), reason: "test", include_block: true };
        return made ? { ...listed, body: made } : server.api.post<Silence>("/silences", fields);
      });
      await day.step(move("debits", "12.00"));
      await day.step(move("debits", "1.00"));
      await day.step(move("credits", "1.00"));
      const skipped = await day.get<Notification[]>(`/notifications?episode_id=${id}&status=skipped`);
      const silenced = skipped.filter(({ skip_reason: reason }) => reason === "silenced");
      expect(silenced.map(({ title }) => withoutRunway(title))).toEqual(
        Array.from({ length: 4 }, () => "Main is blocked: 3.00 USD available"),
      );
      expect(await acknowledgement()).toBeNull();

      fail(...vendors);
      await day.step(
        async (server) => {
          const answer = await server.api.delete(`/silences/${silence.id}`);
          // A request that is repeated finds the silence ended.
          return answer.status === 404 ? { ...answer, status: 204 } : answer;
        },
        all(arrivesInChats("Main is blocked: 3.00 USD available"), arrivesInPager("trigger block")),
      );
      await ways[1]?.acknowledge();

      fail(...vendors);
      mail.failing(faults.between(0, 2));
      await day.step(
        move("credits", "500.00"),
        all(
          arrivesInChats("Main is ok again: 503.00 USD available"),
          arrivesInPager("resolve"),
          arrivesInMail("Main is ok again"),
        ),
      );
      const settled = await eventually(async () => {
        const notifications = await day.get<Notification[]>("/notifications?limit=100");
        return notifications.every(({ status }) => status !== "pending") ? notifications : null;
      }, ARRIVAL_MS);

      for (const texts of inChats) expect(once(texts())).toEqual(WRITTEN_DOWN.chats);
      expect(once(inMail())).toEqual(WRITTEN_DOWN.mail);
      expect(pager.logs).toEqual([["trigger critical", ways[0]?.log, "trigger block", ways[1]?.log, "resolve"]]);
      expect(pager.lost).toEqual([]);
      expect(new Set(datadog.accepted.map(({ json }) => json["aggregation_key"])).size).toBe(1);
      // A kill loses what one receiver has answered to one message, and nothing else does.
      for (const vendor of vendors) {
        expect(vendor.refused).toEqual([]);
        expect(vendor.repeated).toBeLessThanOrEqual(site.restarts);
        expect(vendor.early).toBeLessThanOrEqual(site.restarts);
      }
      const ids = mail.mails.map(({ raw }) => /^Message-ID: (.*?)\r?$/im.exec(raw)?.[1]);
      expect(new Set(ids).size).toBe(WRITTEN_DOWN.mail.length);
      const given = settled.filter(({ skip_reason: reason }) => reason !== "silenced");
      expect(given).toHaveLength(WRITTEN_DOWN.chats.length * chats.length + WRITTEN_DOWN.mail.length + 4);
      // One that was sent once more after a kill gives way to a newer one.
      expect(given.filter(({ status }) => status !== "delivered").length).toBeLessThanOrEqual(site.restarts);

      const episode = await day.get<Episode>(`/episodes/${id}`);
      expect(episode).toMatchObject({
        state: "ok",
        worst_state: "blocked",
        lowest_available: "2.00",
        acknowledged: null,
        wallet_id: walletId,
      });
      expect(episode.steps.map(({ state, available }) => `${state} ${available}`)).toEqual([
        "warning 40.00",
        "in_alarm 15.00",
        "blocked 3.00",
        "ok 503.00",
      ]);
      const [replayed] = episode.notifications.filter(({ channel_id: channelId }) => channelId === chats[0]);
      const before = slack.accepted.length;
      expectStatus(200, await site.server.api.post(`/notifications/${replayed?.id ?? ""}/replay`));
      await eventually(() => slack.accepted.length === before + 1);
      expect(await site.server.cli("verify")).toMatchObject({ code: 0 });
      await site.close();
    });
  });
});

const LISTED = 500;
const CRITICAL = 40;
/** Longer than the wallets take to cross. */
const GROUP_WAIT_SECONDS = 6;
/** Requests a second that the vendor takes from one sender. */
const LIMITS = { slack: 1, pagerduty: 10 };
const isInfo = (index: number) => index % 3 === 0;

describeEngines("500 wallets that cross within a second", (engine) => {
  it.each(seeds())(
    `are one Slack message, worst first, and one page for each critical one, ${SEED_TITLE}`,
    { timeout: 240_000 },
    async (seed) => {
      const random = new Random(seed);
      const indexes = Array.from({ length: CRITICAL + LISTED }, (_, index) => index);
      // The first wallet of a store is number 1.
      const idOf = (index: number) => index + 1;
      const now = Date.now();
      const data = await dataWithHistory(engine, [
        { at: now, commands: indexes.map((index) => newWallet({ name: `Wallet ${index}` })) },
        { at: now, commands: indexes.map((index) => credit(idOf(index), "100.00")) },
      ]);
      const site = await Site.open({ data, env: QUICK_RETRIES });
      const { api } = site.server;
      const slack = await startSlack();
      const pager = await startPagerDuty();
      const make = async (kind: string, config: Fields, on: readonly string[]) => {
        const { id } = expectStatus(201, await api.post<Channel>("/channels", { kind, name: kind, config }));
        const fields = { name: kind, on, channel_ids: [id], group_wait_seconds: GROUP_WAIT_SECONDS };
        expectStatus(201, await api.post<Route>("/routes", fields));
      };
      await make("slack", { webhook_url: slack.url }, ["info", "warning"]);
      await make("pagerduty", { ...ROUTING, events_url: pager.receiver.url }, ["critical"]);
      const settings = { ...TIERS, info: { threshold: "70.00", condition: "below" } };
      expectStatus(200, await api.put("/alert-settings/default/USD", settings));

      const movements = indexes.map((index) => ({
        wallet_id: idOf(index),
        transaction_type: "DEBIT",
        amount: index < CRITICAL ? "90.00" : isInfo(index) ? "35.00" : "60.00",
      }));
      slack.failing(...random.shuffled<number | Reply>([TOO_MANY, 500]));
      pager.vendor.failing(500, reset, TOO_MANY);
      expectStatus(200, await api.post("/transactions", movements));
      const kills = Array.from({ length: random.between(1, 3) }, () => random.between(0, 3_000));
      for (const wait of kills) {
        await pause(wait);
        await site.restart("SIGKILL");
      }
      await eventually(() => pager.incidents.length >= CRITICAL && slack.accepted.length > 0, ARRIVAL_MS);
      const sent = await eventually(async () => {
        const { body } = await site.server.api.get<Notification[]>("/notifications?limit=1000");
        return body.every(({ status }) => status === "delivered") ? body : null;
      }, ARRIVAL_MS);
      const times = (await site.server.api.get<Episode[]>("/episodes?limit=1000")).body.map(({ opened_at: at }) =>
        Date.parse(at),
      );
      expect(times).toHaveLength(CRITICAL + LISTED);
      // A second where the machine has nothing else to do; the group's time in any case.
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(GROUP_WAIT_SECONDS * 1_000);

      expect(sent).toHaveLength(CRITICAL + 1);
      expect(pager.logs).toEqual(Array.from({ length: CRITICAL }, () => ["trigger critical"]));
      expect(new Set(pager.incidents.map(({ key }) => key)).size).toBe(CRITICAL);
      expect(new Set(slack.accepted.map(({ body }) => body)).size).toBe(1);
      for (const { vendor, limit, concurrency } of [
        { vendor: slack, limit: LIMITS.slack, concurrency: 1 },
        { vendor: pager.vendor, limit: LIMITS.pagerduty, concurrency: 16 },
      ]) {
        expect(vendor.refused).toEqual([]);
        // A new process does not know what the one before has just sent.
        expect(vendor.mostInASecond).toBeLessThanOrEqual(limit * (site.restarts + 1));
        expect(vendor.repeated).toBeLessThanOrEqual(concurrency * site.restarts);
      }

      const listed = indexes.slice(CRITICAL);
      const warnings = listed.filter((index) => !isInfo(index));
      const infos = listed.filter(isInfo);
      const [message] = slack.accepted;
      expect(message?.json["text"]).toBe(`${LISTED} wallets: ${warnings.length} warning, ${infos.length} info`);
      const text = JSON.stringify(message?.json["blocks"]);
      const lines = [...text.matchAll(/(Wallet \d+) is (warning|info): /g)].map(
        ([, name, state]) => `${name} ${state}`,
      );
      // Those that are as bad are listed by their id.
      expect(lines).toEqual([
        ...warnings.map((index) => `Wallet ${index} warning`),
        ...infos.map((index) => `Wallet ${index} info`),
      ]);
      expect(await site.server.cli("verify")).toMatchObject({ code: 0 });
      await site.close();
    },
  );
});

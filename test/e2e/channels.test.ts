import { createHmac } from "node:crypto";
import type {
  Channel,
  ChannelTested,
  Digest,
  Episode,
  Heartbeat,
  Overview,
  Route,
  RoutePreview,
  Silence,
} from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { errorOf, expectStatus, type Fields } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { QUICK_RETRIES, useServer } from "../support/e2e/fixtures.ts";
import { startMailServer, startPagerDuty } from "../support/e2e/players.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { startServer, type Server } from "../support/e2e/server.ts";

const TIERS = {
  alert_enabled: true,
  warning: { threshold: "50.00", condition: "below" },
  critical: { threshold: "20.00", condition: "below" },
  block: { threshold: "5.00", condition: "below" },
};
const SLACK_PATH = "/services/T000/B000/abcdefghWXYZ";

async function channel(server: Server, kind: string, config: Fields, more: Fields = {}): Promise<Channel> {
  const body = { kind, name: kind, config, rate_limit_per_second: 100, ...more };
  return expectStatus(201, await server.api.post<Channel>("/channels", body));
}

async function route(server: Server, on: readonly string[], channelIds: readonly string[], more: Fields = {}) {
  const body = { name: on.join(" "), on, channel_ids: channelIds, ...more };
  return expectStatus(201, await server.api.post<Route>("/routes", body));
}

describe("channels", () => {
  const server = useServer({ env: { ...QUICK_RETRIES, PLIMSOLL_PUBLIC_URL: "https://plimsoll.example/pages/" } });

  it("send a test of each kind, and show no secret", async () => {
    const receiver = await startReceiver();
    const mail = await startMailServer();
    const configs: Readonly<Record<string, Fields>> = {
      slack: { webhook_url: receiver.urlAt(SLACK_PATH) },
      msteams: { webhook_url: receiver.urlAt("/workflows/secretsecretWXYZ") },
      pagerduty: { routing_key: "0123456789abcdefWXYZ", events_url: receiver.urlAt("/v2/enqueue") },
      datadog: { api_key: "0123456789abcdefWXYZ", events_url: receiver.urlAt("/api/v1/events") },
      webhook: {
        url: receiver.urlAt("/any"),
        headers: { Authorization: "Bearer 0123456789WXYZ" },
        body: '{"say":"{{title}}","wallet":"{{wallet.name}}"}',
      },
      email: { smtp_url: mail.url, from: "alerts@example.com", to: ["ops@example.com", "boss@example.com"] },
    };
    for (const [kind, config] of Object.entries(configs)) {
      const made = await channel(server(), kind, config);
      expect(JSON.stringify(made.config)).not.toMatch(/abcdefgh|secretsecret|456789|hunter2/);
      const answer = await server().api.post<ChannelTested>(`/channels/${made.id}/test`, { level: "critical" });
      const { attempt, notification } = expectStatus(200, answer);
      expect(attempt).toMatchObject({ number: 1, error: null });
      expect(notification).toMatchObject({ status: "delivered", channel_id: made.id, wallet_id: null });
      expect(notification.title).toMatch(/^Test: Sample wallet is critical/);
    }
    const [slack, teams, pager, datadog, webhook] = receiver.requests;
    expect(slack?.path).toBe(SLACK_PATH);
    expect(slack?.json).toHaveProperty("blocks");
    expect(teams?.json).toMatchObject({ type: "message" });
    expect(pager?.json).toMatchObject({ event_action: "trigger", routing_key: "0123456789abcdefWXYZ" });
    expect(datadog?.headers["dd-api-key"]).toBe("0123456789abcdefWXYZ");
    expect(webhook?.json).toMatchObject({ wallet: "Sample wallet" });
    expect(webhook?.headers.authorization).toBe("Bearer 0123456789WXYZ");
    expect(mail.mails[0]?.to).toEqual(["ops@example.com", "boss@example.com"]);
    expect(mail.mails[0]?.raw).toMatch(/^List-ID: Plimsoll alerts/im);
    expect(mail.mails[0]?.raw).toMatch(/^References: </m);
  });

  it("keep a secret that comes back masked, and hide one that a receiver echoes", async () => {
    const receiver = await startReceiver({ status: 400, body: `invalid_token ${SLACK_PATH}` });
    const made = await channel(server(), "slack", { webhook_url: receiver.urlAt(SLACK_PATH) });
    const patched = await server().api.patch<Channel>(`/channels/${made.id}`, { name: "Ops", config: made.config });
    expect(expectStatus(200, patched)).toMatchObject({ name: "Ops", config: { webhook_url: "…WXYZ" } });
    const { body } = await server().api.post<ChannelTested>(`/channels/${made.id}/test`);
    expect(receiver.requests[0]?.path).toBe(SLACK_PATH);
    expect(body.attempt).toMatchObject({ status: 400 });
    expect(JSON.stringify(body)).not.toContain("abcdefgh");
    expect(body.notification.status).toBe("failed");
  });

  it.each([
    ["slack", { webhook_url: "ftp://example.com" }, "config.webhook_url"],
    ["slack", {}, "config.webhook_url"],
    ["slack", { webhook_url: "https://example.com", other: 1 }, "config.other"],
    ["email", { smtp_url: "https://example.com", from: "a@b.c", to: ["d@e.f"] }, "config.smtp_url"],
    ["email", { smtp_url: "smtp://example.com", from: "a@b.c\r\nBcc: x@y.z", to: ["d@e.f"] }, "config.from"],
    ["webhook", { url: "https://example.com", body: '{"a":"{{{x}}}"}' }, "config.body"],
    ["webhook", { url: "https://example.com", headers: { Host: "x" } }, "config.headers.Host"],
  ])("%s refuses %j", async (kind, config, field) => {
    const answer = await server().api.post("/channels", { kind, name: "x", config });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details?.map((detail) => detail.field)).toContain(field);
  });

  it("do not call private addresses unless allowed", async () => {
    const guarded = await startServer({ allowPrivateTargets: false });
    const config = { smtp_url: "smtp://127.0.0.1:25", from: "a@example.com", to: ["b@example.com"] };
    const answer = await guarded.api.post("/channels", { kind: "email", name: "x", config });
    expect(answer.status).toBe(400);
    const named = await channel(guarded, "email", { ...config, smtp_url: "smtp://localhost.example.invalid:25" });
    const { body } = await guarded.api.post<ChannelTested>(`/channels/${named.id}/test`);
    expect(body.attempt?.error).toMatch(/could not be resolved|not a public address/);
    await guarded.stop();
  });

  it("are routed by seed 000's three tiers, which are inactive until they have one", async () => {
    const { body: routes } = await server().api.get<Route[]>("/routes");
    const tiers = routes.slice(0, 3).map(({ name, on, active }) => ({ name, on, active }));
    expect(tiers).toEqual([
      { name: "On-call", on: ["block"], active: false },
      { name: "Operations", on: ["warning", "stale", "provider_failing", "topup_overdue"], active: false },
      { name: "Page", on: ["critical"], active: false },
    ]);
    const receiver = await startReceiver();
    const made = await channel(server(), "slack", { webhook_url: receiver.url });
    const page = routes.find(({ name }) => name === "Page");
    const patched = await server().api.patch<Route>(`/routes/${page?.id ?? ""}`, { channel_ids: [made.id] });
    expect(expectStatus(200, patched).active).toBe(true);
    const wallet = await server().api.createWallet();
    const preview = await server().api.get<RoutePreview[]>(`/routes/preview?wallet_id=${wallet.id}&level=critical`);
    expect(expectStatus(200, preview)).toMatchObject([{ route: "Page", channel: "slack", reason: "at_once" }]);
    expectStatus(204, await server().api.delete(`/channels/${made.id}`));
    const after = await server().api.get<Route>(`/routes/${page?.id ?? ""}`);
    expect(after.body).toMatchObject({ channel_ids: [], active: false });
    const unknown = await server().api.post("/routes", { name: "x", on: ["critical"], channel_ids: [made.id] });
    expect(errorOf(unknown).details?.[0]?.field).toBe("channel_ids.0");
  });

  it("beat while the server works, and send a digest", async () => {
    const receiver = await startReceiver();
    const url = receiver.urlAt("/ping/0123456789abcdef");
    const put = await server().api.put<Heartbeat>("/heartbeat", { url, every_seconds: 5 });
    expect(expectStatus(200, put)).toMatchObject({ url: "…cdef", every_seconds: 5 });
    const made = await channel(server(), "slack", { webhook_url: receiver.url });
    const digest = await server().api.put<Digest>("/digest", { channel_ids: [made.id], at: "09:00" });
    expect(expectStatus(200, digest)).toMatchObject({
      timezone: "UTC",
      days: ["mon", "tue", "wed", "thu", "fri"],
    });
    await receiver.waitFor(1, ({ path }) => path.startsWith("/ping/"), 20_000);
    expectStatus(204, await server().api.delete("/digest"));
    expectStatus(204, await server().api.delete("/heartbeat"));
    expect((await server().api.get("/digest")).status).toBe(404);
  }, 30_000);

  it("take PagerDuty's acknowledgement, signed", async () => {
    const pager = await startPagerDuty();
    const secret = "pagerduty-webhook-secret";
    const config = { routing_key: "0123456789abcdef", events_url: pager.receiver.url, webhook_secret: secret };
    const made = await channel(server(), "pagerduty", config);
    await route(server(), ["critical"], [made.id]);
    const wallet = await server().api.createFundedWallet("100.00", { alert_settings: TIERS });
    await server().api.debit(wallet.id, "90.00");
    const [trigger] = await pager.receiver.waitFor(1);
    expect(trigger?.json["client_url"]).toBe(`https://plimsoll.example/pages/wallets/${wallet.id}`);
    const key = String((trigger?.json as Fields | undefined)?.["dedup_key"]);
    const event = (type: string) =>
      JSON.stringify({ event: { event_type: type, agent: { summary: "Ada" }, data: { incident_key: key } } });
    const post = (body: string, signature: string) =>
      fetch(`${server().url}/api/v1/channels/${made.id}/inbound`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-pagerduty-signature": signature },
        body,
      });
    const sign = (body: string) => `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;
    expect((await post(event("incident.acknowledged"), "v1=00")).status).toBe(401);
    const acknowledged = await post(event("incident.acknowledged"), sign(event("incident.acknowledged")));
    expect([acknowledged.status, await acknowledged.json()]).toEqual([200, { received: true, applied: true }]);
    const open = async () => (await server().api.get<Episode[]>(`/episodes?state=open&wallet_id=${wallet.id}`)).body[0];
    expect((await open())?.acknowledged).toMatchObject({ by: "Ada" });
    await post(event("incident.unacknowledged"), sign(event("incident.unacknowledged")));
    expect((await open())?.acknowledged).toBeNull();
    const answer = await server().api.post<Episode>(`/episodes/${(await open())?.id ?? ""}/acknowledge`, {
      note: "on it",
    });
    expect(expectStatus(200, answer).acknowledged).toMatchObject({ note: "on it", until: null });
    await eventually(() => pager.logs.flat().includes("acknowledge"));
    expect(pager.incidents).toHaveLength(1);
  });
});

describeAnyEngine("what people do about an alert", (engine) => {
  it("stands beside it in every list, and a silenced wallet is not among those that need a person", async () => {
    const server = await startServer({ engine });
    const { api } = server;
    const [first, second] = [
      await api.createFundedWallet("10.00", { name: "First" }),
      await api.createFundedWallet("10.00", { name: "Second" }),
    ];
    for (const { id } of [first, second]) await api.updateWallet(id, { alert_settings: TIERS });
    const { body: before } = await api.get<Overview>("/overview");
    expect(before.attention.map(({ wallet_id: id, acknowledged }) => [id, acknowledged])).toEqual([
      [second.id, null],
      [first.id, null],
    ]);
    const episodeId = before.attention[1]?.episode_id ?? "";
    expectStatus(200, await api.post(`/episodes/${episodeId}/acknowledge`, { note: "Wire is out" }));
    const ends_at = new Date(Date.now() + 3_600_000).toISOString();
    const silence = { filter: { wallet_ids: [second.id] }, ends_at, reason: "Maintenance" };
    const { body: made } = await api.post<Silence>("/silences", silence);

    const { body: key } = await api.get<{ name: string }[]>("/api-keys");
    const by = key[0]?.name;
    expect(made.created_by).toBe(by);
    const alerts = (await api.openAlerts()).toSorted((a, b) => a.wallet_id - b.wallet_id);
    expect(
      alerts.map(({ wallet_name: name, acknowledged, silenced_until: until }) => [name, acknowledged, until]),
    ).toEqual([
      ["First", { by, at: expect.any(String) as string, until: null, note: "Wire is out" }, null],
      ["Second", null, ends_at],
    ]);
    const episode = expectStatus(200, await api.get<Episode>(`/episodes/${episodeId}`));
    expect(episode).toMatchObject({ wallet_name: "First", currency: "USD", available: "10.00", silenced_until: null });
    const events = (await api.alertHistory(`&wallet_id=${first.id}`)).map(({ event_id: id }) => id);
    expect(episode.steps.map(({ event_id: id }) => id)).toEqual(events.toReversed());
    const { body: after } = await api.get<Overview>("/overview");
    expect(after.attention.map(({ wallet_id: id, acknowledged }) => [id, acknowledged?.by])).toEqual([[first.id, by]]);
    expect(after).toMatchObject({ attention_count: 1, wallets: { in_alarm: 2 } });

    // A block breaks through a silence that does not include it.
    await api.debit(second.id, "8.00");
    const { body: blocked } = await api.get<Overview>("/overview");
    expect(blocked.attention.map(({ name }) => name).toSorted()).toEqual(["First", "Second"]);
    const worst = async (state: string) =>
      (await api.get<Episode[]>(`/episodes?worst_state=${state}`)).body.map(({ wallet_name: name }) => name);
    expect(await worst("blocked")).toEqual(["Second"]);
    expect(await worst("in_alarm")).toEqual(["First"]);
    expect(await worst("info")).toEqual([]);
    expect(errorOf(await api.get("/episodes?worst_state=bad")).code).toBe("VALIDATION_FAILURE");

    // Until recovery: it ends with the movement that brings the wallet back, and holds nothing of what comes later.
    const receiver = await startReceiver();
    const { id: channelId } = await channel(server, "webhook", { url: receiver.urlAt("/recovered") });
    await route(server, ["critical"], [channelId], { group_wait_seconds: 0 });
    const fields = { filter: { wallet_ids: [first.id] }, reason: "The wire is out" };
    const neither = errorOf(await api.post("/silences", fields));
    expect(neither.details).toMatchObject([{ field: "ends_at" }]);
    const both = errorOf(await api.post("/silences", { ...fields, ends_at, until_recovered: true }));
    expect(both.details).toMatchObject([{ field: "until_recovered" }]);
    const whole = errorOf(await api.post("/silences", { ...fields, filter: {}, until_recovered: true }));
    expect(whole.details).toMatchObject([{ field: "filter.wallet_ids" }]);
    const created = await api.post<Silence>("/silences", { ...fields, until_recovered: true });
    const lasting = expectStatus(201, created);
    expect(lasting).toMatchObject({ ends_at: null, until_recovered: true, recovering: [first.id], active: true });
    const silenced = async () => (await api.openAlerts()).find(({ wallet_id: id }) => id === first.id);
    expect(await silenced()).toMatchObject({
      silenced_until_recovered: true,
      silenced_until: expect.any(String) as string,
    });
    expect((await api.get<Episode>(`/episodes/${episodeId}`)).body).toMatchObject({ silenced_until_recovered: true });
    await api.credit(first.id, "20.00");
    await api.debit(first.id, "15.00");
    const kept = async () => (await api.get<unknown[]>(`/notifications?channel_id=${channelId}`)).body;
    expect(await kept()).toMatchObject([{ status: "skipped", skip_reason: "silenced" }]);
    await api.credit(first.id, "500.00");
    const read = async () => (await api.get<Silence>(`/silences/${lasting.id}`)).body;
    const ended = await read();
    const closed = (await api.get<Episode>(`/episodes/${episodeId}`)).body.closed_at;
    expect(ended).toMatchObject({ ends_at: closed, until_recovered: true, recovering: [], active: false });
    expect(errorOf(await api.delete(`/silences/${lasting.id}`)).code).toBe("NOT_FOUND");
    await api.debit(first.id, "505.00");
    await receiver.waitFor(1);
    expect(await silenced()).toMatchObject({ silenced_until: null, silenced_until_recovered: false });
    await receiver.close();
    await server.stop();
  });
});

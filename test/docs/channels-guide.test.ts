import type { Channel, ChannelTested, Episode, Notification, Route } from "@plimsoll/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReceiver, type Receiver } from "../support/e2e/receiver.ts";
import { blocksOf, page, sectionOf } from "./markdown.ts";
import { startServer, type DocsServer } from "./server.ts";
import { runCommands } from "./shell.ts";

/** Lines that give the reader's own values. */
const GIVEN = /^(?:export KEY|SLACK_URL|CHANNEL)=.*$/gm;

describe("the channels guide", () => {
  let server: DocsServer;
  let slack: Receiver;

  beforeAll(async () => {
    server = await startServer();
    slack = await startReceiver({ body: "ok" });
  });
  afterAll(() => server.stop());

  it("goes from nothing to a Slack message", async () => {
    const guide = page("docs/guides/channels.md");
    const [address = ""] = blocksOf(guide).map(({ text }) => text);
    const blocks = blocksOf(sectionOf(guide, "From nothing to a Slack message")).map(({ text }) => text);
    const [create = "", test = "", route = "", wallet = "", ...more] = blocks.filter((text) => text.includes("curl"));
    expect(more).toEqual([]);
    const variables: Record<string, string> = { SLACK_URL: slack.urlAt("/services/T000/B000/XXXX") };
    const run = async <T>(commands: string): Promise<T> => {
      const script = `${address}${commands}`.replaceAll(GIVEN, "");
      return JSON.parse(await runCommands(server, script, variables)) as T;
    };

    const channel = await run<Channel>(create);
    variables["CHANNEL"] = channel.id;
    const { attempt } = await run<ChannelTested>(test);
    expect(attempt).toMatchObject({ status: 200, error: null });
    expect(await run<Route>(route)).toMatchObject({ name: "Page", active: true });
    await run(wallet);
    const [, alert] = await slack.waitFor(2);
    expect(alert?.json).toMatchObject({ text: "Prepaid USD is critical: 0.00 USD available" });
  });

  it("mentions requests that the server accepts", async () => {
    const list = async <T>(path: string) => (await server.api("GET", path)) as unknown as T[];
    const [[channel], [episode], [notification]] = await Promise.all([
      list<Channel>("/channels"),
      list<Episode>("/episodes?state=open"),
      list<Notification>("/notifications"),
    ]);
    const ids = { episodes: episode?.id, notifications: notification?.id };
    const given = (text: string) =>
      text
        .replaceAll(/\/(episodes|notifications)\/\{id\}/g, (_, kind: keyof typeof ids) => `/${kind}/${ids[kind] ?? ""}`)
        .replaceAll(/chan_…|(?<=channel_id=)…/g, channel?.id ?? "")
        .replaceAll("https://…", slack.urlAt("/heartbeat"))
        .replaceAll('"ends_at":"…"', `"ends_at":"${new Date(Date.now() + 60_000).toISOString()}"`);
    const mentioned = page("docs/guides/channels.md").matchAll(/`(GET|POST|PUT|DELETE) (\/[^`\s]+)(?: (\{[^`]+\}))?`/g);
    const requests = [...mentioned].map(([, method = "", path = "", body]) => ({ method, path, body }));
    expect(requests.length).toBeGreaterThanOrEqual(10);
    for (const { method, path, body } of requests) {
      const answer = await fetch(`${server.url}/api/v1${given(path)}`, {
        method,
        headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
        body: body === undefined ? null : given(body),
      });
      expect(answer.ok, `${method} ${path} ${body ?? ""}: ${answer.status} ${await answer.text()}`).toBe(true);
    }
  });
});

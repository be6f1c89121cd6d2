import type { Message } from "@plimsoll/core";
import { describe, expect, test } from "vitest";
import { GOLDEN, MESSAGES } from "../../../../test/support/messages.ts";
import { datadogBody, DATADOG_KEY, DATADOG_TAG, DATADOG_TEXT, DATADOG_TITLE } from "./datadog/datadog.ts";
import { EMAIL_SUBJECT, mailOf } from "./email/email.ts";
import { teamsBody, TEAMS_BYTES } from "./msteams/msteams.ts";
import { dedupKey, PAGERDUTY_DEDUP_KEY, PAGERDUTY_SUMMARY, pagerDutyBody, threadOfKey } from "./pagerduty/pagerduty.ts";
import { SLACK_BLOCKS, SLACK_FIELD, SLACK_FIELDS, SLACK_HEADER, SLACK_SECTION, slackBody } from "./slack/slack.ts";
import { sampleView } from "./webhook/sample-view.ts";
import { bodyTypeOf, render, templateProblem } from "./webhook/template.ts";
import { webhookBody } from "./webhook/webhook.ts";

const link = (path: string): string => `https://plimsoll.example${path}`;
const ID = "chan_01krp0pmj0000000000000003.1";
const MAIL = { smtp_url: "smtp://mail.example", from: "Plimsoll <alerts@example.com>", to: ["ops@example.com"] };
const PAGER = { routing_key: "R0UT1NGK3Y" };

const RENDERERS: Readonly<Record<string, (name: string) => unknown>> = {
  slack: (name) => slackBody(of(name), link),
  msteams: (name) => teamsBody(of(name), link),
  pagerduty: (name) => pagerDutyBody(of(name), PAGER, link),
  datadog: (name) => datadogBody(of(name), ID, link),
  email: (name) => mailOf(of(name), MAIL, { id: ID, link }),
  webhook: (name) => JSON.parse(webhookBody(of(name), { url: "https://example.com" }, link)) as unknown,
};

function of(name: string) {
  const message = MESSAGES[name];
  if (!message) throw new Error(`no message ${name}`);
  return message;
}

describe.each(Object.keys(RENDERERS))("%s", (kind) => {
  test.each(GOLDEN)("renders %s", async (name) => {
    const text = `${JSON.stringify(RENDERERS[kind]?.(name), null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`./${kind}/golden/${name}.txt`);
  });
});

test("a level that was typed without decimal places has those of the balance", () => {
  const [notice] = of(GOLDEN[0] ?? "").notices;
  const threshold = { ...notice?.threshold, threshold: "20" };
  const message = { ...of(GOLDEN[0] ?? ""), notices: [{ ...notice, available: "15.00", threshold }] } as Message;
  expect(JSON.stringify(slackBody(message, link))).toContain("20.00 ");
});

/** Every object in a value, the value itself first. */
function objects(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  if (typeof value !== "object" || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objects)];
}

describe.each(Object.keys(MESSAGES))("vendors' limits: %s", (name) => {
  test("Slack", () => {
    const { blocks, text } = slackBody(of(name), link) as { blocks: Record<string, unknown>[]; text: string };
    expect(blocks.length).toBeLessThanOrEqual(SLACK_BLOCKS);
    expect(text.length).toBeGreaterThan(0);
    for (const block of blocks) {
      const {
        type,
        text: body,
        fields,
      } = block as { type: string; text?: { text: string }; fields?: { text: string }[] };
      if (type === "header") expect(body?.text.length).toBeLessThanOrEqual(SLACK_HEADER);
      if (type === "section" && body) expect(body.text.length).toBeLessThanOrEqual(SLACK_SECTION);
      if (fields) expect(fields.length).toBeLessThanOrEqual(SLACK_FIELDS);
      for (const field of fields ?? []) expect(field.text.length).toBeLessThanOrEqual(SLACK_FIELD);
      // Nothing that a name contains can mention or link.
      expect(JSON.stringify(block)).not.toMatch(/<[!@#]/);
    }
  });

  test("Teams", () => {
    const body = teamsBody(of(name), link);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(TEAMS_BYTES);
    const [, attachment, card] = objects(body);
    expect(attachment).toMatchObject({ contentType: "application/vnd.microsoft.card.adaptive" });
    expect(card).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
  });

  test("PagerDuty", () => {
    const body = pagerDutyBody(of(name), PAGER, link) as Record<string, string | Record<string, string>>;
    expect(["trigger", "acknowledge", "resolve"]).toContain(body["event_action"]);
    expect((body["dedup_key"] as string).length).toBeLessThanOrEqual(PAGERDUTY_DEDUP_KEY);
    if (body["event_action"] !== "trigger") return;
    const payload = body["payload"] as Record<string, string>;
    expect(payload["summary"]?.length).toBeLessThanOrEqual(PAGERDUTY_SUMMARY);
    expect(["info", "warning", "error", "critical"]).toContain(payload["severity"]);
  });

  test("Datadog", () => {
    const body = datadogBody(of(name), ID, link) as Record<string, string> & { readonly tags: string[] };
    expect(body["title"]?.length).toBeLessThanOrEqual(DATADOG_TITLE);
    expect(body["text"]?.length).toBeLessThanOrEqual(DATADOG_TEXT);
    expect(body["aggregation_key"]?.length).toBeLessThanOrEqual(DATADOG_KEY);
    expect(["info", "warning", "error", "success"]).toContain(body["alert_type"]);
    for (const tag of body.tags) expect(tag.length).toBeLessThanOrEqual(DATADOG_TAG);
  });

  test("e-mail", () => {
    const mail = mailOf(of(name), MAIL, { id: ID, link });
    expect(mail.subject.length).toBeLessThanOrEqual(EMAIL_SUBJECT);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.html).not.toMatch(/<img|src=|url\(/);
  });
});

test("an incident's key is found again", () => {
  expect(threadOfKey(dedupKey(7, "epi_1"))).toEqual({ accountId: 7, thread: "epi_1" });
  expect(threadOfKey("someone else's")).toBeNull();
});

describe("templates", () => {
  const view = { wallet: { name: 'He said "no" \\ & <left>\n' } };

  test.each([
    ['{"text":"{{wallet.name}}"}', undefined, (text: string) => (JSON.parse(text) as { text: string }).text],
    [
      "text={{wallet.name}}",
      "application/x-www-form-urlencoded",
      (text: string) => new URLSearchParams(text).get("text"),
    ],
    ["{{wallet.name}}", "text/plain", (text: string) => text],
  ])("%s escapes values for the body's type", (template, contentType, read) => {
    expect(read(render(template, bodyTypeOf(template, contentType), view))).toBe(view.wallet.name);
  });

  test.each([
    ['{"a":"{{{wallet.name}}}"}', /unescaped/],
    ['{"a":"{{&wallet.name}}"}', /unescaped/],
    ['{"a":"{{>x}}"}', /partials/],
    ['{"a":"{{#notices}}{{{x}}}{{/notices}}"}', /unescaped/],
    ['{"a":"{{#notices}}"}', /is not a template/],
    ['{"a":{{wallet.name}}}', /must be JSON/],
  ])("%s is refused", (template, problem) => {
    expect(templateProblem(template, "json", sampleView())).toMatch(problem);
  });

  test("a list of notices makes a list", () => {
    const template = '{"lines":[{{#notices}}"{{headline}}",{{/notices}}""],"count":{{count}}}';
    expect(templateProblem(template, "json", sampleView())).toBeNull();
  });
});

import { CHANNEL_KINDS } from "@plimsoll/contract";
import { CHANNEL_RATES, type Message } from "@plimsoll/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MESSAGES } from "../../../../test/support/messages.ts";
import { datadogBody, DATADOG_KEY, DATADOG_TAG, DATADOG_TEXT, DATADOG_TITLE } from "./datadog/datadog.ts";
import { EMAIL_SUBJECT, mailOf } from "./email/email.ts";
import { CHANNELS } from "./kinds.ts";
import { teamsBody } from "./msteams/msteams.ts";
import { PAGERDUTY_DEDUP_KEY, PAGERDUTY_SUMMARY, pagerDutyBody } from "./pagerduty/pagerduty.ts";
import { SLACK_BLOCKS, SLACK_FIELD, SLACK_FIELDS, SLACK_HEADER, SLACK_SECTION, slackBody } from "./slack/slack.ts";

/** What a vendor accepts, which is not what a renderer aims at. */
const TEAMS_ACCEPTS = 28 * 1_024;
const PAGERDUTY_ACCEPTS = 512 * 1_024;

/** Characters that a form of text doubles, escapes or measures in another way. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }),
  fc.string({ unit: fc.constantFrom("<", "&", ">", '"', "\\", "*", "_", "\n", "\t"), minLength: 1, maxLength: 600 }),
  fc.constantFrom("<", "&", '"', "\\", "*", "\u2028").map((character) => character.repeat(600)),
  fc.string({ unit: fc.constantFrom("漢", "🎌", "ع", "é"), minLength: 1, maxLength: 600 }),
);
const base = fc.webUrl().map((url) => `${url}${"x".repeat(200)}`);

/** Messages of one notice or of many, with nothing but a user's words. */
const messages = fc
  .record({
    model: fc.constantFrom("critical", "recovery", "block", "operation", "acknowledged"),
    name: text,
    words: text,
    thread: text,
    count: fc.constantFrom(1, 2, 60, 1_000),
  })
  .map(({ model, name, words, thread, count }): Message => {
    const message = MESSAGES[model];
    const [notice] = message?.notices ?? [];
    if (!message || !notice) throw new Error(`no message ${model}`);
    const one = {
      ...notice,
      thread,
      wallet: notice.wallet && { ...notice.wallet, name, provider_id: words },
      detail: words,
      summary: notice.summary === null ? null : words,
      topup: notice.topup && { ...notice.topup, instructions: words },
    };
    return { ...message, account: name, notices: Array.from({ length: count }, () => one) };
  });

function holds(check: (message: Message, link: (path: string) => string) => void): void {
  fc.assert(
    fc.property(messages, base, (message, url) => check(message, (path) => url + path)),
    { numRuns: 150 },
  );
}

describe("a vendor accepts every message, whatever its words are", () => {
  test("Slack: 50 blocks, 10 fields, 150 characters of a header, 3,000 of a section, 2,000 of a field", () => {
    holds((message, link) => {
      const { blocks } = slackBody(message, link) as {
        blocks: { type: string; text?: { text: string }; fields?: { text: string }[] }[];
      };
      expect(blocks.length).toBeLessThanOrEqual(SLACK_BLOCKS);
      for (const { type, text: body, fields = [] } of blocks) {
        expect(body?.text.length ?? 0).toBeLessThanOrEqual(type === "header" ? SLACK_HEADER : SLACK_SECTION);
        if (body) expect(body.text).not.toBe("");
        expect(fields.length).toBeLessThanOrEqual(SLACK_FIELDS);
        for (const field of fields) expect(field.text.length).toBeLessThanOrEqual(SLACK_FIELD);
      }
      expect(JSON.stringify(blocks)).not.toMatch(/<[!@#]/);
    });
  });

  test("Teams: 28 KB", () => {
    holds((message, link) => {
      expect(Buffer.byteLength(JSON.stringify(teamsBody(message, link)))).toBeLessThanOrEqual(TEAMS_ACCEPTS);
    });
  });

  test("PagerDuty: 255 characters of a deduplication key, 1,024 of a summary, 512 KB", () => {
    holds((message, link) => {
      const body = pagerDutyBody(message, { routing_key: "key" }, link) as {
        dedup_key: string;
        payload?: { summary: string };
      };
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(PAGERDUTY_ACCEPTS);
      expect(body.dedup_key.length).toBeLessThanOrEqual(PAGERDUTY_DEDUP_KEY);
      if (body.payload) expect(body.payload.summary.length).toBeLessThanOrEqual(PAGERDUTY_SUMMARY);
    });
  });

  test("Datadog: 100 characters of a title and of an aggregation key, 4,000 of a text with its link, 200 of a tag", () => {
    holds((message, link) => {
      const body = datadogBody(message, "chan_1.1", link) as Readonly<Record<string, string>> & {
        readonly tags: readonly string[];
      };
      expect(body["title"]?.length).toBeLessThanOrEqual(DATADOG_TITLE);
      expect(body["aggregation_key"]?.length).toBeLessThanOrEqual(DATADOG_KEY);
      expect(body["text"]?.length).toBeLessThanOrEqual(DATADOG_TEXT);
      if (message.notices[0]?.wallet) expect(body["text"]).toMatch(/\/wallets(\/\d+)?$/);
      for (const tag of body.tags) expect(tag.length).toBeLessThanOrEqual(DATADOG_TAG);
      expect(["error", "warning", "info", "success"]).toContain(body["alert_type"]);
    });
  });

  test("e-mail: one line of a subject, and ids without characters that end them", () => {
    const config = { smtp_url: "smtp://mail.example", from: "a@example.com", to: ["b@example.com"] };
    holds((message, link) => {
      const mail = mailOf(message, config, { id: "chan_1.1", link });
      expect(mail.subject.length).toBeLessThanOrEqual(EMAIL_SUBJECT);
      expect(mail.subject).not.toMatch(/\p{Cc}/u);
      for (const id of [mail.messageId, ...mail.references]) expect(id).toMatch(/^<[\w.@-]{1,900}>$/);
    });
  });
});

/** A vendor's rate, which a channel without a rate of its own keeps. */
test("Slack is sent one message a second by default", () => {
  expect(CHANNEL_RATES.slack).toBe(1);
});

const ANSWERS = [
  [200, "delivered"],
  [202, "delivered"],
  [301, "refused"],
  [400, "refused"],
  [403, "refused"],
  [408, "retry"],
  [410, "gone"],
  [429, "retry"],
  [500, "retry"],
  [503, "retry"],
  [null, "retry"],
] as const;
const HTTP_KINDS = CHANNEL_KINDS.filter((kind) => kind !== "email");

describe.each(HTTP_KINDS)("%s", (kind) => {
  test.each(ANSWERS)("an answer %s is %s", (status, verdict) => {
    expect(CHANNELS[kind].verdict({ status, responseSnippet: "" })).toBe(verdict);
  });
});

test.each([
  [250, "delivered"],
  [421, "retry"],
  [451, "retry"],
  [550, "refused"],
  [null, "retry"],
] as const)("a mail server's reply %s is %s", (status, verdict) => {
  expect(CHANNELS.email.verdict({ status, responseSnippet: "" })).toBe(verdict);
});

test("a Slack webhook without its channel is gone", () => {
  expect(CHANNELS.slack.verdict({ status: 404, responseSnippet: "no_service" })).toBe("gone");
  expect(CHANNELS.slack.verdict({ status: 404, responseSnippet: "" })).toBe("refused");
});

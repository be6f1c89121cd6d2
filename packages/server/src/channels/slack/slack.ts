import type { Message, Notice } from "@plimsoll/core";
import type { SlackConfig } from "@plimsoll/contract";
import { httpVerdict, type Channel, type Link } from "../channel.ts";
import {
  facts,
  groupHeadline,
  headline,
  lineOf,
  messageUrl,
  oneLine,
  onlyNotice,
  titleOf,
  toneOf,
  type Tone,
} from "../words.ts";

/** @limit Channels: blocks of a Slack message. */
export const SLACK_BLOCKS = 50;
/** @limit Channels: characters of a section's text in Slack. */
export const SLACK_SECTION = 3_000;
/** @limit Channels: characters of a header in Slack. */
export const SLACK_HEADER = 150;
/** @limit Channels: characters of a field of a section in Slack. */
export const SLACK_FIELD = 2_000;
/** @limit Channels: fields of a section in Slack. */
export const SLACK_FIELDS = 10;
/** @limit Channels: characters of the text that Slack shows in a notice. */
const SLACK_TEXT = 3_000;

const SYMBOLS: Readonly<Record<Tone, string>> = {
  block: ":no_entry:",
  critical: ":red_circle:",
  warning: ":large_orange_circle:",
  info: ":large_blue_circle:",
  good: ":large_green_circle:",
};
const CHANNEL_NOT_FOUND = 404;

/** Slack's control characters, so that a name can neither link nor mention. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

type Block = Readonly<Record<string, unknown>>;

const section = (text: string): Block => ({ type: "section", text: { type: "mrkdwn", text } });
const header = (text: string): Block => ({
  type: "header",
  text: { type: "plain_text", text: oneLine(text, SLACK_HEADER), emoji: false },
});

function single(notice: Notice, title: string): Block[] {
  const lines = facts(notice).map(({ label, value }) => ({
    type: "mrkdwn",
    text: oneLine(`*${label}*  ${escaped(value)}`, SLACK_FIELD),
  }));
  const blocks = [header(title), section(`${SYMBOLS[toneOf(notice)]} ${escaped(headline(notice))}`)];
  for (let start = 0; start < lines.length; start += SLACK_FIELDS) {
    blocks.push({ type: "section", fields: lines.slice(start, start + SLACK_FIELDS) });
  }
  return blocks;
}

function opening(url: string | null): Block[] {
  if (url === null) return [];
  return [{ type: "context", elements: [{ type: "mrkdwn", text: `<${url}|Open in Plimsoll>` }] }];
}

/** Lines in as few sections as hold them; the sections that a message may have are the bound. */
function sections(lines: readonly string[], max: number): Block[] {
  const blocks: Block[] = [];
  let text = "";
  let shown = 0;
  for (const line of lines) {
    if (text.length + line.length + 1 > SLACK_SECTION) {
      if (blocks.length === max - 2) break;
      blocks.push(section(text));
      text = "";
    }
    text += text === "" ? line : `\n${line}`;
    shown += 1;
  }
  if (text !== "") blocks.push(section(text));
  if (shown < lines.length) blocks.push(section(`and ${lines.length - shown} more`));
  return blocks;
}

export function slackBody(message: Message, link: Link): object {
  const title = titleOf(message);
  const page = opening(messageUrl(message, link));
  const only = onlyNotice(message);
  if (only) {
    const where = lineOf(only.wallet?.name ?? message.account);
    const heading = message.test ? `Test: ${where}` : where;
    return { text: oneLine(escaped(title), SLACK_TEXT), blocks: [...single(only, heading), ...page] };
  }
  const lines = message.notices.map(
    (notice) => `${SYMBOLS[toneOf(notice)]} ${oneLine(escaped(headline(notice)), SLACK_SECTION - 40)}`,
  );
  const heading = header(groupHeadline(message));
  const listed = sections(lines, SLACK_BLOCKS - 1 - page.length);
  return { text: oneLine(escaped(title), SLACK_TEXT), blocks: [heading, ...listed, ...page] };
}

/** Block Kit through an incoming webhook. */
export const slack: Channel<SlackConfig> = {
  request: (message, config, { link }) => ({
    type: "http",
    url: config.webhook_url,
    headers: {},
    body: JSON.stringify(slackBody(message, link)),
  }),
  // An archived channel or a revoked webhook answers 404 or 403 for ever; only the first is unmistakable.
  verdict: (answer) =>
    answer.status === CHANNEL_NOT_FOUND && /no_service|channel_not_found/.test(answer.responseSnippet)
      ? "gone"
      : httpVerdict(answer),
};

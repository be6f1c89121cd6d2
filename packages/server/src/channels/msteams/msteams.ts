import type { Message } from "@plimsoll/core";
import type { TeamsConfig } from "@plimsoll/contract";
import { httpVerdict, type Channel, type Link } from "../channel.ts";
import { facts, fitting, headline, messageUrl, onlyNotice, titleOf, toneOf, type Tone } from "../words.ts";

/** @limit Channels: bytes of a Teams message; the vendor's own bound is 28 KB. */
export const TEAMS_BYTES = 26_000;
/** @limit Channels: bytes of a list in a Teams message, as JSON. */
const LIST_BYTES = 20_000;

const COLORS: Readonly<Record<Tone, string>> = {
  block: "attention",
  critical: "attention",
  warning: "warning",
  info: "accent",
  good: "good",
};

/** The characters that Adaptive Cards read as Markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_[\]()`~#>]/g, String.raw`\$&`);
}

export function teamsBody(message: Message, link: Link): object {
  const [first] = message.notices;
  const title = titleOf(message);
  const body: object[] = [];
  const url = messageUrl(message, link);
  const actions = url === null ? [] : [{ type: "Action.OpenUrl", title: "Open in Plimsoll", url }];
  const only = onlyNotice(message);
  if (only) {
    const color = COLORS[toneOf(only)];
    body.push({ type: "TextBlock", text: escaped(title), weight: "Bolder", size: "Medium", wrap: true, color });
    body.push({
      type: "FactSet",
      facts: facts(only).map(({ label, value }) => ({ title: label, value: escaped(value) })),
    });
  } else {
    body.push({ type: "TextBlock", text: escaped(title), weight: "Bolder", size: "Medium", wrap: true });
    const { lines, left } = fitting(
      message.notices.map((notice) => `- ${escaped(headline(notice))}`),
      LIST_BYTES,
      // A line break is two bytes of JSON, as the quotes are.
      (line) => Buffer.byteLength(JSON.stringify(line)),
    );
    const more = left > 0 ? [`and ${left} more`] : [];
    body.push({ type: "TextBlock", text: [...lines, ...more].join("\n"), wrap: true });
  }
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: first ? headline(first) : title,
          msteams: { width: "Full" },
          body,
          actions,
        },
      },
    ],
  };
}

/** An Adaptive Card through a Workflows webhook. */
export const msteams: Channel<TeamsConfig> = {
  request: (message, config, { link }) => ({
    type: "http",
    url: config.webhook_url,
    headers: {},
    body: JSON.stringify(teamsBody(message, link)),
  }),
  verdict: httpVerdict,
};

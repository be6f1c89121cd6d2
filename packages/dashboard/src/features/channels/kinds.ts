import type { Channel } from "@plimsoll/client";
import { WrongInput } from "../../data/problems.ts";

type Kind = Channel["kind"];

/** One of a kind's settings, as the API names it. */
export interface ConfigField {
  readonly member: string;
  readonly label: string;
  /** Comes back masked, and stays as it is when nothing is typed. */
  readonly secret?: boolean;
  readonly optional?: boolean;
  readonly as: "line" | "lines" | "headers" | "text";
  readonly hint?: string;
}

export const CONFIG_FIELDS: Readonly<Record<Kind, readonly ConfigField[]>> = {
  slack: [
    {
      member: "webhook_url",
      label: "Webhook URL",
      secret: true,
      as: "line",
      hint: "Of an incoming webhook of a Slack app.",
    },
  ],
  msteams: [{ member: "webhook_url", label: "Webhook URL", secret: true, as: "line", hint: "Of a Workflows webhook." }],
  pagerduty: [
    {
      member: "routing_key",
      label: "Integration key",
      secret: true,
      as: "line",
      hint: "Of an Events API v2 integration.",
    },
    {
      member: "webhook_secret",
      label: "Webhook secret",
      secret: true,
      optional: true,
      as: "line",
      hint: "Of a V3 webhook subscription to this channel; then who acknowledges there acknowledges here.",
    },
    {
      member: "events_url",
      label: "Events URL",
      optional: true,
      as: "line",
      hint: "Empty: https://events.pagerduty.com/v2/enqueue",
    },
  ],
  datadog: [
    { member: "api_key", label: "API key", secret: true, as: "line" },
    {
      member: "events_url",
      label: "Events URL",
      optional: true,
      as: "line",
      hint: "Empty: https://api.datadoghq.com/api/v1/events. Other sites have others.",
    },
  ],
  email: [
    {
      member: "smtp_url",
      label: "SMTP URL",
      secret: true,
      as: "line",
      hint: "Such as smtps://user:password@mail.example:465",
    },
    { member: "from", label: "From", as: "line" },
    { member: "to", label: "To", as: "lines", hint: "One address a line." },
  ],
  webhook: [
    { member: "url", label: "URL", as: "line" },
    {
      member: "headers",
      label: "Headers",
      optional: true,
      as: "headers",
      hint: "One a line, as Authorization: Bearer 1234. Their values are secrets.",
    },
    {
      member: "body",
      label: "Template",
      optional: true,
      as: "text",
      hint: "Mustache, such as {{title}}, {{wallet.name}}, {{available}}. Empty: the whole message as JSON.",
    },
  ],
};

/** What is typed into each field of a kind. */
export type Typed = Readonly<Record<string, string>>;

/** What the fields of an existing channel begin with: secrets are empty, because nothing of them is known here. */
export function typedConfig(kind: Kind, config: Channel["config"]): Typed {
  return Object.fromEntries(
    CONFIG_FIELDS[kind].map(({ member, secret, as }) => [member, secret === true ? "" : shownText(config[member], as)]),
  );
}

function shownText(value: unknown, as: ConfigField["as"]): string {
  if (as === "lines" && Array.isArray(value)) return value.join("\n");
  if (as === "headers" && typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, content]) => `${name}: ${String(content)}`)
      .join("\n");
  }
  return typeof value === "string" ? value : "";
}

/**
 * The settings that are sent. Of an existing channel: a secret that was left empty is left out and stays, an optional
 * member that was emptied is null and goes.
 */
export function configOf(kind: Kind, typed: Typed, before: Channel["config"] | null): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const { member, secret = false, optional = false, as } of CONFIG_FIELDS[kind]) {
    const text = (typed[member] ?? "").trim();
    if (text !== "") config[member] = sentValue(member, text, as);
    else if (before === null) {
      if (!optional) config[member] = as === "lines" ? [] : "";
    } else if (!secret) config[member] = optional ? null : as === "lines" ? [] : "";
  }
  return config;
}

function sentValue(member: string, text: string, as: ConfigField["as"]): unknown {
  if (as === "lines") return linesOf(text);
  if (as !== "headers") return text;
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const colon = line.indexOf(":");
      if (colon < 1) throw new WrongInput(`config.${member}`, `“${line}” is no header: a name, a colon and a value.`);
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Where a channel's messages go, in one line without its secrets. */
export function targetText({ kind, config }: Pick<Channel, "kind" | "config">): string {
  if (kind === "email" && Array.isArray(config["to"])) {
    const [first = "", ...more] = config["to"].map(String);
    return more.length === 0 ? first : `${first} and ${more.length} more`;
  }
  const shown = config["url"] ?? config["webhook_url"] ?? config["routing_key"] ?? config["api_key"];
  return typeof shown === "string" ? shown : "";
}

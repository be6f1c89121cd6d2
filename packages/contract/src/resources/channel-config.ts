import type { Static } from "typebox";
import { MAX_SECRET, MAX_URL } from "../bounds.ts";
import { Type } from "../schema.ts";

export const PAGERDUTY_EVENTS_URL = "https://events.pagerduty.com/v2/enqueue";
export const DATADOG_EVENTS_URL = "https://api.datadoghq.com/api/v1/events";

/** @limit Channels: recipients of one e-mail channel. */
const MAX_RECIPIENTS = 50;
/** @limit Channels: headers of a webhook channel. */
const MAX_HEADERS = 20;
/** @limit Channels: characters of a webhook channel's template. */
const MAX_TEMPLATE = 20_000;
/** @limit Channels: characters of an e-mail address. */
const MAX_ADDRESS = 320;

const Url = Type.String({ minLength: 1, maxLength: MAX_URL });
const Secret = Type.String({ minLength: 1, maxLength: MAX_SECRET, pattern: String.raw`^[\x21-\x7e]+$` });
const Address = Type.String({
  minLength: 3,
  maxLength: MAX_ADDRESS,
  pattern: '^[^\\s@<>,;"]+@[^\\s@<>,;"]+$|^[^<>\\r\\n"]*<[^\\s@<>,;"]+@[^\\s@<>,;"]+>$',
  "x-message": "must be an e-mail address",
});

export const SlackConfig = Type.Object(
  { webhook_url: { ...Url, description: "An incoming webhook's URL; a secret" } },
  { title: "SlackConfig", additionalProperties: false },
);
export type SlackConfig = Static<typeof SlackConfig>;

export const TeamsConfig = Type.Object(
  { webhook_url: { ...Url, description: "A Workflows webhook's URL; a secret" } },
  { title: "TeamsConfig", additionalProperties: false },
);
export type TeamsConfig = Static<typeof TeamsConfig>;

export const PagerDutyConfig = Type.Object(
  {
    routing_key: { ...Secret, description: "The integration key of an Events API v2 integration; a secret" },
    events_url: Type.Optional({ ...Url, default: PAGERDUTY_EVENTS_URL }),
    webhook_secret: Type.Optional({
      ...Secret,
      description: "Signs PagerDuty's own webhooks to POST /channels/{id}/inbound; a secret",
    }),
  },
  { title: "PagerDutyConfig", additionalProperties: false },
);
export type PagerDutyConfig = Static<typeof PagerDutyConfig>;

export const DatadogConfig = Type.Object(
  {
    api_key: { ...Secret, description: "A secret" },
    events_url: Type.Optional({ ...Url, default: DATADOG_EVENTS_URL }),
  },
  { title: "DatadogConfig", additionalProperties: false },
);
export type DatadogConfig = Static<typeof DatadogConfig>;

export const EmailConfig = Type.Object(
  {
    smtp_url: { ...Url, description: "smtp:// or smtps://, with user and password in it; a secret" },
    from: Address,
    to: Type.Array(Address, { minItems: 1, maxItems: MAX_RECIPIENTS }),
  },
  { title: "EmailConfig", additionalProperties: false },
);
export type EmailConfig = Static<typeof EmailConfig>;

export const WebhookChannelConfig = Type.Object(
  {
    url: Url,
    headers: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: MAX_SECRET }), {
        maxProperties: MAX_HEADERS,
        description: "Their values are secrets",
      }),
    ),
    body: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_TEMPLATE,
        description:
          "A Mustache template; {{wallet.name}} is escaped for the body's type. JSON of the message without it",
      }),
    ),
  },
  { title: "WebhookChannelConfig", additionalProperties: false },
);
export type WebhookChannelConfig = Static<typeof WebhookChannelConfig>;

/** A kind's settings. */
export const CHANNEL_CONFIGS = {
  slack: SlackConfig,
  msteams: TeamsConfig,
  pagerduty: PagerDutyConfig,
  datadog: DatadogConfig,
  email: EmailConfig,
  webhook: WebhookChannelConfig,
} as const;

/** The members of a kind's settings that are sealed, and come back masked. */
export const CHANNEL_SECRETS: Readonly<Record<keyof typeof CHANNEL_CONFIGS, readonly string[]>> = {
  slack: ["webhook_url"],
  msteams: ["webhook_url"],
  pagerduty: ["routing_key", "webhook_secret"],
  datadog: ["api_key"],
  email: ["smtp_url"],
  webhook: ["headers"],
};

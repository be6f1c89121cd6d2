import type { ChannelKind, Message } from "@plimsoll/core";
import type { Channel } from "./channel.ts";
import { datadog } from "./datadog/datadog.ts";
import { email } from "./email/email.ts";
import { msteams } from "./msteams/msteams.ts";
import { pagerduty } from "./pagerduty/pagerduty.ts";
import { slack } from "./slack/slack.ts";
import { webhook } from "./webhook/webhook.ts";

const KINDS = {
  slack,
  msteams,
  pagerduty,
  datadog,
  email,
  webhook,
} satisfies { readonly [K in ChannelKind]: Channel<never> };

/** Every kind of channel. The settings were checked by the kind's schema when they were stored. */
export const CHANNELS = KINDS as unknown as {
  readonly [K in ChannelKind]: Channel<Readonly<Record<string, unknown>>>;
};

export function messageOf(payload: string): Message {
  return JSON.parse(payload) as Message;
}

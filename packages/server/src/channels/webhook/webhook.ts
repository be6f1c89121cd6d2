import type { Message } from "@plimsoll/core";
import type { WebhookChannelConfig } from "@plimsoll/contract";
import { httpVerdict, type Channel, type Link } from "../channel.ts";
import { facts, headline, noticeUrl, titleOf } from "../words.ts";
import { bodyTypeOf, render } from "./template.ts";

const CONTENT_TYPES = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  markup: "text/html",
  text: "text/plain; charset=utf-8",
};

/** What templates name: the worst notice's members, and all notices. */
export function viewOf(message: Message, link: Link): object {
  const described = message.notices.map((notice) => ({
    ...notice,
    headline: headline(notice),
    facts: facts(notice),
    link: noticeUrl(notice, link) ?? "",
  }));
  const [worst] = described;
  return {
    ...worst,
    title: titleOf(message),
    test: message.test,
    account: message.account,
    count: described.length,
    notices: described,
  };
}

/** The body without a template: the view as JSON. */
export function webhookBody(message: Message, config: WebhookChannelConfig, link: Link): string {
  const view = viewOf(message, link);
  if (config.body === undefined) return JSON.stringify(view);
  return render(config.body, bodyTypeOf(config.body, contentTypeOf(config)), view);
}

export function contentTypeOf({ headers = {} }: Pick<WebhookChannelConfig, "headers">): string | undefined {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === "content-type");
  return name === undefined ? undefined : headers[name];
}

/** Any other receiver of JSON or text. */
export const webhook: Channel<WebhookChannelConfig> = {
  request: (message, config, { link }) => ({
    type: "http",
    url: config.url,
    headers: {
      "content-type": CONTENT_TYPES[bodyTypeOf(config.body ?? "{", contentTypeOf(config))],
      ...config.headers,
    },
    body: webhookBody(message, config, link),
  }),
  verdict: httpVerdict,
};

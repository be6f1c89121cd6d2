import type { Message } from "@plimsoll/core";
import { DATADOG_EVENTS_URL, type DatadogConfig } from "@plimsoll/contract";
import { httpVerdict, type Channel, type Link } from "../channel.ts";
import { cutTo } from "../../util/outside-text/storable.ts";
import { readTime } from "../../util/outside-text/time.ts";
import { facts, fitting, headline, messageUrl, oneLine, onlyNotice, titleOf, toneOf, type Tone } from "../words.ts";

/** @limit Channels: characters of a Datadog event's title. */
export const DATADOG_TITLE = 100;
/** @limit Channels: characters of a Datadog event's text. */
export const DATADOG_TEXT = 4_000;
/** @limit Channels: characters of a Datadog event's aggregation key. */
export const DATADOG_KEY = 100;
/** @limit Channels: characters of a Datadog tag. */
export const DATADOG_TAG = 200;

const TYPES: Readonly<Record<Tone, string>> = {
  block: "error",
  critical: "error",
  warning: "warning",
  info: "info",
  good: "success",
};
const TONES = ["block", "critical", "warning", "info", "good"] as const satisfies readonly Tone[];
/** Characters of the last line of a list that is cut. */
const MORE = "and 1000 more\n".length;

function tag(key: string, value: string): string {
  return cutTo(`${key}:${value.toLowerCase().replaceAll(/[^\p{L}\p{N}_./-]+/gu, "_")}`, DATADOG_TAG);
}

export function datadogBody(message: Message, id: string, link: Link): object {
  const { notices } = message;
  const one = onlyNotice(message);
  const tones = new Set(notices.map(toneOf));
  const worst = TONES.find((tone) => tones.has(tone)) ?? "info";
  const lines = one ? facts(one).map(({ label, value }) => `${label}: ${value}`) : notices.map(headline);
  const url = messageUrl(message, link);
  const title = titleOf(message);
  const budget = DATADOG_TEXT - title.length - 2 - MORE - (url?.length ?? 0);
  const { lines: shown, left } = fitting(lines, budget, (line) => line.length + 1);
  const text = [title, "", ...shown, ...(left > 0 ? [`and ${left} more`] : []), ...(url ? [url] : [])];
  const tags = [tag("level", one?.level ?? worst), "source:plimsoll"];
  if (one?.wallet) {
    tags.push(tag("wallet", String(one.wallet.id)), tag("currency", one.wallet.currency));
    if (one.wallet.provider_id !== null) tags.push(tag("provider", one.wallet.provider_id));
  }
  return {
    title: oneLine(title, DATADOG_TITLE),
    text: cutTo(text.join("\n"), DATADOG_TEXT),
    aggregation_key: cutTo(one?.thread ?? id, DATADOG_KEY),
    alert_type: TYPES[worst],
    date_happened: Math.floor((readTime(message.at) ?? 0) / 1_000),
    priority: worst === "info" || worst === "good" ? "low" : "normal",
    tags,
  };
}

export const datadog: Channel<DatadogConfig> = {
  request: (message, config, { id, link }) => ({
    type: "http",
    url: config.events_url ?? DATADOG_EVENTS_URL,
    headers: { "DD-API-KEY": config.api_key },
    body: JSON.stringify(datadogBody(message, id, link)),
  }),
  verdict: httpVerdict,
};

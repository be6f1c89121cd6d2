import type { Message, Notice } from "@plimsoll/core";
import { PAGERDUTY_EVENTS_URL, type PagerDutyConfig } from "@plimsoll/contract";
import { httpVerdict, type Channel, type Link } from "../channel.ts";
import { cutTo } from "../../util/outside-text/storable.ts";
import { facts, isOver, noticeUrl, oneLine, titleOf, toneOf, type Tone } from "../words.ts";

/** @limit Channels: characters of a PagerDuty event's summary. */
export const PAGERDUTY_SUMMARY = 1_024;
/** @limit Channels: characters of a PagerDuty event's deduplication key. */
export const PAGERDUTY_DEDUP_KEY = 255;

const SEVERITIES: Readonly<Record<Tone, string>> = {
  block: "critical",
  critical: "critical",
  warning: "warning",
  info: "info",
  good: "info",
};

/** Names the incident of a thread, on the way out and on the way back. */
export function dedupKey(accountId: number, thread: string): string {
  return cutTo(`plimsoll/${accountId}/${thread}`, PAGERDUTY_DEDUP_KEY);
}

/** The account and the thread of a key that `dedupKey` made; null for any other text. */
export function threadOfKey(key: string): { readonly accountId: number; readonly thread: string } | null {
  const [, account, thread] = /^plimsoll\/(\d{1,15})\/(.+)$/.exec(key) ?? [];
  return account === undefined || thread === undefined ? null : { accountId: Number(account), thread };
}

/** The thread of a stored message: what follows about one incident has to arrive in its order. */
export function threadOfMessage(payload: string): string {
  const [notice] = (JSON.parse(payload) as Message).notices;
  return notice?.thread ?? "";
}

function actionOf(notice: Notice): "trigger" | "acknowledge" | "resolve" {
  if (notice.kind === "acknowledged") return "acknowledge";
  // A wallet that is better and not ok keeps its incident.
  return isOver(notice) ? "resolve" : "trigger";
}

export function pagerDutyBody(message: Message, config: PagerDutyConfig, link: Link): object {
  const [notice] = message.notices;
  if (!notice) throw new Error("a message without a notice");
  const action = actionOf(notice);
  const key = { routing_key: config.routing_key, dedup_key: dedupKey(message.account_id, notice.thread) };
  if (action !== "trigger") return { ...key, event_action: action };
  const href = noticeUrl(notice, link);
  return {
    ...key,
    event_action: action,
    client: "Plimsoll",
    ...(href === null ? {} : { client_url: href, links: [{ href, text: "Open in Plimsoll" }] }),
    payload: {
      summary: oneLine(titleOf(message), PAGERDUTY_SUMMARY),
      source: notice.wallet === null ? message.account : `wallet ${notice.wallet.id}`,
      severity: SEVERITIES[toneOf(notice)],
      timestamp: notice.at,
      component: notice.wallet?.name ?? message.account,
      group: notice.wallet?.currency ?? "operation",
      class: notice.level,
      custom_details: Object.fromEntries(facts(notice).map(({ label, value }) => [label.toLowerCase(), value])),
    },
  };
}

/** Events API v2: one incident a thread. */
export const pagerduty: Channel<PagerDutyConfig> = {
  request: (message, config, { link }) => ({
    type: "http",
    url: config.events_url ?? PAGERDUTY_EVENTS_URL,
    headers: {},
    body: JSON.stringify(pagerDutyBody(message, config, link)),
  }),
  verdict: httpVerdict,
};

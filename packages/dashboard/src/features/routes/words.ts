import type { Digest, Route, RoutePreview } from "@plimsoll/client";

export type RouteEvent = Route["on"][number];
export type Weekday = Digest["days"][number];

/** The alert levels, the most severe first. */
export const LEVEL_EVENTS = [
  ["block", "Block orders", "blocked"],
  ["critical", "Critical", "in_alarm"],
  ["warning", "Warning", "warning"],
  ["info", "Info", "info"],
] as const satisfies readonly (readonly [RouteEvent, string, string])[];

/** What happens to the operation. */
export const OPERATION_EVENTS = [
  ["stale", "Stale wallet"],
  ["drift", "Unexplained drift"],
  ["provider_failing", "Provider failing"],
  ["topup_proposed", "Top-up proposed"],
  ["topup_overdue", "Top-up overdue"],
  ["endpoint_disabled", "Endpoint disabled"],
] as const satisfies readonly (readonly [RouteEvent, string])[];

export const EVENT_WORDS = Object.fromEntries(
  [...LEVEL_EVENTS, ...OPERATION_EVENTS].map(([event, word]) => [event, word]),
) as Readonly<Record<RouteEvent, string>>;

export const WEEKDAYS = [
  ["mon", "Mon"],
  ["tue", "Tue"],
  ["wed", "Wed"],
  ["thu", "Thu"],
  ["fri", "Fri"],
  ["sat", "Sat"],
  ["sun", "Sun"],
] as const satisfies readonly (readonly [Weekday, string])[];

/** "every day", "Mon to Fri", "Mon, Wed". */
export function daysText(days: readonly Weekday[]): string {
  const on = WEEKDAYS.map(([day]) => days.includes(day));
  if (on.every(Boolean)) return "every day";
  const [first, last] = [on.indexOf(true), on.lastIndexOf(true)];
  const isRun = on.slice(first, last + 1).every(Boolean) && last - first > 1;
  const words = WEEKDAYS.filter((_, index) => on[index]).map(([, word]) => word);
  return isRun ? `${words[0]} to ${words.at(-1)}` : words.join(", ");
}

export function scheduleText({ days, from, to, timezone }: NonNullable<Route["schedule"]>): string {
  return `${daysText(days)} ${from} to ${to}${to <= from ? " of the next day" : ""}, ${timezone}`;
}

export const PREVIEW_WORDS: Readonly<Record<RoutePreview["reason"], string>> = {
  at_once: "at once",
  grouped: "after waiting for others",
  scheduled: "when its hours begin",
  silenced: "not sent: the wallet is silenced",
  escalation: "if it is not acknowledged by then",
};

import type { Episode } from "@plimsoll/contract";

/** Lines for people about an episode: its steps, its lowest balance, and the messages that were sent of it. */
export function episodeLines(episode: Episode): readonly string[] {
  const { wallet_name: name, currency, opened_at: opened, closed_at: closed, steps, notifications } = episode;
  const until = closed === null ? "still open" : `until ${timeOf(closed)}`;
  const states = [steps[0]?.previous_state, ...steps.map(({ state }) => state)].join(" → ");
  const messages = notifications.filter(({ status }) => status === "delivered");
  return [
    `EPISODE ${name}: ${timeOf(opened)} ${until}, ${states}, lowest ${episode.lowest_available} ${currency}`,
    ...messages
      .toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1))
      .map(({ created_at: at, title }) => `${timeOf(at)} #operations  ${title}`),
  ];
}

function timeOf(time: string): string {
  return time.slice(11, 16);
}

/**
 * What people do about alerts is no event, and neither is a typical spend that was measured; a page receives the name of
 * what has changed and reads it again.
 */
export type Changed = "episode" | "silence" | "channel" | "route" | "spend";

const CHANGED_BY: Readonly<Record<string, Changed>> = {
  acknowledge_episode: "episode",
  unacknowledge_episode: "episode",
  create_silence: "silence",
  delete_silence: "silence",
  create_channel: "channel",
  update_channel: "channel",
  delete_channel: "channel",
  create_route: "route",
  update_route: "route",
  delete_route: "route",
  set_spend_history: "spend",
  measure_spend: "spend",
};

/** What a command changes without an event; null for one whose changes are events. */
export function changedBy(type: string): Changed | null {
  return CHANGED_BY[type] ?? null;
}

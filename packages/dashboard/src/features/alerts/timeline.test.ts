import type { Episode, Notification, Topup } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { timelineOf } from "./timeline.ts";

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 27, 9, 0, seconds)).toISOString();

const step = (seconds: number, previous: string, state: string) =>
  ({ at: at(seconds), previous_state: previous, state }) as Episode["steps"][number];

const sent = (seconds: number, kind: string, channel: string) =>
  ({ id: `${channel} ${seconds}`, kind, channel_id: channel, created_at: at(seconds) }) as Notification;

const EPISODE = {
  opened_at: at(0),
  closed_at: null,
  acknowledged: null,
  steps: [step(0, "ok", "info"), step(10, "info", "in_alarm")],
  notifications: [],
} as unknown as Episode;

const topup = (seconds: number) => ({ id: `top_${seconds}`, created_at: at(seconds) }) as Topup;

describe("an episode's timeline", () => {
  it("is newest first, and a message is at the change of state that it followed", () => {
    const entries = timelineOf(
      { ...EPISODE, notifications: [sent(1, "alert", "a"), sent(10, "alert", "a"), sent(45, "alert", "b")] },
      [],
    );
    expect(entries.map((entry) => [entry.at, "sent" in entry && entry.sent.map(({ id }) => id)])).toEqual([
      [at(10), ["a 10", "b 45"]],
      [at(0), ["a 1"]],
    ]);
  });

  it("keeps reminders and escalations as entries of their own, one for all their channels", () => {
    const entries = timelineOf(
      {
        ...EPISODE,
        notifications: [sent(60, "reminder", "a"), sent(60, "reminder", "b"), sent(90, "escalation", "c")],
      },
      [],
    );
    expect(entries.map((entry) => (entry.kind === "sent" ? `${entry.why} ${entry.sent.length}` : entry.kind))).toEqual([
      "escalation 1",
      "reminder 2",
      "step",
      "step",
    ]);
  });

  it("has who acknowledged, and the top-ups of its time alone", () => {
    const entries = timelineOf(
      { ...EPISODE, closed_at: at(100), acknowledged: { by: "Mara Lind", at: at(20), until: null, note: null } },
      [topup(-5), topup(30), topup(101)],
    );
    expect(entries.map(({ kind }) => kind)).toEqual(["topup", "acknowledged", "step", "step"]);
  });

  it("shows of two steps at one moment the later one first", () => {
    const steps = [step(0, "ok", "info"), step(0, "info", "blocked")];
    const states = timelineOf({ ...EPISODE, steps }, []).map((entry) => entry.kind === "step" && entry.step.state);
    expect(states).toEqual(["blocked", "info"]);
  });
});

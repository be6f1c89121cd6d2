import type { AttentionRow } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { doneLines, namesByOutcome, type Told } from "./done-lines.ts";

const at = (time: string) => `2026-11-27T${time}.000Z`;
const told = (channel: string, time: string, more: Partial<Told> = {}): Told => ({
  channel_id: channel,
  channel,
  kind: "alert",
  level: "critical",
  status: "delivered",
  at: at(time),
  ...more,
});
const step = (state: string, time: string) => ({ id: state, state, created_at: at(time) });
const row = (more: object) =>
  ({ acknowledged: null, topups: [], steps: [], notifications: [], ...more }) as unknown as AttentionRow;

describe("what was done already", () => {
  it("is one line for a change and its messages, newest first, between the other steps", () => {
    const lines = doneLines(
      row({
        acknowledged: { by: "Mara", at: at("08:51:00"), until: null, note: null },
        topups: [{ id: "top_1", created_at: at("08:58:00") }],
        steps: [step("blocked", "09:04:00"), step("in_alarm", "08:47:00")],
        notifications: [
          told("On-call", "09:04:00", { level: "block" }),
          told("On-call", "09:02:00", { kind: "escalation" }),
          told("Slack", "08:47:00"),
          told("Pager", "08:47:00"),
        ],
      }),
    );
    expect(lines.map((line) => [line.kind, "told" in line ? line.told.map(({ channel }) => channel) : []])).toEqual([
      ["step", ["On-call"]],
      ["told", ["On-call"]],
      ["topup", []],
      ["acknowledged", []],
      ["step", ["Pager", "Slack"]],
    ]);
  });

  it("keeps a message apart whose change is not among the last", () => {
    const lines = doneLines(row({ steps: [step("blocked", "09:04:00")], notifications: [told("Slack", "08:47:00")] }));
    expect(lines.map(({ kind }) => kind)).toEqual(["step", "told"]);
  });

  it("names the channels by what became of their messages", () => {
    expect(
      namesByOutcome([
        told("Pager", "08:47:00"),
        told("Slack", "08:47:00"),
        told("Mail", "08:47:00", { status: "failed" }),
        told("Teams", "08:47:00", { status: "pending" }),
      ]),
    ).toEqual([
      { status: "delivered", names: "Pager and Slack" },
      { status: "pending", names: "Teams" },
      { status: "failed", names: "Mail" },
    ]);
  });
});

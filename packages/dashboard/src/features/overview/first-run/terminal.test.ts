import { describe, expect, it } from "vitest";
import type { Progress } from "./steps.ts";
import { commandOf } from "./terminal.ts";

const NOTHING: Progress = { wallets: [], providers: [], watched: null, endpoints: [], channels: [], answered: null };
const host = "https://plimsoll.example";

describe("a step as a command of a shell", () => {
  it("sets the levels that the step begins with, as the API takes them", () => {
    const prefill = { critical: { text: "45,000.00", from: "" }, warning: { text: "90,000.00", from: "" } };
    expect(commandOf("levels", host, { currency: "USD", prefill }, NOTHING)).toBe(
      [
        "curl -X PUT \\",
        "  https://plimsoll.example/api/v1/alert-settings/default/USD \\",
        '  -H "Authorization: Bearer $KEY" \\',
        '  -H "Content-Type: application/json" \\',
        `  -d '{"alert_enabled":true,`,
        '  "critical":{"condition":"below","threshold":"45000.00"},',
        `  "warning":{"condition":"below","threshold":"90000.00"}}'`,
      ].join("\n"),
    );
  });

  it("tests the endpoint, or the channel where there is no endpoint", () => {
    const levels = { currency: "USD", prefill: {} };
    const endpoints = [{ id: "ep_1" }] as unknown as Progress["endpoints"];
    const channels = [{ channel: { id: "chan_1" }, route: { id: "route_1" } }] as unknown as Progress["channels"];
    expect(commandOf("test", host, levels, { ...NOTHING, endpoints, channels })).toContain(
      "/webhook-endpoints/ep_1/test",
    );
    expect(commandOf("test", host, levels, { ...NOTHING, channels })).toContain("/channels/chan_1/test");
  });
});

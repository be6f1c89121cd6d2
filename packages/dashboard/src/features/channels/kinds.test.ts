import { describe, expect, it } from "vitest";
import { configOf, targetText, typedConfig } from "./kinds.ts";

describe("a channel's settings", () => {
  it("show no secret, and leave out what was not typed", () => {
    const before = { routing_key: "…7890", events_url: "https://events.example/enqueue", webhook_secret: "…4321" };
    const typed = typedConfig("pagerduty", before);
    expect(typed).toEqual({ routing_key: "", webhook_secret: "", events_url: "https://events.example/enqueue" });
    expect(configOf("pagerduty", typed, before)).toEqual({ events_url: "https://events.example/enqueue" });
    expect(configOf("pagerduty", { ...typed, events_url: " ", routing_key: "new" }, before)).toEqual({
      routing_key: "new",
      events_url: null,
    });
  });

  it("send an empty required member of a new channel, for the server to refuse by its name", () => {
    expect(configOf("slack", {}, null)).toEqual({ webhook_url: "" });
    expect(configOf("email", { from: "a@b.example" }, null)).toEqual({ smtp_url: "", from: "a@b.example", to: [] });
    expect(configOf("webhook", { url: "https://x.example" }, null)).toEqual({ url: "https://x.example" });
  });

  it("read lines and headers, and name what is no header", () => {
    const typed = {
      url: "https://x.example",
      headers: "Authorization: Bearer a:b\n\n X-Team : ops ",
      body: "{{title}}",
    };
    expect(configOf("webhook", typed, null)).toEqual({
      url: "https://x.example",
      headers: { Authorization: "Bearer a:b", "X-Team": "ops" },
      body: "{{title}}",
    });
    expect(typedConfig("webhook", { url: "u", headers: { A: "…1234" } })["headers"]).toBe("A: …1234");
    expect(() => configOf("webhook", { url: "u", headers: "nonsense" }, null)).toThrow("“nonsense” is no header");
    expect(configOf("email", { to: "a@b.example\n c@d.example\n" }, {})["to"]).toEqual(["a@b.example", "c@d.example"]);
  });

  it("say where messages go", () => {
    expect(targetText({ kind: "email", config: { to: ["a@b.example", "c@d.example"] } })).toBe(
      "a@b.example and 1 more",
    );
    expect(targetText({ kind: "slack", config: { webhook_url: "…XXXX" } })).toBe("…XXXX");
  });
});

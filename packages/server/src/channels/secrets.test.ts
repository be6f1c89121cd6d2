import { expect, test } from "vitest";
import { maskedConfig, mergedConfig, withoutSecrets } from "./secrets.ts";

const SLACK = { webhook_url: "https://hooks.slack.com/services/T000/B000/abcdefWXYZ" };

test("secrets are shown by their last four characters, short ones not at all", () => {
  expect(maskedConfig("slack", SLACK)).toEqual({ webhook_url: "…WXYZ" });
  expect(maskedConfig("datadog", { api_key: "short" })).toEqual({ api_key: "…" });
  const webhook = { url: "https://example.com", headers: { Authorization: "Bearer 0123456789" } };
  expect(maskedConfig("webhook", webhook)).toEqual({
    url: "https://example.com",
    headers: { Authorization: "…6789" },
  });
});

test("a masked secret that comes back stays; null removes a member", () => {
  const pager = { routing_key: "0123456789abcdef", webhook_secret: "fedcba9876543210" };
  const shown = maskedConfig("pagerduty", pager);
  expect(mergedConfig("pagerduty", pager, shown)).toEqual(pager);
  expect(mergedConfig("pagerduty", pager, { webhook_secret: null, routing_key: "new-key-of-ours" })).toEqual({
    routing_key: "new-key-of-ours",
  });
  const headers = { Authorization: "Bearer 0123456789", "X-A": "another-secret-1" };
  const webhook = { url: "https://example.com", headers };
  const patch = { headers: { Authorization: "…6789", "X-B": "new" } };
  expect(mergedConfig("webhook", webhook, patch)).toEqual({
    url: "https://example.com",
    headers: { Authorization: "Bearer 0123456789", "X-B": "new" },
  });
});

test("what a receiver echoes is shown without the secrets", () => {
  const echoed = `you posted to ${SLACK.webhook_url} (/services/T000/B000/abcdefWXYZ)`;
  expect(withoutSecrets("slack", SLACK, echoed)).not.toMatch(/B000|abcdef/);
  const mail = { smtp_url: "smtp://user:hunter2%21@mail.example", from: "a@b", to: ["c@d"] };
  expect(withoutSecrets("email", mail, "535 hunter2! is wrong")).toBe("535 [redacted] is wrong");
});

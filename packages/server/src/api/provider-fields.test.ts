import { expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { requireKindFields, type KindFields } from "./provider-fields.ts";

const SETTINGS = {
  request: { path: "/v1/{tenant}/balance" },
  auth: { style: "header", name: "X-Key" },
  currency: "ccy",
  amount: { path: "free" },
};

function messages(kind: string, fields: KindFields, settings: unknown = fields.settings): readonly string[] {
  try {
    requireKindFields(kind, fields, settings, true);
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.code).toBe("VALIDATION_FAILURE");
    for (const { field, message } of error.details) expect(message.startsWith(`${field} `)).toBe(true);
    return error.details.map(({ message }) => message);
  }
}

test.each<[string, KindFields]>([
  ["octopus", { credentials: { api_key: "k", api_secret: "s" }, webhook_secret: "w", base_url: "https://o.example" }],
  ["octopus", { webhook_secret: "w" }],
  ["stripe", { credentials: { secret_key: "sk" } }],
  ["twilio", { credentials: { account_sid: "AC", auth_token: "t" } }],
  ["sudo", { credentials: { api_key: "k" }, settings: { accounts: [{ id: "a", currency: "NGN" }] } }],
  ["sudo", { credentials: { api_key: "k" } }],
  ["http-json", { credentials: { key: "k", tenant: "t" }, settings: SETTINGS }],
])("%s takes what it needs", (kind, fields) => {
  expect(messages(kind, fields)).toEqual([]);
});

test.each<[string, KindFields, string[]]>([
  ["octopus", { credentials: { api_key: "k" } }, ["credentials.api_secret is required"]],
  [
    "octopus",
    { credentials: { api_key: "", api_secret: 5, pin: "1" }, base_url: "ftp://x" },
    [
      "base_url must be an http or https URL",
      "credentials.api_key must not be empty",
      "credentials.api_secret must be a string",
      "credentials.pin is not a known field",
    ],
  ],
  ["octopus", { credentials: ["k"] }, ["credentials must be a JSON object"]],
  [
    "octopus",
    { credentials: { api_key: "a\nb", api_secret: "s" } },
    ["credentials.api_key must have no control characters"],
  ],
  ["octopus", { settings: { store_vouchers: "yes" } }, ["settings.store_vouchers must be true or false"]],
  [
    "octopus",
    { settings: { store_voucher: true } },
    ["settings.store_vouchers is required", "settings.store_voucher is not a known field"],
  ],
  ["stripe", { webhook_secret: "w" }, ["webhook_secret must be absent: stripe sends no hooks"]],
  ["http-json", {}, ["settings is required"]],
  ["http-json", { settings: "all" }, ["settings must be a JSON object"]],
  [
    "http-json",
    { settings: { ...SETTINGS, amount: {}, color: "red" } },
    ["settings.color is not a known field", "settings.amount.path is required"],
  ],
  [
    "http-json",
    {
      settings: {
        ...SETTINGS,
        request: { path: "/x", headers: [{ name: "Host", value: "y" }] },
        auth: { style: "query" },
        currency: undefined,
        paging: { style: "cursor", parameter: "c" },
      },
    },
    [
      "settings.request.headers.0.name is set by the connection",
      "settings.auth.name is required",
      "settings.currency is required, or implied_currency",
      "settings.paging.next is required",
    ],
  ],
  [
    "http-json",
    {
      settings: {
        ...SETTINGS,
        id: 5,
        amount: { path: [1], negate: "yes", plus: ["bonus", 2], less: [["held", 3]] },
      },
    },
    [
      "settings.id must be a string or an array",
      "settings.amount.path.0 must be a string",
      "settings.amount.negate must be true or false",
      "settings.amount.plus.1 must be a string or an array",
      "settings.amount.less.0.1 must be a string",
    ],
  ],
  [
    "http-json",
    { settings: { ...SETTINGS, amount: { path: "", unit: "with_currency", plus: "bonus", less: ["held"] } } },
    ["settings.amount.path must not be empty"],
  ],
  [
    "http-json",
    { settings: { ...SETTINGS, amount: { path: [], unit: "with_currency", plus: "bonus", less: ["held"] } } },
    [
      "settings.amount.plus cannot be combined with with_currency",
      "settings.amount.less cannot be combined with with_currency",
    ],
  ],
  ["http-json", { settings: SETTINGS, credentials: { key: "k" } }, ["credentials.tenant is required"]],
  [
    "sudo",
    { settings: { accounts: [{ id: "a", currency: "naira" }] } },
    ["settings.accounts.0.currency must be a currency's code: 3 to 12 capital letters and digits"],
  ],
])("%s refuses what it cannot use, field by field", (kind, fields, expected) => {
  expect(messages(kind, fields)).toEqual(expected);
});

test("credentials alone are checked against the stored settings", () => {
  expect(messages("http-json", { credentials: { key: "k" } }, SETTINGS)).toEqual(["credentials.tenant is required"]);
  expect(messages("http-json", { credentials: { key: "k", tenant: "t" } }, SETTINGS)).toEqual([]);
});

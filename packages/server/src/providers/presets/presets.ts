import type { HttpJsonSettings, ProviderKind } from "@plimsoll/contract";

/** A vendor's balance endpoint, as data for the http-json connector. */
export interface Preset {
  readonly title: string;
  readonly baseUrl: string;
  readonly settings: HttpJsonSettings;
}

export type PresetKind = Exclude<ProviderKind, "octopus" | "sudo" | "http-json">;

export const PRESETS: Readonly<Record<PresetKind, Preset>> = {
  africastalking: {
    title: "Africa's Talking",
    baseUrl: "https://api.africastalking.com",
    settings: {
      request: { path: "/version1/user?username={username}" },
      auth: { style: "header", name: "apiKey", value: "{api_key}" },
      items: "UserData",
      amount: { path: "balance", unit: "with_currency", scale: 4 },
    },
  },
  airwallex: {
    title: "Airwallex",
    baseUrl: "https://api.airwallex.com",
    settings: {
      request: { path: "/api/v1/balances/current" },
      auth: { style: "bearer" },
      sign_in: {
        path: "/api/v1/authentication/login",
        headers: [
          { name: "x-client-id", value: "{client_id}" },
          { name: "x-api-key", value: "{api_key}" },
        ],
        token: "token",
        expires_at: "expires_at",
      },
      currency: "currency",
      amount: { path: "available_amount" },
    },
  },
  dingconnect: {
    title: "DingConnect",
    baseUrl: "https://api.dingconnect.com",
    settings: {
      request: { path: "/api/V1/GetBalance" },
      auth: { style: "header", name: "api_key", value: "{api_key}" },
      currency: "CurrencyIso",
      amount: { path: "Balance" },
      failures: [
        {
          path: "ErrorCodes",
          code: "ErrorCodes.0.Code",
          message: "ErrorCodes.0.Context",
          kinds: [
            { code: "AuthenticationFailed", kind: "auth" },
            { code: "NotAuthorized", kind: "forbidden" },
            { code: "RateLimited", kind: "rate_limited" },
            { code: "TransientProviderError", kind: "transient" },
            { code: "ProviderError", kind: "transient" },
            { code: "InternalServerError", kind: "transient" },
          ],
        },
        { path: "ResultCode", unless: ["1"], code: "ResultCode" },
      ],
    },
  },
  openrouter: {
    title: "OpenRouter",
    baseUrl: "https://openrouter.ai",
    settings: {
      request: { path: "/api/v1/credits" },
      auth: { style: "bearer", value: "{api_key}" },
      items: "data",
      implied_currency: "USD",
      amount: { path: "total_credits", less: "total_usage", scale: 6 },
    },
  },
  paystack: {
    title: "Paystack",
    baseUrl: "https://api.paystack.co",
    settings: {
      request: { path: "/balance" },
      auth: { style: "bearer", value: "{secret_key}" },
      items: "data",
      currency: "currency",
      // Every amount is a hundredth, of currencies without hundredths too.
      amount: { path: "balance", unit: "minor", exponents: [{ currency: "XOF", places: 2 }] },
      failures: [{ path: "status", equals: ["false"], message: "message" }],
    },
  },
  reloadly: {
    title: "Reloadly",
    baseUrl: "https://topups.reloadly.com",
    settings: {
      request: { path: "/accounts/balance" },
      auth: { style: "bearer" },
      sign_in: {
        url: "https://auth.reloadly.com",
        path: "/oauth/token",
        body: '{"client_id":"{client_id}","client_secret":"{client_secret}","grant_type":"client_credentials","audience":"{base_url}"}',
        token: "access_token",
        expires_in: "expires_in",
      },
      currency: "currencyCode",
      amount: { path: "balance", scale: 5 },
    },
  },
  runa: {
    title: "Runa",
    baseUrl: "https://api.runa.io",
    settings: {
      request: { path: "/v2/balance" },
      auth: { style: "header", name: "X-Api-Key", value: "{api_key}" },
      currency: "currency",
      amount: { path: "balance" },
      absent_is_zero: true,
    },
  },
  stripe: {
    title: "Stripe",
    baseUrl: "https://api.stripe.com",
    settings: {
      request: { path: "/v1/balance" },
      auth: { style: "basic", username: "{secret_key}", password: "" },
      items: "available",
      currency: "currency",
      amount: {
        path: "amount",
        unit: "minor",
        exponents: [
          { currency: "ISK", places: 2 },
          { currency: "MGA", places: 0 },
          { currency: "UGX", places: 2 },
        ],
      },
    },
  },
  tango: {
    title: "Tango",
    baseUrl: "https://api.tangocard.com/raas/v2",
    settings: {
      request: { path: "/accounts" },
      auth: { style: "basic", username: "{platform_name}", password: "{platform_key}" },
      id: "accountIdentifier",
      name: "displayName",
      currency: "currencyCode",
      amount: { path: "currentBalance" },
    },
  },
  telnyx: {
    title: "Telnyx",
    baseUrl: "https://api.telnyx.com",
    settings: {
      request: { path: "/v2/balance" },
      auth: { style: "bearer", value: "{api_key}" },
      items: "data",
      currency: "currency",
      // The balance and the credit limit together: what may be spent.
      amount: { path: "available_credit", scale: 5 },
    },
  },
  tremendous: {
    title: "Tremendous",
    baseUrl: "https://www.tremendous.com",
    settings: {
      request: { path: "/api/v2/funding_sources" },
      auth: { style: "bearer", value: "{api_key}" },
      items: "funding_sources",
      where: [{ path: "method", equals: "balance" }],
      id: "id",
      implied_currency: "USD",
      amount: { path: "meta.available_cents", unit: "minor" },
    },
  },
  twilio: {
    title: "Twilio",
    baseUrl: "https://api.twilio.com",
    settings: {
      request: { path: "/2010-04-01/Accounts/{account_sid}/Balance.json" },
      auth: { style: "basic", username: "{account_sid}", password: "{auth_token}" },
      currency: "currency",
      amount: { path: "balance", scale: 5 },
    },
  },
  wise: {
    title: "Wise",
    baseUrl: "https://api.wise.com",
    settings: {
      request: { path: "/v4/profiles/{profile_id}/balances?types=STANDARD" },
      auth: { style: "bearer", value: "{api_token}" },
      id: "id",
      name: "name",
      currency: "currency",
      amount: { path: "amount.value" },
    },
  },
};

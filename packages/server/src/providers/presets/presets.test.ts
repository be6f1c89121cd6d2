import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HttpProvider, type Received, type Reply } from "../../../../../test/support/http-provider.ts";
import { anywhere, publicOnly } from "../../../../../test/support/outbound.ts";
import { ProviderError, type Connector, type ProviderErrorKind } from "../connector.ts";
import { kindFacts } from "../kinds.ts";
import { openConnector } from "../open-connector.ts";
import { PRESETS } from "./presets.ts";

const SIGNAL = new AbortController().signal;

interface Recorded {
  readonly credentials: Readonly<Record<string, string>>;
  /** The request for a token, for presets that need one. */
  readonly signIn?: {
    readonly path: string;
    readonly sent: Readonly<Record<string, string>>;
    readonly body: object;
  };
  /** With its query. */
  readonly path: string;
  readonly header: readonly [name: string, value: string];
  /** As the vendor's documentation shows it. */
  readonly answer: string;
  /** Id, currency and what may be spent. */
  readonly balances: readonly (readonly [string, string, string])[];
}

const basic = (pair: string): readonly [string, string] => [
  "authorization",
  `Basic ${Buffer.from(pair).toString("base64")}`,
];

const RECORDED: Readonly<Record<keyof typeof PRESETS, Recorded>> = {
  africastalking: {
    credentials: { api_key: "at-key", username: "my app" },
    path: "/version1/user?username=my%20app",
    header: ["apikey", "at-key"],
    answer: '{"UserData":{"balance":"KES 1785.50"}}',
    balances: [["KES", "KES", "1785.50"]],
  },
  airwallex: {
    credentials: { client_id: "ci", api_key: "ak" },
    signIn: { path: "/api/v1/authentication/login", sent: { "x-client-id": "ci", "x-api-key": "ak" }, body: {} },
    path: "/api/v1/balances/current",
    header: ["authorization", "Bearer signed-in"],
    answer: `[{"available_amount":125.25,"pending_amount":10.00,"reserved_amount":0,"total_amount":135.25,"currency":"USD"},
      {"available_amount":0,"pending_amount":0,"reserved_amount":0,"total_amount":0,"currency":"CNY"}]`,
    balances: [
      ["USD", "USD", "125.25"],
      ["CNY", "CNY", "0"],
    ],
  },
  dingconnect: {
    credentials: { api_key: "dc" },
    path: "/api/V1/GetBalance",
    header: ["api_key", "dc"],
    answer: '{"Balance":1234.5600,"CurrencyIso":"EUR","ResultCode":1,"ErrorCodes":[]}',
    balances: [["EUR", "EUR", "1234.5600"]],
  },
  openrouter: {
    credentials: { api_key: "or" },
    path: "/api/v1/credits",
    header: ["authorization", "Bearer or"],
    answer: '{"data":{"total_credits":100.5,"total_usage":25.750000000000014}}',
    balances: [["USD", "USD", "74.749999999999986"]],
  },
  paystack: {
    credentials: { secret_key: "sk" },
    path: "/balance",
    header: ["authorization", "Bearer sk"],
    answer: `{"status":true,"message":"Balances retrieved","data":[{"currency":"NGN","balance":1700000},
      {"currency":"xof","balance":50000}]}`,
    balances: [
      ["NGN", "NGN", "17000.00"],
      ["XOF", "XOF", "500.00"],
    ],
  },
  reloadly: {
    credentials: { client_id: "ci", client_secret: 'c"s' },
    signIn: {
      path: "/oauth/token",
      sent: {},
      body: {
        client_id: "ci",
        client_secret: 'c"s',
        grant_type: "client_credentials",
        audience: "BASE_URL",
      },
    },
    path: "/accounts/balance",
    header: ["authorization", "Bearer signed-in"],
    answer: '{"balance":999.00435,"currencyCode":"USD","currencyName":"US Dollar","updatedAt":"2021-06-16 14:11:42"}',
    balances: [["USD", "USD", "999.00435"]],
  },
  runa: {
    credentials: { api_key: "ru" },
    path: "/v2/balance",
    header: ["x-api-key", "ru"],
    answer: '[{"balance":"10.00","currency":"GBP"},{"balance":"0.50","currency":"USD"}]',
    balances: [
      ["GBP", "GBP", "10.00"],
      ["USD", "USD", "0.50"],
    ],
  },
  stripe: {
    credentials: { secret_key: "sk_test" },
    path: "/v1/balance",
    header: basic("sk_test:"),
    answer: `{"object":"balance","available":[{"amount":666670,"currency":"usd","source_types":{"card":666670}},
      {"amount":5000,"currency":"jpy"},{"amount":-12,"currency":"kwd"},{"amount":100,"currency":"isk"}],
      "livemode":false,"pending":[{"amount":61414,"currency":"usd"}]}`,
    balances: [
      ["USD", "USD", "6666.70"],
      ["JPY", "JPY", "5000"],
      ["KWD", "KWD", "-0.012"],
      ["ISK", "ISK", "1.00"],
    ],
  },
  tango: {
    credentials: { platform_name: "Acme", platform_key: "k:y" },
    path: "/accounts",
    header: basic("Acme:k:y"),
    answer: `[{"accountIdentifier":"A1234","accountNumber":"A1","displayName":"Rewards","currencyCode":"USD",
      "currentBalance":1250.75,"status":"ACTIVE"}]`,
    balances: [["A1234", "USD", "1250.75"]],
  },
  telnyx: {
    credentials: { api_key: "tx" },
    path: "/v2/balance",
    header: ["authorization", "Bearer tx"],
    answer: `{"data":{"record_type":"balance","balance":"300.00","credit_limit":"100.00","available_credit":"400.00",
      "currency":"USD","pending":"10.00"}}`,
    balances: [["USD", "USD", "400.00"]],
  },
  tremendous: {
    credentials: { api_key: "tr" },
    path: "/api/v2/funding_sources",
    header: ["authorization", "Bearer tr"],
    answer: `{"funding_sources":[{"id":"BANK1","method":"bank_account","meta":{"account_number_mask":"1"}},
      {"id":"NA2VOJ47TZUL","method":"balance","type":null,"meta":{"available_cents":1529819,"pending_cents":0}}]}`,
    balances: [["NA2VOJ47TZUL", "USD", "15298.19"]],
  },
  twilio: {
    credentials: { account_sid: "AC1", auth_token: "t" },
    path: "/2010-04-01/Accounts/AC1/Balance.json",
    header: basic("AC1:t"),
    answer: '{"currency":"USD","balance":"12.29","account_sid":"AC1"}',
    balances: [["USD", "USD", "12.29"]],
  },
  wise: {
    credentials: { api_token: "wi", profile_id: "30000000" },
    path: "/v4/profiles/30000000/balances?types=STANDARD",
    header: ["authorization", "Bearer wi"],
    answer: `[{"id":200001,"currency":"EUR","type":"STANDARD","name":null,"amount":{"value":310.86,"currency":"EUR"},
      "reservedAmount":{"value":0,"currency":"EUR"}},{"id":200002,"currency":"HUF","amount":{"value":1000,"currency":"HUF"}}]`,
    balances: [
      ["200001", "EUR", "310.86"],
      ["200002", "HUF", "1000"],
    ],
  },
};

let provider: HttpProvider;
const open = new Set<Connector>();

beforeEach(async () => {
  provider = await new HttpProvider(() => ({ body: "{}" })).start();
});

afterEach(async () => {
  for (const connector of open) await connector.close();
  open.clear();
  await provider.stop();
});

function connect(kind: keyof typeof PRESETS): Connector {
  const { credentials } = RECORDED[kind];
  const { settings } = PRESETS[kind];
  // Tokens come from the same host here, wherever the vendor issues them.
  const config =
    settings.sign_in === undefined
      ? { kind, baseUrl: provider.url, credentials }
      : {
          kind: "http-json",
          baseUrl: provider.url,
          credentials,
          settings: { ...settings, sign_in: { ...settings.sign_in, url: provider.url } },
        };
  const connector = openConnector(config, anywhere());
  open.add(connector);
  return connector;
}

/** Returns a token where the preset requests one. */
function tokenFor(kind: keyof typeof PRESETS, { path }: Received): Reply | null {
  if (path !== RECORDED[kind].signIn?.path) return null;
  return { body: { access_token: "signed-in", token: "signed-in", expires_in: 3_600 } };
}

async function refusal(kind: keyof typeof PRESETS, body: string, status = 200): Promise<ProviderError> {
  provider.answer = (request) => tokenFor(kind, request) ?? { status, body };
  const error: unknown = await connect(kind)
    .fetchBalances(SIGNAL)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe.each(Object.entries(RECORDED) as [keyof typeof PRESETS, Recorded][])("%s", (kind, recorded) => {
  test("requests as documented and reads the documented response", async () => {
    provider.answer = (request) => tokenFor(kind, request) ?? { body: recorded.answer };
    const { balances, problems } = await connect(kind).fetchBalances(SIGNAL);
    expect(balances.map(({ externalId, currency, available }) => [externalId, currency, available])).toEqual(
      recorded.balances,
    );
    expect(problems).toEqual([]);
    const { signIn } = recorded;
    if (signIn !== undefined) {
      const asked = provider.received.shift();
      expect([asked?.method, asked?.path]).toEqual(["POST", signIn.path]);
      expect(asked?.headers).toMatchObject(signIn.sent);
      expect(asked?.body).toBe(JSON.stringify(signIn.body).replace("BASE_URL", provider.url));
    }
    const [request, ...more] = provider.received;
    expect(more).toEqual([]);
    const query = request?.query.toString().replaceAll("+", "%20") ?? "";
    expect(`${request?.method} ${request?.path}${query === "" ? "" : `?${query}`}`).toBe(`GET ${recorded.path}`);
    const [name, value] = recorded.header;
    expect(request?.headers[name]).toBe(value);
  });

  test("requires the credentials it uses, and has an https address of its own", () => {
    const facts = kindFacts(kind);
    expect(facts?.credentials?.toSorted()).toEqual(Object.keys(recorded.credentials).toSorted());
    expect(facts?.baseUrl).toMatch(/^https:\/\//);
    expect(() => openConnector({ kind, baseUrl: null, credentials: {} }, publicOnly())).toThrow(
      "the provider's credentials lack",
    );
  });

  test("does not take an error page for a balance", async () => {
    expect((await refusal(kind, "<html>", 401)).kind).toBe("auth");
    expect((await refusal(kind, "<html>", 200)).kind).toBe("malformed");
  });
});

describe("peculiarities of some", () => {
  test.each<[string, string, ProviderErrorKind]>([
    ["AuthenticationFailed", '{"ResultCode":2,"ErrorCodes":[{"Code":"AuthenticationFailed","Context":""}]}', "auth"],
    ["RateLimited", '{"ResultCode":2,"ErrorCodes":[{"Code":"RateLimited","Context":""}]}', "rate_limited"],
    ["TransientProviderError", '{"ResultCode":4,"ErrorCodes":[{"Code":"TransientProviderError"}]}', "transient"],
    ["a code of its own", '{"Balance":0,"CurrencyIso":"EUR","ResultCode":3,"ErrorCodes":[]}', "rejected"],
  ])("DingConnect reports %s inside a 200", async (_, body, kind) => {
    expect((await refusal("dingconnect", body)).kind).toBe(kind);
  });

  test("Paystack reports a failure inside a 200", async () => {
    const error = await refusal("paystack", '{"status":false,"message":"Invalid key"}');
    expect([error.kind, error.message]).toEqual(["rejected", expect.stringContaining("Invalid key")]);
  });

  test("Runa leaves empty balances out, and no other preset's omission means zero", async () => {
    provider.answer = () => ({ body: "[]" });
    const { balances, absentIsZero } = await connect("runa").fetchBalances(SIGNAL);
    expect(balances).toEqual([]);
    expect(absentIsZero?.to).toBeGreaterThanOrEqual(absentIsZero?.from ?? Number.POSITIVE_INFINITY);
    expect((await connect("wise").fetchBalances(SIGNAL)).absentIsZero).toBeUndefined();
    provider.answer = () => ({ body: '[{"balance":"many","currency":"GBP"}]' });
    const broken = await connect("runa").fetchBalances(SIGNAL);
    // The problem names its wallet; for the others their absence still means that they are empty.
    expect([broken.absentIsZero === undefined, broken.problems]).toEqual([
      false,
      [{ externalId: "GBP", message: "wallet number 1 has no decimal at balance" }],
    ]);
  });

  test("a balance-only provider rejects what it does not support", async () => {
    const wise = connect("wise");
    expect(wise.capabilities).toEqual({ balanceOnly: true, transactions: false, quotes: false, orders: false });
    await expect(wise.listTransactions("1", 0, SIGNAL)).rejects.toMatchObject({ kind: "unsupported" });
  });
});

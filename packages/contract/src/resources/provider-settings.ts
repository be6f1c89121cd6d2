import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { MAX_ASSET_SCALE, MAX_NAME, MAX_REMARKS, MAX_URL } from "../bounds.ts";
import { CurrencyCode } from "../scalars.ts";
import { PROVIDER_FAILURES } from "../vocabulary.ts";

/** @limit Providers: accounts of one Sudo provider. */
const MAX_ACCOUNTS = 100;
/** @limit Providers: failure rules of one `http_json` provider. */
const MAX_FAILURES = 10;

/** @limit Providers: members on the way to a value, where a path is a list of their names. */
const MAX_PATH_NAMES = 20;
/** @limit Providers: values that one amount is added up of. */
const MAX_TERMS = 10;

const JoinedPath = Type.String({ minLength: 1, maxLength: MAX_NAME, examples: ["data.balance"] });

/** Where something stands in an answer. */
const Path = Type.Union(
  [
    JoinedPath,
    Type.Array(Type.String({ maxLength: MAX_NAME }), {
      maxItems: MAX_PATH_NAMES,
      examples: [["data", "balance.available"]],
    }),
  ],
  {
    description: "Members and indexes joined by dots; or a list of them, for names with dots",
  },
);
export type HttpJsonPath = Static<typeof Path>;

const Paths = Type.Union([JoinedPath, Type.Array(Path, { maxItems: MAX_TERMS })]);
const Text = Type.String({ maxLength: MAX_REMARKS });
const Name = Type.String({
  pattern: "^[A-Za-z0-9_-]{1,100}$",
  "x-message": "must be 1 to 100 letters, digits, hyphens or underscores",
});

const closed = { additionalProperties: false };

const RequestPath = Type.String({
  maxLength: MAX_URL,
  pattern: "^/[\\x21-\\x7e]*$",
  "x-message": "must begin with / and have no blanks",
  description: "Below base_url, with its query",
});
const Headers = Type.Array(Type.Object({ name: Name, value: Text }, closed), { maxItems: 20 });

/**
 * How to read balances from any JSON API. `{name}` in the path, a header, the body or `auth` stands for the credential of that name.
 */
export const HttpJsonSettings = Type.Object(
  {
    request: Type.Object(
      {
        method: Type.Optional(Type.Enum(["GET", "POST"], { default: "GET" })),
        path: RequestPath,
        headers: Type.Optional(Headers),
        body: Type.Optional(Text),
      },
      closed,
    ),
    auth: Type.Object(
      {
        style: Type.Enum(["none", "bearer", "basic", "header", "query"]),
        name: Type.Optional(Name),
        value: Type.Optional(Text),
        username: Type.Optional(Text),
        password: Type.Optional(Text),
      },
      {
        ...closed,
        description:
          "bearer takes `value` ({token} by default); basic `username` and `password` ({username}, {password}); header and query `name` and `value` ({key}).",
      },
    ),
    sign_in: Type.Optional(
      Type.Object(
        {
          url: Type.Optional(Type.String({ maxLength: MAX_URL, description: "Another host than base_url" })),
          path: RequestPath,
          headers: Type.Optional(Headers),
          body: Type.Optional(Text),
          token: Path,
          expires_in: Type.Optional({ ...Path, description: "Seconds" }),
          expires_at: Type.Optional({ ...Path, description: "RFC 3339" }),
        },
        { ...closed, description: "A POST that gives out the {token} that `auth` and `request` speak of" },
      ),
    ),
    items: Type.Optional({
      ...Path,
      description: "The list of wallets, or the one wallet; the whole answer by default",
    }),
    where: Type.Optional(
      Type.Array(Type.Object({ path: Path, equals: Text }, closed), {
        maxItems: MAX_FAILURES,
        description: "Only items whose members say this",
      }),
    ),
    id: Type.Optional({ ...Path, description: "The wallet's id in an item; its currency by default" }),
    name: Type.Optional(Path),
    currency: Type.Optional(Path),
    implied_currency: Type.Optional({ ...CurrencyCode, description: "When the answer names none" }),
    amount: Type.Object(
      {
        path: {
          ...Path,
          description: "Where it stands in an item; [] when the item is the amount itself, a bare number",
        },
        negate: Type.Optional(
          Type.Boolean({
            description: "Turns the sign of what stands at `path`: the API counts what it owes as negative",
          }),
        ),
        plus: Type.Optional({ ...Paths, description: "One path, or a list of paths: what stands there is added" }),
        less: Type.Optional({ ...Paths, description: "One path, or a list of paths: what stands there is subtracted" }),
        unit: Type.Optional(
          Type.Enum(["major", "minor", "with_currency"], {
            default: "major",
            description: '5.00 and "5.00"; 500 by the currency\'s decimal places; "USD 5.00"',
          }),
        ),
        exponents: Type.Optional(
          Type.Array(
            Type.Object(
              { currency: CurrencyCode, places: Type.Integer({ minimum: 0, maximum: MAX_ASSET_SCALE }) },
              closed,
            ),
            { maxItems: MAX_ACCOUNTS, description: "Minor units in which this API differs from ISO 4217" },
          ),
        ),
        scale: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: MAX_ASSET_SCALE,
            description:
              "Decimal places of the wallet, the currency's by default; what is finer is cut off, toward less",
          }),
        ),
      },
      closed,
    ),
    absent_is_zero: Type.Optional(
      Type.Boolean({ description: "The API leaves empty wallets out: a known wallet that is missing holds zero" }),
    ),
    failures: Type.Optional(
      Type.Array(
        Type.Object(
          {
            path: Path,
            equals: Type.Optional(Type.Array(Text, { maxItems: 20 })),
            unless: Type.Optional(Type.Array(Text, { maxItems: 20 })),
            code: Type.Optional(Path),
            message: Type.Optional(Path),
            kinds: Type.Optional(
              Type.Array(Type.Object({ code: Text, kind: Type.Enum(PROVIDER_FAILURES) }, closed), { maxItems: 50 }),
            ),
          },
          closed,
        ),
        {
          maxItems: MAX_FAILURES,
          description:
            "Errors inside a 200: the value at `path` is one of `equals`, or none of `unless`, or, without both, is present and not empty",
        },
      ),
    ),
    paging: Type.Optional(
      Type.Object(
        {
          style: Type.Enum(["page", "cursor", "header"]),
          parameter: Name,
          start: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, default: 1 })),
          next: Type.Optional({ ...Path, description: "cursor: where the next one stands" }),
          header: Type.Optional({ ...Name, description: "header: which says true, or the number of the last page" }),
        },
        {
          ...closed,
          description: "page counts until an empty page; cursor follows `next`; header counts while `header` says so",
        },
      ),
    ),
    requests_per_minute: Type.Optional(Type.Integer({ minimum: 1, maximum: 600, default: 60 })),
  },
  { title: "HttpJsonSettings", additionalProperties: false },
);
export type HttpJsonSettings = Static<typeof HttpJsonSettings>;

/** The accounts of a Sudo business to read: its API returns each by its id. */
export const SudoSettings = Type.Object(
  {
    accounts: Type.Array(
      Type.Object(
        {
          id: Type.String({
            pattern: "^[A-Za-z0-9_-]{1,100}$",
            "x-message": "must be 1 to 100 letters, digits, hyphens or underscores",
          }),
          currency: CurrencyCode,
          name: Type.Optional(Type.String({ maxLength: MAX_NAME })),
        },
        closed,
      ),
      { minItems: 1, maxItems: MAX_ACCOUNTS },
    ),
  },
  { title: "SudoSettings", additionalProperties: false },
);
export type SudoSettings = Static<typeof SudoSettings>;

/** The settings of an Octopus connection. */
export const OctopusSettings = Type.Object(
  {
    store_vouchers: Type.Boolean({
      description: "Keep the voucher codes of delivered orders, encrypted. Without it they are read and forgotten.",
    }),
  },
  { title: "OctopusSettings", additionalProperties: false },
);
export type OctopusSettings = Static<typeof OctopusSettings>;

export const ProviderSettings = Type.Union([HttpJsonSettings, SudoSettings, OctopusSettings]);

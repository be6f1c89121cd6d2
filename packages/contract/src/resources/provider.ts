import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Time, WalletId, Key } from "../scalars.ts";
import { ProviderSettings } from "./provider-settings.ts";
import { HOOK_STATUSES, KEPT_HOOK_REASONS, PROVIDER_MODES, PROVIDER_STATUSES } from "../vocabulary.ts";

export const Cadence = Type.Object(
  { seconds: Type.Integer({ minimum: 5, maximum: 86_400, description: "Between two polls" }) },
  { title: "Cadence", additionalProperties: false },
);
export type Cadence = Static<typeof Cadence>;

/** Part of a provider's response that could not be used: a wallet not shown, a figure or line that cannot be read. */
export const ReadingProblem = Type.Object(
  {
    external_id: Nullable(Type.String({ description: "The wallet's; null where it is not named" })),
    message: Type.String({ description: "What is wrong, in words" }),
  },
  { title: "ReadingProblem" },
);

export const ProviderWarning = Type.Object(
  {
    code: Type.Literal("SAME_ACCOUNT_CONNECTED_TWICE"),
    message: Type.String(),
    provider_id: Type.String({ description: "The earlier connection" }),
  },
  { title: "ProviderWarning" },
);
export type ProviderWarning = Static<typeof ProviderWarning>;

/** Secrets are stored sealed and never shown again. */
export const Provider = Type.Object(
  {
    id: Type.String(),
    key: Key,
    hook_url: Type.String({ description: "Where the provider's webhooks go, relative to this server" }),
    kind: Type.String(),
    name: Type.String(),
    base_url: Nullable(Type.String()),
    mode: Type.Enum(PROVIDER_MODES, {
      description:
        "webhook: webhooks report movements and polls check them; campaign: the same, polled closely; polling: webhooks are silent, so polls find the movements.",
    }),
    mode_since: Time,
    status: Type.Enum(PROVIDER_STATUSES, { description: "failing: the last poll did not succeed" }),
    last_error: Nullable(
      Type.Object({
        kind: Type.String({ description: "auth, rate_limited, transient …" }),
        message: Type.String({ description: "What is wrong, in words" }),
      }),
    ),
    failures: Type.Integer({ description: "Polls in a row that failed" }),
    reads: Type.Integer({ description: "Polls so far" }),
    last_sync_at: Nullable(Time),
    next_sync_seconds: Nullable(Type.Number({ description: "Seconds from one good poll to the next, in this mode" })),
    clock_offset_ms: Nullable(
      Type.Integer({
        description: "The provider's clock minus ours, estimated from its responses; null while unknown",
      }),
    ),
    problems: Type.Array(ReadingProblem, {
      description:
        "What the last poll could not use, and lines of transaction lists that searches of the last day could not read; the first of each",
    }),
    cadence: Nullable(Cadence),
    settings: Nullable(ProviderSettings),
    warnings: Type.Optional(
      Type.Array(ProviderWarning, {
        description: "In the response to its creation: another provider has the same kind, base URL and credentials",
      }),
    ),
    has_credentials: Type.Boolean(),
    has_webhook_secret: Type.Boolean(),
    previous_webhook_secret_until: Nullable(Time),
    hooks: Type.Object(
      {
        last_received_at: Nullable(Time),
        last_refused_at: Nullable(Time),
        refused_count: Type.Integer({
          description: "Hooks refused so far, for their signature or for want of a secret",
        }),
        refused_reason: Nullable(Type.String({ description: "Why the last one was" })),
      },
      { description: "What came to `hook_url`; written once a second" },
    ),
    counts: Type.Optional(
      Type.Object(
        {
          wallets: Type.Integer({ minimum: 0, description: "Its mirrors, closed ones included" }),
          open_drifts: Type.Integer({ minimum: 0 }),
          rejected_hooks: Type.Integer({
            minimum: 0,
            description: "Kept hooks that were signed and could not be used; those that were refused are in `hooks`",
          }),
        },
        { description: "With `include=counts` for one provider, counted up to 1,000 of each" },
      ),
    ),
    created_at: Time,
    updated_at: Time,
  },
  {
    title: "Provider",
    examples: [
      {
        id: "prov_01jv9x2m40000000000000001",
        key: "octopus",
        hook_url: "/hooks/prov_01jv9x2m40000000000000001",
        kind: "octopus",
        name: "Octopus Cards",
        base_url: "https://api.octopus.example",
        mode: "webhook",
        mode_since: "2026-05-01T09:00:00.000Z",
        status: "active",
        last_error: null,
        failures: 0,
        reads: 20184,
        last_sync_at: "2026-05-15T14:29:30.000Z",
        next_sync_seconds: 60,
        clock_offset_ms: 180,
        problems: [],
        cadence: null,
        settings: null,
        has_credentials: true,
        has_webhook_secret: true,
        previous_webhook_secret_until: null,
        hooks: {
          last_received_at: "2026-05-15T14:29:58.120Z",
          last_refused_at: null,
          refused_count: 0,
          refused_reason: null,
        },
        created_at: "2026-05-01T09:00:00.000Z",
        updated_at: "2026-05-01T09:00:00.000Z",
      },
    ],
  },
);
export type Provider = Static<typeof Provider>;

/** What a check of a provider's connection has found, step by step. */
export const ProviderChecked = Type.Object(
  {
    problems: Type.Integer({ description: "Findings that are problems" }),
    findings: Type.Array(
      Type.Object(
        {
          check: Type.String({ description: "What was checked: address, wallets, clock …" }),
          state: Type.Enum(["ok", "problem", "skipped"]),
          message: Type.String({ description: "What was found, in words" }),
          advice: Nullable(Type.String({ description: "How to correct a problem" })),
        },
        { title: "ProviderFinding" },
      ),
    ),
  },
  {
    title: "ProviderChecked",
    examples: [
      {
        problems: 1,
        findings: [
          {
            check: "address",
            state: "ok",
            message: "https://api.octopus.example is at 203.0.113.7",
            advice: null,
          },
          {
            check: "wallets",
            state: "problem",
            message: "POST /api/v1/auth/token: answered 401",
            advice: "give the credentials again",
          },
        ],
      },
    ],
  },
);
export type ProviderChecked = Static<typeof ProviderChecked>;

/** An accepted hook, and its outcome. */
export const Hook = Type.Object(
  {
    event_id: Nullable(Type.String({ description: "The signed body's `id`; null for a body that has none" })),
    event_type: Nullable(Type.String()),
    status: Type.Enum(HOOK_STATUSES, {
      description:
        "applied: it moved the balance, or an order; inside: a balance read from the provider held it already; waiting: the next reading settles it; " +
        "late: it explains a difference that a reading had shown, and the balance stayed; rejected: signed, but it could not be used; " +
        "unhandled: of a type that moves nothing.",
    }),
    detail: Nullable(Type.String({ description: "Why, in words" })),
    wallet_id: Nullable({ ...WalletId, description: "Null where it is not known" }),
    transaction_id: Nullable(Type.Integer({ description: "The transaction that it has become, or that it names" })),
    received_at: Time,
  },
  {
    title: "Hook",
    examples: [
      {
        event_id: "8f14e45f",
        event_type: "wallet.debited",
        status: "applied",
        detail: null,
        wallet_id: 1,
        transaction_id: 803,
        received_at: "2026-05-15T14:29:58.120Z",
      },
    ],
  },
);
export type Hook = Static<typeof Hook>;

/** A hook that moved no wallet, as it arrived, without secrets and personal data. */
export const RejectedHook = Type.Object(
  {
    id: Type.String(),
    provider_id: Type.String(),
    event_id: Nullable(Type.String()),
    event_type: Nullable(Type.String()),
    reason: Type.Enum(KEPT_HOOK_REASONS),
    detail: Nullable(Type.String()),
    body: Type.String(),
    received_at: Time,
  },
  { title: "RejectedHook" },
);
export type RejectedHook = Static<typeof RejectedHook>;

import type { TSchema } from "typebox";
import { judgedByCore } from "../judged.ts";
import { Type } from "../schema.ts";
import { MAX_SECRET, MAX_SECRET_GRACE_SECONDS, MAX_URL } from "../bounds.ts";
import { Cadence } from "../resources/provider.ts";
import { ProviderSettings } from "../resources/provider-settings.ts";
import { KeyInput, NameInput, Nullable, WalletId } from "../scalars.ts";
import { listQuery } from "../pages.ts";
import { HOOK_STATUSES, KEPT_HOOK_REASONS, PROVIDER_KINDS } from "../vocabulary.ts";

/** @limit Inbound webhooks: characters of a webhook's id. */
const MAX_EVENT_ID = 255;

const Secret = Type.String({ minLength: 1, maxLength: MAX_SECRET });

/** Members of a provider that may change. The rules of its kind check credentials and settings. */
const MEMBERS = {
  key: Type.Optional(KeyInput),
  base_url: Type.Optional(
    Nullable(Type.String({ maxLength: MAX_URL, description: "The vendor's own by default, where it has one" })),
  ),
  credentials: Type.Optional(
    judgedByKind(Nullable(Type.Record(Type.String(), Secret)), "Named as the kind of provider names them"),
  ),
  webhook_secret: Type.Optional(Nullable(Secret)),
  cadence: Type.Optional(Nullable(Cadence)),
  settings: Type.Optional(
    judgedByKind(
      Nullable(ProviderSettings),
      "http-json: how to read balances; sudo: which accounts; octopus: whether to store voucher codes; no other kind",
    ),
  ),
};

export const CreateProvider = Type.Object(
  {
    kind: Type.Enum(PROVIDER_KINDS),
    name: NameInput,
    ...MEMBERS,
  },
  {
    title: "CreateProvider",
    additionalProperties: false,
    examples: [{ kind: "octopus", name: "Octopus Cards", webhook_secret: "…" }],
  },
);

export const ProviderQuery = Type.Object(
  { include: Type.Optional(Type.Enum(["counts"], { description: "Adds the member `counts`" })) },
  { additionalProperties: false },
);

/** A JSON merge patch: an absent member stays as it is. */
export const UpdateProvider = Type.Object(
  {
    name: Type.Optional(NameInput),
    ...MEMBERS,
    webhook_secret_grace_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_SECRET_GRACE_SECONDS,
        default: 0,
        description: "How long the webhook secret that is replaced is still good",
      }),
    ),
    status: Type.Optional(
      Type.Enum(["active", "paused"], { description: "A paused provider is not polled; its hooks still count." }),
    ),
  },
  { title: "UpdateProvider", additionalProperties: false, examples: [{ status: "paused" }] },
);

function judgedByKind(schema: TSchema, description: string): TSchema {
  return { ...judgedByCore(schema), description };
}

/** The filter of a provider's hooks. */
export const HooksQuery = listQuery({
  status: Type.Optional(Type.Enum(HOOK_STATUSES, { description: "All by default" })),
  wallet_id: Type.Optional(WalletId),
  event_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: MAX_EVENT_ID, description: "The signed body's `id`" }),
  ),
});

/** The filter of a provider's kept hooks. */
export const RejectedHooksQuery = listQuery({
  reason: Type.Optional(
    Type.Enum(KEPT_HOOK_REASONS, {
      default: "malformed",
      description:
        "malformed: could not be used; unhandled: of a type that moves no wallet; late: a balance read from the provider held it already.",
    }),
  ),
});

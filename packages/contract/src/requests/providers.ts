import { Type } from "../schema.ts";
import { MAX_NAME, MAX_SECRET, MAX_URL } from "../bounds.ts";
import { Cadence } from "../resources/provider.ts";
import { Nullable } from "../scalars.ts";
import { PAGE_PARAMETERS } from "../pages.ts";
import { KEPT_HOOK_REASONS, PROVIDER_KINDS } from "../vocabulary.ts";

const Secret = Type.String({ minLength: 1, maxLength: MAX_SECRET });

export const CreateProvider = Type.Object(
  {
    kind: Type.Enum(PROVIDER_KINDS),
    name: Type.String({ minLength: 1, maxLength: MAX_NAME }),
    base_url: Type.Optional(Nullable(Type.String({ maxLength: MAX_URL }))),
    credentials: Type.Optional(
      Nullable(Type.Object({ api_key: Secret, api_secret: Secret }, { additionalProperties: false })),
    ),
    webhook_secret: Type.Optional(Nullable(Secret)),
    cadence: Type.Optional(Nullable(Cadence)),
  },
  {
    title: "CreateProvider",
    additionalProperties: false,
    examples: [{ kind: "octopus", name: "Octopus Cards", webhook_secret: "…" }],
  },
);

/** Which of a provider's kept hooks to list. */
export const RejectedHooksQuery = Type.Object(
  {
    ...PAGE_PARAMETERS,
    reason: Type.Optional(
      Type.Enum(KEPT_HOOK_REASONS, {
        default: "malformed",
        description: "malformed: could not be used; unhandled: of a type that moves no wallet.",
      }),
    ),
  },
  { additionalProperties: false },
);

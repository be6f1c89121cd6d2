import {
  CreateProvider,
  Hook,
  HooksQuery,
  PageQuery,
  Provider,
  ProviderQuery,
  RejectedHook,
  RejectedHooksQuery,
  UpdateProvider,
} from "@plimsoll/contract";
import type { Provider as ProviderRow, Sealed } from "@plimsoll/core";
import type { Static } from "typebox";
import { sendNothing, sendResource } from "../answer.ts";
import { invalidField } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { connectedTwice } from "../connected-twice.ts";
import { submitWhole } from "../../store/commit/submit-whole.ts";
import type { CommandOf } from "../../store/commit/command-of.ts";
import { editing, listOf, operationsOf, reading, readingEditable, removing, writing } from "../documented.ts";
import { existingProvider } from "../existing.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST_ID, sendList } from "../pages.ts";
import { requireKindFields } from "../provider-fields.ts";
import { accepted } from "../rejections.ts";
import { hookResource, providerResource, rejectedHookResource } from "../resources/provider.ts";
import type { SealedPlace, Sealer } from "../../util/sealer.ts";
import { newRowId } from "../../store/seed.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { ProviderPath } from "./paths.ts";

const operation = operationsOf("Providers");

export function providerRoutes(app: App, services: Services): void {
  const { now, reads, seal, unseal, allowPrivateTargets, pendingHooks } = services;
  app.post(
    "/providers",
    operation("createProvider", "Connect a provider", {
      description: "Credentials and the webhook secret are stored encrypted and never shown again.",
      body: CreateProvider,
      response: writing(201, Provider, "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const command = createProviderCommand(accountId, request.body, services);
      const { provider } = await request.execute(command);
      const warnings = await connectedTwice(reads, unseal, provider);
      return sendResource(reply, 201, { ...resourceOf(provider), ...(warnings.length > 0 && { warnings }) });
    },
  );

  app.get(
    "/providers",
    operation("listProviders", "List providers", {
      querystring: PageQuery,
      response: reading(listOf(Provider), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.providers(request.caller.accountId, page),
        order: { key: ({ id }) => id, start: "" },
        toJson: (provider) => JSON.stringify(resourceOf(provider)),
      });
    },
  );

  app.get(
    "/providers/:id",
    operation("getProvider", "Read a provider", {
      params: ProviderPath,
      querystring: ProviderQuery,
      response: readingEditable(Provider, "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const provider = await existingProvider(reads, accountId, request.params.id);
      const counts = request.query.include === undefined ? null : await reads.providerCounts(accountId, provider.id);
      return sendResource(tagged(reply, "providers", provider), 200, {
        ...resourceOf(provider),
        ...(counts !== null && {
          counts: {
            wallets: counts.wallets,
            open_drifts: counts.openDrifts,
            rejected_hooks: counts.rejectedHooks,
          },
        }),
      });
    },
  );

  app.delete(
    "/providers/:id",
    operation("deleteProvider", "Delete a provider", {
      description:
        "Closes its mirrors and forgets its credentials and secrets; what its mirrors did stays. Refused while one of them has open holds, or orders that are not over.",
      params: ProviderPath,
      ...removing("NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const providerId = prefixedId("prov", request.params.id);
      const condition = await request.condition("providers", providerId);
      for (const step of ["check", "close"] as const) {
        const first: CommandOf<"delete_provider"> = {
          type: "delete_provider",
          accountId,
          condition,
          providerId,
          step,
          after: null,
        };
        const parts = await submitWhole(request, first, ({ next }, part) =>
          next === null ? null : { ...part, after: next },
        );
        for (const outcome of parts) accepted(outcome);
      }
      return sendNothing(reply);
    },
  );

  app.patch(
    "/providers/:id",
    operation("updateProvider", "Change, pause or resume a provider", {
      description:
        "Its kind cannot change. New credentials and secrets replace the old ones at once; null removes them. The previous webhook secret stays valid for `webhook_secret_grace_seconds` more.",
      params: ProviderPath,
      body: UpdateProvider,
      ...editing(Provider, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { body } = request;
      const { id, kind, settings } = await existingProvider(reads, accountId, request.params.id);
      const stored: unknown = settings === null ? null : JSON.parse(settings);
      requireKindFields(kind, body, body.settings === undefined ? stored : body.settings, allowPrivateTargets);
      const { webhook_secret_grace_seconds: grace } = body;
      if (grace !== undefined && typeof body.webhook_secret !== "string") {
        const field = "webhook_secret_grace_seconds";
        throw invalidField(field, `${field} must come with a new webhook_secret`);
      }
      const credentials = json(body.credentials);
      const { provider } = await request.execute({
        type: "update_provider",
        condition: await request.condition("providers", id),
        providerId: id,
        patch: {
          key: body.key,
          name: body.name,
          baseUrl: body.base_url,
          credentials: sealed(seal, credentials, { accountId, use: "provider's credentials", id }),
          webhookSecret: sealed(seal, body.webhook_secret, { accountId, use: "provider's webhook secret", id }),
          cadence: json(body.cadence),
          settings: json(body.settings),
          status: body.status,
        },
        secretGraceMs: grace === undefined ? undefined : grace * 1_000,
      });
      return sendResource(tagged(reply, "providers", provider), 200, resourceOf(provider));
    },
  );

  app.get(
    "/providers/:id/hooks",
    operation("listHooks", "List a provider's hooks with what became of them, newest first", {
      description:
        "Every acknowledged hook is found by its `event_id`, or with `wallet_id` among the newest 10,000 of its wallet. Without either, those that " +
        "were applied as they came are listed from the newest 200 movements of each of the 50 wallets with the newest hooks.",
      params: ProviderPath,
      querystring: HooksQuery,
      response: reading(listOf(Hook), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { id } = await existingProvider(reads, accountId, request.params.id);
      const { status = null, wallet_id: walletId = null, event_id: eventId = null } = request.query;
      return sendList(request, reply, {
        read: (page) => reads.hooks(accountId, id, { status, walletId, eventId }, page),
        toJson: (hook) => JSON.stringify(hookResource(hook)),
      });
    },
  );

  app.get(
    "/providers/:id/rejected-hooks",
    operation("listRejectedHooks", "List a provider's hooks that moved no wallet, redacted, newest first", {
      params: ProviderPath,
      querystring: RejectedHooksQuery,
      response: reading(listOf(RejectedHook), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { id } = await existingProvider(reads, accountId, request.params.id);
      return sendList(request, reply, {
        read: (page) => reads.keptHooks(accountId, id, { reason: request.query.reason ?? "malformed" }, page),
        order: { key: (hook) => hook.id, start: NEWEST_ID },
        toJson: (hook) => JSON.stringify(rejectedHookResource(hook)),
      });
    },
  );

  function resourceOf(provider: Readonly<ProviderRow>): Provider {
    return providerResource(provider, now(), pendingHooks(provider.id));
  }
}

function createProviderCommand(
  accountId: number,
  body: Static<typeof CreateProvider>,
  { now, seal, allowPrivateTargets }: Pick<Services, "now" | "seal" | "allowPrivateTargets">,
): CommandOf<"create_provider"> {
  requireKindFields(body.kind, body, body.settings, allowPrivateTargets);
  const credentials = json(body.credentials);
  const id = newRowId("prov", now());
  return {
    type: "create_provider",
    accountId,
    id,
    key: body.key,
    kind: body.kind,
    name: body.name,
    baseUrl: body.base_url ?? null,
    credentials: sealed(seal, credentials, { accountId, use: "provider's credentials", id }) ?? null,
    webhookSecret: sealed(seal, body.webhook_secret, { accountId, use: "provider's webhook secret", id }) ?? null,
    cadence: json(body.cadence) ?? null,
    settings: json(body.settings) ?? null,
  };
}

/** What is not given, or given as null, stays so. */
function sealed(seal: Sealer["seal"], plain: string | null | undefined, place: SealedPlace): Sealed | null | undefined {
  return plain === undefined || plain === null ? plain : seal(plain, place);
}

function json(value: unknown): string | null | undefined {
  return value === undefined || value === null ? value : JSON.stringify(value);
}

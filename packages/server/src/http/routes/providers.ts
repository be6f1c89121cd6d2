import { CreateProvider, PageQuery, Provider, RejectedHook, RejectedHooksQuery } from "@plimsoll/contract";
import type { Static } from "typebox";
import { sendResource } from "../answer.ts";
import { invalidField, notFound } from "../api-error.ts";
import type { CommandOf } from "../command-of.ts";
import { listOf, reading, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { pageOf, sendPage } from "../pages.ts";
import { accepted } from "../rejections.ts";
import { providerResource, rejectedHookResource } from "../resources/provider.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { urlProblem } from "../urls.ts";
import { ProviderPath } from "./paths.ts";

const tags = ["Providers"];

export function providerRoutes(app: App, { committer, reads, seal }: Services): void {
  app.post(
    "/providers",
    {
      schema: {
        operationId: "createProvider",
        tags,
        summary: "Connect a provider",
        description: "Credentials and the webhook secret are stored encrypted and never shown again.",
        body: CreateProvider,
        response: writing(201, Provider),
      },
    },
    async (request, reply) => {
      const command = createProviderCommand(request.caller.accountId, request.body, seal);
      const { provider } = accepted(await committer.submit(command));
      return sendResource(reply, 201, providerResource(provider));
    },
  );

  app.get(
    "/providers",
    {
      schema: {
        operationId: "listProviders",
        tags,
        summary: "List providers",
        querystring: PageQuery,
        response: reading(listOf(Provider), "VALIDATION_FAILURE"),
      },
    },
    async (request, reply) => {
      const page = pageOf(request.query);
      const { rows, total } = await reads.providers(request.caller.accountId, page);
      const items = rows.map((provider) => JSON.stringify(providerResource(provider)));
      return sendPage(reply, page, total, items);
    },
  );

  app.get(
    "/providers/:id",
    {
      schema: {
        operationId: "getProvider",
        tags,
        summary: "Read a provider",
        params: ProviderPath,
        response: reading(Provider, "NOT_FOUND"),
      },
    },
    async (request, reply) => {
      const provider = await existing(request.caller.accountId, request.params.id);
      return sendResource(reply, 200, providerResource(provider));
    },
  );

  app.get(
    "/providers/:id/rejected-hooks",
    {
      schema: {
        operationId: "listRejectedHooks",
        tags,
        summary: "List a provider's hooks that moved no wallet, redacted, newest first",
        params: ProviderPath,
        querystring: RejectedHooksQuery,
        response: reading(listOf(RejectedHook), "VALIDATION_FAILURE", "NOT_FOUND"),
      },
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const page = pageOf(request.query);
      const { id } = await existing(accountId, request.params.id);
      const { rows, total } = await reads.keptHooks(
        accountId,
        id,
        { reason: request.query.reason ?? "malformed" },
        page,
      );
      const items = rows.map((hook) => JSON.stringify(rejectedHookResource(hook)));
      return sendPage(reply, page, total, items);
    },
  );

  async function existing(accountId: number, id: string) {
    const provider = await reads.provider(accountId, prefixedId("prov", id, "provider"));
    if (!provider) throw notFound("there is no such provider");
    return provider;
  }
}

function createProviderCommand(
  accountId: number,
  body: Static<typeof CreateProvider>,
  seal: (plain: string) => string,
): CommandOf<"create_provider"> {
  const { base_url: baseUrl = null, credentials = null, webhook_secret: webhookSecret = null, cadence = null } = body;
  const problem = baseUrl === null ? null : urlProblem(baseUrl);
  if (problem !== null) throw invalidField("base_url", `base_url ${problem}`);
  return {
    type: "create_provider",
    accountId,
    kind: body.kind,
    name: body.name,
    baseUrl,
    credentials: credentials && seal(JSON.stringify(credentials)),
    webhookSecret: webhookSecret && seal(webhookSecret),
    cadence: cadence && JSON.stringify(cadence),
  };
}

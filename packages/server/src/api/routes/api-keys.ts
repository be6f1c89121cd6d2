import { ApiKey, ApiKeyWithSecret, CreateApiKey, PageQuery } from "@plimsoll/contract";
import { apiKeyCommand, newApiKey } from "../../util/api-key.ts";
import { invalidField } from "../api-error.ts";
import { sendNothing, sendResource } from "../answer.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { sendList } from "../pages.ts";
import { timeOf } from "../time-of.ts";
import { apiKeyResource } from "../resources/api-key.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { ApiKeyPath } from "./paths.ts";

const operation = operationsOf("API keys");
const config = { scope: "admin" } as const;

export function apiKeyRoutes(app: App, { now, reads }: Services): void {
  app.post(
    "/api-keys",
    {
      config,
      ...operation("createApiKey", "Create an API key", {
        description: "Only this response contains the key.",
        body: CreateApiKey,
        response: writing(201, ApiKeyWithSecret),
      }),
    },
    async (request, reply) => {
      const { name, scopes, expires_at: expiry = null } = request.body;
      const expiresAt = expiry === null ? null : timeOf("expires_at", expiry);
      if (expiresAt !== null && expiresAt <= now()) {
        throw invalidField("expires_at", "expires_at must be in the future");
      }
      const key = newApiKey();
      const command = apiKeyCommand(request.caller.accountId, key, name, [...new Set(scopes)], { expiresAt });
      const created = await request.execute(command);
      return sendResource(reply, 201, { ...apiKeyResource(created.key), key });
    },
  );

  app.get(
    "/api-keys",
    {
      config,
      ...operation("listApiKeys", "List API keys", {
        querystring: PageQuery,
        response: reading(listOf(ApiKey), "VALIDATION_FAILURE"),
      }),
    },
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.apiKeys(request.caller.accountId, page),
        toJson: (key) => JSON.stringify(apiKeyResource(key)),
      });
    },
  );

  app.delete(
    "/api-keys/:id",
    {
      config,
      ...operation("revokeApiKey", "Revoke an API key", {
        description: "It stays in the list, and requests with it are refused from now on.",
        params: ApiKeyPath,
        response: writing(204, null, "NOT_FOUND"),
      }),
    },
    async (request, reply) => {
      const id = prefixedId("key", request.params.id);
      await request.execute({ type: "revoke_api_key", id });
      return sendNothing(reply);
    },
  );
}

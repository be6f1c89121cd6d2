import { Drift, DriftWithSides, PageQuery, SyncResult } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { ApiError, found } from "../api-error.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { existingProvider } from "../existing.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { ProviderError } from "../../providers/connector.ts";
import { driftResource, driftSidesResource } from "../resources/drift.ts";
import { problemResource } from "../resources/provider.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { DriftPath, ProviderPath } from "./paths.ts";

const operation = operationsOf("Providers");

/** @limit Requests: `Retry-After` of a failed reconciliation when the provider names no time. */
const RETRY_AFTER_SECONDS = 5;

/** Reconciliation of a provider's mirrors on request. */
export function reconciliationRoutes(app: App, { reads, syncProvider }: Services): void {
  app.post(
    "/providers/:id/sync",
    operation("syncProvider", "Poll a provider now", {
      description:
        "Responds when every balance has been read and applied; joins a poll that is under way. 503 when the provider does not respond or requests a pause, 409 when it refuses or lacks credentials, with the reason in the message.",
      params: ProviderPath,
      response: writing(200, SyncResult, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const provider = await existingProvider(reads, request.caller.accountId, request.params.id);
      const { wallets, changed, drifts, problems } = await syncProvider(provider).catch((error: unknown) => {
        throw error instanceof ProviderError ? answerOf(error) : error;
      });
      return sendResource(reply, 200, {
        wallets,
        changed,
        drifts,
        problems: problems.map(problemResource),
      } satisfies SyncResult);
    },
  );

  app.get(
    "/providers/:id/drifts",
    operation("listDrifts", "List a provider's drifts, newest first", {
      params: ProviderPath,
      querystring: PageQuery,
      response: reading(listOf(Drift), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { id } = await existingProvider(reads, accountId, request.params.id);
      return sendList(request, reply, {
        read: (page) => reads.drifts(accountId, id, page),
        order: { key: ({ drift }) => drift.position, start: NEWEST },
        toJson: (drift) => JSON.stringify(driftResource(drift)),
      });
    },
  );

  app.get(
    "/providers/:id/drifts/:drift_id",
    operation("getDrift", "Read a drift with both sides' transactions", {
      description:
        "The provider's side is what its own list showed when it was last searched for this drift; this side is the wallet's transactions.",
      params: DriftPath,
      response: reading(DriftWithSides, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { id } = await existingProvider(reads, accountId, request.params.id);
      const sides = found(await reads.drift(accountId, id, prefixedId("drift", request.params.drift_id)), "drift");
      return sendResource(reply, 200, driftSidesResource(sides));
    },
  );
}

function answerOf({ kind, message, retryAfterMs }: ProviderError): ApiError {
  if (kind !== "transient" && kind !== "rate_limited") {
    return new ApiError("CONFLICT", `the provider cannot be polled: ${message}`);
  }
  const error = new ApiError("SERVICE_UNAVAILABLE", `the provider cannot be polled now: ${message}`);
  error.retryAfter = retryAfterMs === null ? RETRY_AFTER_SECONDS : Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return error;
}

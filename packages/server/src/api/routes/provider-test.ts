import { ProviderChecked } from "@plimsoll/contract";
import { Deadline } from "../../util/deadline.ts";
import { sendResource } from "../answer.ts";
import { ApiError } from "../api-error.ts";
import { operationsOf, writing } from "../documented.ts";
import { existingProvider } from "../existing.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { ProviderPath } from "./paths.ts";

const operation = operationsOf("Providers");

/** @limit Providers: checks of an account's providers at a time; further ones receive 429. */
const MAX_CHECKS = 2;
/** @limit Providers: time for a check of a provider, after which its step under way counts as a problem. */
const CHECK_MS = 20_000;

/** Checks of a provider's connection. */
export function providerTestRoute(app: App, { reads, checkProvider }: Services): void {
  const underWay = new Map<number, number>();
  app.post(
    "/providers/:id/test",
    operation("testProvider", "Check a provider's connection", {
      description:
        "Signs in and reads, step by step, and returns what is wrong and how to correct it; nothing is stored. Responds within 20 seconds or little more. Two checks of an account's providers run at a time.",
      params: ProviderPath,
      response: writing(200, ProviderChecked, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const provider = await existingProvider(reads, accountId, request.params.id);
      const running = underWay.get(accountId) ?? 0;
      if (running >= MAX_CHECKS) {
        throw new ApiError("TOO_MANY_REQUESTS", `${MAX_CHECKS} checks of this account's providers are running`);
      }
      underWay.set(accountId, running + 1);
      const deadline = new Deadline(CHECK_MS);
      try {
        const findings = await checkProvider(provider, deadline.signal);
        const problems = findings.filter(({ state }) => state === "problem").length;
        const checked: ProviderChecked = { problems, findings: findings.map((finding) => ({ ...finding })) };
        return await sendResource(reply, 200, checked);
      } finally {
        deadline.clear();
        const left = (underWay.get(accountId) ?? 1) - 1;
        if (left === 0) underWay.delete(accountId);
        else underWay.set(accountId, left);
      }
    },
  );
}

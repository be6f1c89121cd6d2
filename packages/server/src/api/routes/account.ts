import { Account, UpdateAccount } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { editing, operationsOf, readingEditable } from "../documented.ts";
import { accountResource } from "../resources/account.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Account");

/** Decisions of the account for all its wallets. */
export function accountRoutes(app: App, { reads }: Services): void {
  app.get(
    "/account",
    operation("getAccount", "Read the account and its settings", {
      response: readingEditable(Account),
    }),
    async (request, reply) => {
      const account = found(await reads.account(request.caller.accountId), "account");
      return sendResource(tagged(reply, "accounts", account), 200, accountResource(account));
    },
  );

  app.patch(
    "/account",
    {
      config: { scope: "admin" },
      ...operation("updateAccount", "Change the account's settings", {
        description: "A JSON merge patch: a member that is null is reset to its default.",
        body: UpdateAccount,
        ...editing(Account),
      }),
    },
    async (request, reply) => {
      const condition = await request.condition("accounts");
      const { account } = await request.execute({ type: "update_account", condition, patch: request.body });
      return sendResource(tagged(reply, "accounts", account), 200, accountResource(account));
    },
  );
}

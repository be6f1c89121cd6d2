import { randomUUID } from "node:crypto";
import { locationOf, openStore, setUpStore } from "@plimsoll/server/store/open";
import { apiKeyCommand, newApiKey } from "@plimsoll/server/util/api-key";
import type { Api } from "./api.ts";
import type { Server, ServerData } from "./server.ts";

/** An account of a server: what most tests use of a server, which is its default account then. */
export interface AccountOf {
  readonly url: string;
  /** With the account's key for everything. */
  readonly api: Api;
  readonly data: Pick<ServerData, "adminKey">;
}

/** A new account, which costs less than a server of its own: made beside the server, as `plimsoll keys create` makes it. */
export async function newAccount(server: Server): Promise<AccountOf> {
  const location = locationOf(server.data);
  const setup = await setUpStore(location);
  const id = await setup.ensureAccount(randomUUID(), Date.now());
  await setup.close();
  const adminKey = newApiKey();
  const store = await openStore(location, "command");
  try {
    const { answers } = await store.commit([apiKeyCommand(id, adminKey, "Admin", ["admin"])], Date.now());
    for (const answer of answers) if (answer.ok !== true) throw new Error(`the key: ${JSON.stringify(answer)}`);
  } finally {
    await store.close();
  }
  return { url: server.url, api: server.api.as(adminKey), data: { adminKey } };
}

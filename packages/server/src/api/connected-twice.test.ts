import type { Provider } from "@plimsoll/core";
import { expect, test } from "vitest";
import { createSealer } from "../util/sealer.ts";
import { connectedTwice } from "./connected-twice.ts";

const { seal, unseal } = createSealer(Buffer.alloc(32, 1));
const other = createSealer(Buffer.alloc(32, 2));

function provider(id: string, credentials: object, sealed = seal): Provider {
  const place = { accountId: 1, use: "provider's credentials", id } as const;
  const row = { accountId: 1, id, name: `Name of ${id}`, kind: "octopus", baseUrl: "https://host.example" };
  return { ...row, credentials: sealed(JSON.stringify(credentials), place) } as Provider;
}

async function codes(rows: readonly Provider[], created: Provider): Promise<readonly (string | undefined)[]> {
  const reads = { providers: async () => ({ rows: [...rows, created], total: rows.length + 1 }) };
  return (await connectedTwice(reads, unseal, created)).map(({ provider_id: id }) => id);
}

test("the same credentials, in whatever order they are written, are one account", async () => {
  const first = provider("prov_1", { api_key: "k", api_secret: "s" });
  expect(await codes([first], provider("prov_2", { api_secret: "s", api_key: "k" }))).toEqual(["prov_1"]);
  expect(await codes([first], provider("prov_2", { api_key: "k", api_secret: "t" }))).toEqual([]);
  expect(
    await codes([first], { ...provider("prov_2", { api_key: "k", api_secret: "s" }), baseUrl: "https://b.example" }),
  ).toEqual([]);
});

test("credentials of an earlier secret key are passed over", async () => {
  const credentials = { api_key: "k", api_secret: "s" };
  const unreadable = provider("prov_1", credentials, other.seal);
  expect(await codes([unreadable], provider("prov_3", credentials))).toEqual([]);
  expect(await codes([unreadable, provider("prov_2", credentials)], provider("prov_3", credentials))).toEqual([
    "prov_2",
  ]);
});

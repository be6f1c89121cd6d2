import { expect } from "vitest";
import type { AccountOf } from "./accounts.ts";

export interface SignedIn {
  readonly cookie: string;
  /** Of a request that the dashboard's page makes. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header that sets the cookie. */
  readonly set: string;
}

/** Signs in to the dashboard with a key, by default the admin key. */
export async function signIn(server: AccountOf, key = server.data.adminKey): Promise<SignedIn> {
  const answer = await fetch(`${server.url}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: server.url },
    body: JSON.stringify({ key }),
  });
  expect(answer.status).toBe(200);
  const set = answer.headers.get("set-cookie") ?? "";
  const cookie = set.split(";", 1)[0] ?? "";
  return { cookie, headers: { Cookie: cookie, Origin: server.url, "X-Plimsoll-Session": "1" }, set };
}

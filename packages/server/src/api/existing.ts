import type { Endpoint, Provider } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";
import { found, notFound } from "./api-error.ts";
import { prefixedId } from "./ids.ts";

/** Throws NOT_FOUND, also for a deleted endpoint. */
export async function existingEndpoint(
  reads: Pick<Reads, "endpoint">,
  accountId: number,
  id: string,
): Promise<Readonly<Endpoint>> {
  const endpoint = await reads.endpoint(accountId, prefixedId("ep", id));
  if (!endpoint || endpoint.status === "deleted") throw notFound("there is no such webhook endpoint");
  return endpoint;
}

/** Throws NOT_FOUND. */
export async function existingProvider(
  reads: Pick<Reads, "provider">,
  accountId: number,
  id: string,
): Promise<Readonly<Provider>> {
  return found(await reads.provider(accountId, prefixedId("prov", id)), "provider");
}

import type { Endpoint } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";
import { notFound } from "./api-error.ts";
import { prefixedId } from "./ids.ts";

export function endpointId(text: string): string {
  return prefixedId("ep", text, "webhook endpoint");
}

/** Throws NOT_FOUND, also for a deleted endpoint. */
export async function existingEndpoint(
  reads: Pick<Reads, "endpoint">,
  accountId: number,
  id: string,
): Promise<Readonly<Endpoint>> {
  const endpoint = await reads.endpoint(accountId, endpointId(id));
  if (!endpoint || endpoint.status === "deleted") throw notFound("there is no such webhook endpoint");
  return endpoint;
}

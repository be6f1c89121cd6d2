import type { Client } from "@plimsoll/client";
import { CALLS, gathered } from "./calls.ts";
import { SECTIONS, type Resource, type Section } from "./kinds.ts";
import type { Present } from "./plan.ts";

/** Reads the whole configuration of the client's account. */
export async function presentOf(client: Client): Promise<Present> {
  const read: [Section, Resource[]][] = [];
  for (const section of SECTIONS) read.push([section, await gathered(await CALLS[section].list(client))]);
  return Object.fromEntries(read) as Record<Section, Resource[]>;
}

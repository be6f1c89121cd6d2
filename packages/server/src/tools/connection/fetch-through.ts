import { text as textOf } from "node:stream/consumers";
import type { ClientOptions } from "@plimsoll/client";
import type { Outbound, OutboundRequest } from "../../net/outbound.ts";
import { Deadline } from "../../util/deadline.ts";

/** What the client needs of `fetch`, over the layer that every request to another host goes out through. */
export function fetchThrough(outbound: Pick<Outbound, "request">): NonNullable<ClientOptions["fetch"]> {
  return async (address, init = {}) => {
    const method = (init.method ?? "GET") as OutboundRequest["method"];
    const deadline = new Deadline(null, init.signal ?? undefined);
    try {
      const answer = await outbound.request(
        {
          method,
          url: new URL(address),
          headers: init.headers as Record<string, string>,
          body: (init.body as string | undefined) ?? null,
          owner: "cli",
          repeatable: method !== "POST",
        },
        deadline,
      );
      const text = await textOf(answer.body());
      const { status } = answer;
      const headers = { get: (name: string) => answer.header(name.toLowerCase()) };
      // The members that the client reads.
      const response = { status, ok: status >= 200 && status < 300, headers, text: async () => text };
      return response as unknown as Response;
    } finally {
      deadline.clear();
    }
  };
}

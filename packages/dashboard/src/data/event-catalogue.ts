import { queryOptions } from "@tanstack/react-query";
import { afterFailure } from "./again.ts";

/** One type of event: what it means, and a body as it is sent. */
export interface CataloguedEvent {
  readonly type: string;
  readonly summary: string;
  readonly example: unknown;
}

interface Description {
  readonly webhooks: Readonly<
    Record<
      string,
      {
        readonly post: {
          readonly summary: string;
          readonly requestBody: {
            readonly content: { readonly "application/json": { readonly example?: unknown } };
          };
        };
      }
    >
  >;
}

/** Every event that the server sends, as its own description says. It changes with the server alone. */
export const eventCatalogueQuery = queryOptions({
  queryKey: ["event-catalogue"],
  staleTime: "static",
  refetchInterval: afterFailure,
  queryFn: async ({ signal }): Promise<readonly CataloguedEvent[]> => {
    const answer = await fetch("/openapi.json", { signal });
    if (!answer.ok) throw new Error(`the API's description could not be read: ${answer.status}`);
    const { webhooks } = (await answer.json()) as Description;
    return Object.entries(webhooks).map(([type, { post }]) => ({
      type,
      summary: post.summary,
      example: post.requestBody.content["application/json"].example,
    }));
  },
});

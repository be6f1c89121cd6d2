import type { Draft } from "../draft.ts";
import type { Endpoint } from "../model/endpoint.ts";

/** The subscribers' ids by account and event type, in the batches at work: each event of a batch needs them. */
const known = new WeakMap<Draft, Map<string, readonly string[]>>();

/** The ids of the account's webhook endpoints that get events of this type. */
export function subscribersOf(draft: Draft, accountId: number, type: string): readonly string[] {
  let byType = known.get(draft);
  if (!byType) known.set(draft, (byType = new Map()));
  const name = `${accountId}/${type}`;
  let ids = byType.get(name);
  if (!ids) {
    ids = subscribersAmong(draft.find("endpoints", "account", accountId), type).map(({ id }) => id);
    byType.set(name, ids);
  }
  return ids;
}

/** Those of an account's endpoints that get events of this type. */
export function subscribersAmong<E extends Readonly<Endpoint>>(endpoints: readonly E[], type: string): readonly E[] {
  return endpoints.filter((endpoint) => isLiving(endpoint) && wants(endpoint.eventTypes, type));
}

/** To be called when the batch has made an endpoint, or changed what one gets. */
export function forgetSubscribers(draft: Draft): void {
  known.delete(draft);
}

/** Whether it is a webhook endpoint that is there; channels receive no events. */
export function isLiving({ kind, status }: Readonly<Endpoint>): boolean {
  return kind === "signed-webhook" && status !== "deleted";
}

export function wants(eventTypes: string, type: string): boolean {
  // The list is short and almost always ["*"]; a substring of its JSON is decisive because types have no quotes in them.
  return eventTypes === '["*"]' || eventTypes.includes('"*"') || eventTypes.includes(`"${type}"`);
}

import type { FailingSource } from "@plimsoll/contract";
import type { Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { isoTime } from "../time/iso-time.ts";
import type { Provider } from "../model/provider.ts";
import { notifyOperation } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";

/** Emits the event once when the failure begins; `providerRecovered` emits its end. */
export function providerFailing(
  draft: Draft,
  { accountId, id, name }: Readonly<Provider>,
  {
    source,
    reason,
    failures,
    since,
  }: { readonly source: FailingSource; readonly reason: string; readonly failures: number; readonly since: number },
): void {
  emit(draft, accountId, "provider.failing", {
    data: { provider_id: id, name, source, reason, failures, since: isoTime(since) },
  });
  const summary =
    source === "polls" ? `The provider ${name} cannot be read` : `Hooks of the provider ${name} are refused`;
  notifyProvider(draft, accountId, id, { source, summary, detail: reason, over: false });
}

export function providerRecovered(
  draft: Draft,
  { accountId, id, name }: Readonly<Provider>,
  { source, since }: { readonly source: FailingSource; readonly since: number },
): void {
  emit(draft, accountId, "provider.recovered", {
    data: { provider_id: id, name, source, since: isoTime(since) },
  });
  const summary =
    source === "polls" ? `The provider ${name} can be read again` : `Hooks of the provider ${name} are accepted again`;
  notifyProvider(draft, accountId, id, { source, summary, detail: null, over: true });
}

function notifyProvider(
  draft: Draft,
  accountId: number,
  providerId: string,
  {
    source,
    summary,
    detail,
    over,
  }: {
    readonly source: FailingSource;
    readonly summary: string;
    readonly detail: string | null;
    readonly over: boolean;
  },
): void {
  notifyOperation(draft, accountId, "provider_failing", { wallet: null, providerId }, () =>
    operationNotice(draft, { level: "provider_failing", resource: `${providerId}:${source}`, over, summary, detail }),
  );
}

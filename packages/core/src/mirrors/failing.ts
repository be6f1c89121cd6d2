import type { FailingSource } from "@plimsoll/contract";
import type { Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { isoTime } from "../time/iso-time.ts";
import type { Provider } from "../model/provider.ts";

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
}

export function providerRecovered(
  draft: Draft,
  { accountId, id, name }: Readonly<Provider>,
  { source, since }: { readonly source: FailingSource; readonly since: number },
): void {
  emit(draft, accountId, "provider.recovered", {
    data: { provider_id: id, name, source, since: isoTime(since) },
  });
}

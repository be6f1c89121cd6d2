import { row, type Handler } from "../command.ts";
import { remember } from "../requests/idempotency.ts";
import { accepted, replayed, type Outcome } from "../outcome.ts";
import type { KeptHook } from "../model/provider.ts";
import type { EventFate } from "./provider-event.ts";

/** Keeps a hook's redacted body: a verified event of a type that moves no wallet, or a body that could not be used. */
export interface KeepHook {
  readonly type: "keep_hook";
  readonly accountId: number;
  readonly providerId: string;
  /** As it is stored, of the provider and the event's id, or of a body without one: it identifies duplicates. */
  readonly key: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly reason: KeptHook["reason"];
  readonly detail: string | null;
  readonly walletId?: number;
  readonly body: string;
}

/** A provider sends a refused hook again and again; it is kept once. */
export const keepHook: Handler<KeepHook, EventFate | "kept"> = {
  lookups: ({ accountId, key }) => [row("idempotencyKeys", accountId, key)],

  apply: (draft, command): Outcome<EventFate | "kept"> => {
    const { accountId, providerId, key, eventId, eventType, reason, detail, body } = command;
    if (draft.get("idempotencyKeys", accountId, key)) return replayed("duplicate");
    remember(draft, accountId, { key, fingerprint: "" }, null);
    draft.append("keptHooks", {
      accountId,
      id: draft.newId("hook"),
      providerId,
      eventId,
      eventType,
      reason,
      detail,
      walletId: command.walletId ?? null,
      transactionId: null,
      body,
      receivedAt: draft.now,
    });
    return accepted("kept");
  },
};

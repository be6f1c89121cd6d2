import { row, type Handler } from "../command.ts";
import { remember } from "../ledger/idempotency.ts";
import { accepted, replayed, type Outcome } from "../outcome.ts";
import type { KeptHook } from "../model/provider.ts";
import type { EventFate } from "./provider-event.ts";

/** Keeps a hook's redacted body: a verified event of a type that moves no wallet, or a body that could not be read. */
export interface KeepHook {
  readonly type: "keep_hook";
  readonly accountId: number;
  readonly providerId: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly reason: KeptHook["reason"];
  readonly detail: string | null;
  readonly body: string;
}

export const keepHook: Handler<KeepHook, EventFate | "kept"> = {
  lookups: (command) =>
    command.eventId === null || command.reason === "malformed"
      ? []
      : [row("idempotencyKeys", command.accountId, command.providerId, command.eventId)],

  apply: (draft, command): Outcome<EventFate | "kept"> => {
    const { type: _, ...hook } = command;
    if (hook.reason === "unhandled" && hook.eventId !== null) {
      if (draft.get("idempotencyKeys", hook.accountId, hook.providerId, hook.eventId)) {
        return replayed("duplicate");
      }
      remember(draft, hook.accountId, hook.providerId, { key: hook.eventId, fingerprint: "" }, null);
    }
    draft.append("keptHooks", { ...hook, id: draft.newId("hook"), receivedAt: draft.now });
    return accepted("kept");
  },
};

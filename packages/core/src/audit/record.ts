import { account } from "../accounts.ts";
import type { Draft, RowBefore } from "../draft.ts";
import type { Actor } from "../model/audit.ts";
import type { Outcome } from "../outcome.ts";
import { membersOf, resourceOf } from "./fields.ts";
import type { Subject } from "./subjects.ts";

/** Carries a command out and appends what it has changed to the audit log. A refusal leaves nothing. */
export function audited(
  draft: Draft,
  accountId: number,
  actor: Actor,
  subject: Subject,
  apply: () => Outcome,
): Outcome {
  const { table } = subject;
  draft.watch(table);
  const outcome = apply();
  const changed = draft.watched();
  if (!outcome.ok) return outcome;
  for (const { before, after } of changed) {
    if (before === null && after === null) continue;
    if (before !== null && after !== null && isSame(before, after)) continue;
    append(draft, accountId, actor, subject, { before, after: subject.action === "delete" ? null : after });
  }
  return outcome;
}

function append(draft: Draft, accountId: number, actor: Actor, subject: Subject, { before, after }: RowBefore): void {
  const { table, action } = subject;
  const { type, id } = resourceOf(table, (after ?? before) as object);
  const text = (row: object | null, other: object | null) =>
    row === null ? null : JSON.stringify(membersOf(draft, table, row, other));
  const owner = draft.edit("accounts", account(draft, accountId));
  owner.auditCount += 1;
  draft.append("auditLog", {
    accountId,
    position: owner.auditCount,
    id: draft.newId("aud"),
    actorId: actor.keyId,
    actorName: actor.name,
    // One command may create a key and revoke the one that it replaces.
    action: action === "create" && before !== null ? "update" : action,
    resourceType: type,
    resourceId: id,
    before: text(before, after),
    after: text(after, before),
    requestId: actor.requestId,
    address: actor.address,
    createdAt: draft.now,
  });
}

function isSame(before: object, after: object): boolean {
  return Object.entries(before).every(
    ([column, value]) => column === "updatedAt" || (after as Record<string, unknown>)[column] === value,
  );
}

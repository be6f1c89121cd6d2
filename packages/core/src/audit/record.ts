import { account } from "../accounts.ts";
import type { Draft, RowBefore } from "../draft.ts";
import type { Actor, AuditAction } from "../model/audit.ts";
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
    append(draft, accountId, actor, subject, { before, after: subject.action === "delete" ? null : after });
  }
  return outcome;
}

const NOTHING = "{}";

function append(draft: Draft, accountId: number, actor: Actor, subject: Subject, row: RowBefore): void {
  const { table, acts } = subject;
  const { type, id } = resourceOf(table, (row.after ?? row.before) as object);
  const text = (own: object | null, other: object | null) =>
    own === null ? null : JSON.stringify(membersOf(draft, table, own, other));
  const [before, after] = [text(row.before, row.after), text(row.after, row.before)];
  if (before === NOTHING && after === NOTHING && acts !== true) return;
  const owner = draft.edit("accounts", account(draft, accountId));
  owner.auditCount += 1;
  draft.append("auditLog", {
    accountId,
    position: owner.auditCount,
    id: draft.newId("aud"),
    actorId: actor.keyId,
    actorName: actor.name,
    action: actionOf(subject, row),
    resourceType: type,
    resourceId: id,
    before,
    after,
    requestId: actor.requestId,
    address: actor.address,
    createdAt: draft.now,
  });
}

/** A command that creates a row may change or remove others: the key that it replaces, a campaign that is long over. */
function actionOf({ action }: Subject, { before, after }: RowBefore): AuditAction {
  if (action !== "create" || before === null) return action;
  return after === null ? "delete" : "update";
}

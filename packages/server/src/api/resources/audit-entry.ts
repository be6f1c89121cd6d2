import { isoTime, type AuditEntry as AuditRow } from "@plimsoll/core";
import type { AuditEntry } from "@plimsoll/contract";

type Members = NonNullable<AuditEntry["before"]>;

export function auditEntryResource(entry: Readonly<AuditRow>): AuditEntry {
  return {
    id: entry.id,
    actor: { id: entry.actorId, name: entry.actorName },
    action: entry.action,
    resource: { type: entry.resourceType, id: entry.resourceId },
    before: membersOf(entry.before),
    after: membersOf(entry.after),
    request_id: entry.requestId,
    address: entry.address,
    created_at: isoTime(entry.createdAt),
  };
}

function membersOf(text: string | null): Members | null {
  return text === null ? null : (JSON.parse(text) as Members);
}

import type { AuditEntry, AuditResource } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";
import type { Period } from "./wallets.ts";

/** A member that is null matches all. */
export interface AuditFilter extends Period {
  /** The id of an API key, or an actor's name. */
  readonly actor: string | null;
  readonly resource: { readonly type: AuditResource; readonly id: string | null } | null;
}

export interface AuditReads {
  /** Newest first. */
  auditLog(accountId: number, filter: AuditFilter, page: PageRequest): Promise<PageOf<AuditEntry>>;
}

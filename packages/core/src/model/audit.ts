import type { AuditAction, AuditResource } from "@plimsoll/contract";

export type { AuditAction, AuditResource };

/** A person or program that causes a command. */
export interface Actor {
  /** The API key, or the key that signed in to the dashboard; null when it was none of the account's keys. */
  readonly keyId: string | null;
  /** The key's name, or what acted instead of a key, such as the command line. */
  readonly name: string;
  readonly requestId: string | null;
  /** The address that the request came from. */
  readonly address: string | null;
}

/** One change of one resource by an actor, immutable. */
export interface AuditEntry {
  readonly accountId: number;
  /** 1, 2, 3 … in the account. */
  readonly position: number;
  readonly id: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: AuditAction;
  readonly resourceType: AuditResource;
  readonly resourceId: string;
  /** JSON of the members that changed, as they were; of all members when it was removed; null when it was created. */
  readonly before: string | null;
  /** JSON of the members that changed, as they are; of all members when it was created; null when it was removed. */
  readonly after: string | null;
  readonly requestId: string | null;
  readonly address: string | null;
  readonly createdAt: number;
}

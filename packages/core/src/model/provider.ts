import type { Direction } from "./transaction.ts";

/** A connection to an upstream system. Secrets are sealed by the shell before they get here. */
export interface Provider {
  readonly accountId: number;
  readonly id: string;
  readonly kind: string;
  name: string;
  baseUrl: string | null;
  credentials: string | null;
  webhookSecret: string | null;
  /** JSON `{seconds}` wished by the user, or null for the product's own choice. */
  cadence: string | null;
  /** JSON: what its kind has to know to read it; null for kinds that know. */
  settings: string | null;
  mode: string;
  status: string;
  readonly createdAt: number;
  updatedAt: number;
}

/** A wallet movement as a provider tells it. `amount` is the text the provider wrote. */
export interface Movement {
  readonly externalWalletId: string;
  readonly direction: Direction;
  readonly amount: string;
  readonly currency: string;
  readonly ledgerId: string | null;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
}

/** A verified movement for a wallet that is not known yet; applied, oldest first, once it is. */
export interface WaitingEvent extends Movement {
  readonly accountId: number;
  readonly providerId: string;
  readonly eventId: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
}

/** A hook body worth keeping as it came (redacted): a type nothing handles yet, or a body that could not be read. */
export interface KeptHook {
  readonly accountId: number;
  readonly id: string;
  readonly providerId: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly reason: "unhandled" | "malformed";
  readonly detail: string | null;
  readonly body: string;
  readonly receivedAt: number;
}

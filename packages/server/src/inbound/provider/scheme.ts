import type { Movement, ReportedOrder } from "@plimsoll/core";

/** A hook's headers, lower-case names. */
export type HookHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The content of a verified body. */
export type ParsedHook =
  | {
      readonly type: "movement";
      readonly eventId: string;
      readonly occurredAt: number;
      readonly movement: Movement;
    }
  | {
      readonly type: "order";
      readonly eventId: string;
      readonly eventType: string;
      /** Ours. */
      readonly reference: string;
      readonly order: ReportedOrder;
    }
  | { readonly type: "other"; readonly eventId: string; readonly eventType: string };

/** A body that is signed but cannot be used; `field` names the reason. */
export class MalformedHook extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.name = "MalformedHook";
    this.field = field;
  }
}

/** How one kind of provider signs and formats its webhooks. */
export interface HookScheme {
  /** Whether the headers contain what may be a signature: without one no body is read. */
  isSigned(headers: HookHeaders): boolean;
  /** Whether the body is the provider's, compared in constant time. */
  verify(body: Buffer, headers: HookHeaders, secret: string): boolean;
  /** Throws `MalformedHook`. `now` bounds how old a delivery may be, where the scheme has a time. */
  parse(body: Buffer, headers: HookHeaders, now: number): ParsedHook;
}

import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { capture, holdRejection, isLive, setAside, releaseUnused } from "../holds/hold.ts";
import { fits, post } from "../ledger/post.ts";
import type { AuthorizationStatus, CardAuthorization } from "../model/card.ts";
import type { Hold } from "../model/hold.ts";
import type { Wallet } from "../model/wallet.ts";
import { parseDecimal, toScale, type Rounding } from "../money/decimal.ts";
import { isAmount, type Amount } from "../money/amount.ts";
import { accepted, replayed, type Outcome } from "../outcome.ts";
import { remember } from "../requests/idempotency.ts";
import { cardRefusal, RESPONSE_CODES, type ResponseCode } from "./response-code.ts";

/** @limit Card gateway: lifetime of an authorization's hold when no capture follows. */
const AUTHORIZATION_HOLD_MS = 7 * 24 * 60 * 60 * 1_000;

/** The request in an issuer's message. Amounts are its decimal texts in major units. */
export type GatewayNotice =
  | {
      readonly type: "authorize";
      readonly authorizationId: string;
      /** Greater than zero or zero, which sets nothing aside. */
      readonly amount: string;
      readonly currency: string | null;
      /**
       * A decision made elsewhere before the message reached us, which is recorded and not made again. Null requires a
       * decision.
       */
      readonly decided: "approved" | "declined" | null;
    }
  | { readonly type: "release"; readonly authorizationId: string }
  | {
      readonly type: "settle";
      /** The issuer's id of the transaction: it moves money once, however many messages report it. */
      readonly transactionId: string;
      readonly authorizationId: string | null;
      /** Signed: below zero was spent, above zero is a refund. */
      readonly amount: string;
      readonly currency: string | null;
    }
  | { readonly type: "close_card" }
  | { readonly type: "record" };

/** A message of an issuer, identified by its event id. */
export interface GatewayEventCommand {
  readonly type: "gateway_event";
  readonly accountId: number;
  readonly connectionId: string;
  readonly eventId: string;
  /** The issuer's type, kept with the event. */
  readonly eventType: string;
  readonly cardId: string | null;
  readonly notice: GatewayNotice;
}

export interface GatewayAnswer {
  readonly responseCode: string;
}

/** A message takes effect once; a repetition returns the first result. */
export const gatewayEvent: Handler<GatewayEventCommand, GatewayAnswer> = {
  lookups: ({ accountId, connectionId, eventId, cardId, notice }) => [
    row("gatewayEvents", accountId, connectionId, eventId),
    ...(cardId === null ? [] : [row("cards", accountId, cardId)]),
    ...("authorizationId" in notice && notice.authorizationId !== null
      ? [row("cardAuthorizations", accountId, connectionId, notice.authorizationId)]
      : []),
    ...(notice.type === "settle"
      ? [row("idempotencyKeys", accountId, settlementKey(connectionId, notice.transactionId))]
      : []),
  ],

  apply: (draft, command): Outcome<GatewayAnswer> => {
    const { accountId, connectionId, eventId, eventType } = command;
    const before = draft.get("gatewayEvents", accountId, connectionId, eventId);
    if (before) return replayed({ responseCode: before.responseCode });
    const { responseCode, transactionId = null } = carryOut(draft, command);
    draft.insert("gatewayEvents", {
      accountId,
      connectionId,
      eventId,
      type: eventType,
      responseCode,
      transactionId,
      createdAt: draft.now,
    });
    return accepted({ responseCode });
  },
};

interface Done {
  readonly responseCode: ResponseCode;
  readonly transactionId?: number | null;
}

const DONE: Done = { responseCode: RESPONSE_CODES.approved };

function carryOut(draft: Draft, command: GatewayEventCommand): Done {
  const { notice } = command;
  switch (notice.type) {
    case "authorize":
      return authorize(draft, command, notice);
    case "release":
      return release(draft, command, notice.authorizationId);
    case "settle":
      return settle(draft, command, notice);
    case "close_card":
      return closeCard(draft, command);
    case "record":
      return DONE;
  }
}

/**
 * Guards in order: decided elsewhere (recorded), known already (00 while it is approved, else 62), the card's own
 * refusals (14, 62, 54, 62, 91), another currency or an invalid amount (62), insufficient funds (51). An approval is a
 * hold, so that the amount cannot be spent twice.
 */
function authorize(
  draft: Draft,
  command: GatewayEventCommand,
  notice: Extract<GatewayNotice, { type: "authorize" }>,
): Done {
  if (notice.decided !== null) {
    recordAuthorization(draft, command, notice.authorizationId, notice.decided, null);
    return { responseCode: notice.decided === "approved" ? RESPONSE_CODES.approved : RESPONSE_CODES.insufficientFunds };
  }
  const known = authorizationOf(draft, command, notice.authorizationId);
  // A second message about an approved authorization needs nothing more.
  if (known) return known.status === "approved" ? DONE : { responseCode: RESPONSE_CODES.restricted };
  const { accountId, cardId } = command;
  const card = cardId === null ? null : draft.get("cards", accountId, cardId);
  const wallet = card && draft.get("wallets", accountId, card.walletId);
  const refusal = cardRefusal(card, wallet, account(draft, accountId), draft.now) ?? asked(wallet, notice);
  if (refusal !== null || !wallet) {
    const responseCode = refusal ?? RESPONSE_CODES.noSuchCard;
    recordAuthorization(draft, command, notice.authorizationId, "declined", null);
    return { responseCode };
  }
  const amount = unitsOf(notice.amount, wallet.assetScale, "ceil") ?? 0n;
  const hold =
    amount === 0n
      ? null
      : setAside(draft, wallet, {
          amount,
          expiresAt: draft.now + AUTHORIZATION_HOLD_MS,
          source: "card",
          reference: cardId,
          externalId: `${command.connectionId}/${notice.authorizationId}`,
        });
  recordAuthorization(draft, command, notice.authorizationId, "approved", hold?.id ?? null);
  return DONE;
}

/** The refusal of an amount; null when it may be set aside. Fractions of the smallest unit are rounded up. */
function asked(
  wallet: Readonly<Wallet> | null,
  notice: Extract<GatewayNotice, { type: "authorize" }>,
): ResponseCode | null {
  if (!wallet) return null;
  const amount = unitsOf(notice.amount, wallet.assetScale, "ceil");
  const foreign = notice.currency !== null && notice.currency !== wallet.currency;
  if (foreign || amount === null || amount < 0n) return RESPONSE_CODES.restricted;
  const missing = amount > 0n ? holdRejection(wallet, amount) : null;
  if (missing === "balance_unconfirmed") return RESPONSE_CODES.unavailable;
  return missing === null ? null : RESPONSE_CODES.insufficientFunds;
}

/** Declined after all, or our approval came too late: its hold is released. */
function release(draft: Draft, command: GatewayEventCommand, authorizationId: string): Done {
  const known = authorizationOf(draft, command, authorizationId);
  if (!known) {
    // Messages are not ordered: the request may still arrive, and is refused then.
    recordAuthorization(draft, command, authorizationId, "declined", null);
    return DONE;
  }
  letGo(draft, known);
  return DONE;
}

function letGo(draft: Draft, known: Readonly<CardAuthorization>): void {
  const found = liveHold(draft, known);
  if (found) releaseUnused(draft, found.wallet, found.hold);
  if (known.status === "approved") edit(draft, known, "released");
}

/**
 * Money that has moved at the issuer moves here, whatever the wallet's present state: a debit that exceeds its hold, or
 * has none, is posted all the same. On a mirror the provider reports the debit, so only the hold ends.
 */
function settle(draft: Draft, command: GatewayEventCommand, notice: Extract<GatewayNotice, { type: "settle" }>): Done {
  const { accountId, connectionId, cardId } = command;
  const key = settlementKey(connectionId, notice.transactionId);
  const settled = draft.get("idempotencyKeys", accountId, key);
  if (settled) return { ...DONE, transactionId: settled.transactionId };
  const known = notice.authorizationId === null ? null : authorizationOf(draft, command, notice.authorizationId);
  const held = known && liveHold(draft, known);
  const of = cardId ?? known?.cardId ?? null;
  const card = of === null ? null : draft.get("cards", accountId, of);
  const wallet = held?.wallet ?? (card && draft.get("wallets", accountId, card.walletId));
  if (!wallet) return { responseCode: RESPONSE_CODES.noSuchCard };
  const amount = unitsOf(notice.amount, wallet.assetScale, "half_even");
  const foreign = notice.currency !== null && notice.currency !== wallet.currency;
  if (foreign || amount === null || !fits(wallet, amount)) return { responseCode: RESPONSE_CODES.malfunction };

  const posting = {
    amount,
    kind: amount < 0n ? ("card" as const) : ("refund" as const),
    source: "card",
    referenceNumber: of,
    remarks: `card transaction ${notice.transactionId}`,
    externalId: notice.transactionId,
  };
  let transactionId: number | null = null;
  if (amount < 0n && held) {
    transactionId = capture(draft, wallet, held.hold, posting)?.id ?? null;
    edit(draft, held.authorization, "captured");
  } else if (amount !== 0n && wallet.source === "ledger") {
    transactionId = post(draft, wallet, posting).id;
  }
  remember(draft, accountId, { key, fingerprint: "" }, transactionId);
  return { ...DONE, transactionId };
}

function closeCard(draft: Draft, { accountId, cardId }: GatewayEventCommand): Done {
  const card = cardId === null ? null : draft.get("cards", accountId, cardId);
  if (!card) return { responseCode: RESPONSE_CODES.noSuchCard };
  const closed = draft.edit("cards", card);
  closed.status = "closed";
  closed.updatedAt = draft.now;
  return DONE;
}

/** Our response came after the issuer had stopped waiting, so its approval is undone. */
export interface ReverseAuthorization {
  readonly type: "reverse_authorization";
  readonly accountId: number;
  readonly connectionId: string;
  readonly eventId: string;
  readonly authorizationId: string;
}

export const reverseAuthorization: Handler<ReverseAuthorization, null> = {
  lookups: ({ accountId, connectionId, eventId, authorizationId }) => [
    row("gatewayEvents", accountId, connectionId, eventId),
    row("cardAuthorizations", accountId, connectionId, authorizationId),
  ],
  apply: (draft, { accountId, connectionId, eventId, authorizationId }): Outcome<null> => {
    const event = draft.get("gatewayEvents", accountId, connectionId, eventId);
    if (!event || event.responseCode !== RESPONSE_CODES.approved) return accepted(null);
    const known = draft.get("cardAuthorizations", accountId, connectionId, authorizationId);
    if (known?.status === "approved") letGo(draft, known);
    draft.edit("gatewayEvents", event).responseCode = RESPONSE_CODES.unavailable;
    return accepted(null);
  },
};

function settlementKey(connectionId: string, transactionId: string): string {
  return `${connectionId}/transaction ${transactionId}`;
}

/** An issuer's decimal text in a wallet's units, or null when it is invalid or too large. */
function unitsOf(text: string, scale: number, rounding: Rounding): Amount | null {
  const parsed = parseDecimal(text);
  if (!parsed.ok) return null;
  const units = toScale(parsed.value, scale, rounding);
  return isAmount(units) ? units : null;
}

function authorizationOf(
  draft: Draft,
  { accountId, connectionId }: GatewayEventCommand,
  authorizationId: string,
): Readonly<CardAuthorization> | null {
  return draft.get("cardAuthorizations", accountId, connectionId, authorizationId);
}

function recordAuthorization(
  draft: Draft,
  { accountId, connectionId, cardId }: GatewayEventCommand,
  authorizationId: string,
  status: AuthorizationStatus,
  holdId: string | null,
): void {
  if (draft.get("cardAuthorizations", accountId, connectionId, authorizationId)) return;
  draft.insert("cardAuthorizations", {
    accountId,
    connectionId,
    authorizationId,
    cardId,
    holdId,
    status,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
}

function edit(draft: Draft, target: Readonly<CardAuthorization>, status: AuthorizationStatus): void {
  const authorization = draft.edit("cardAuthorizations", target);
  authorization.status = status;
  authorization.updatedAt = draft.now;
}

interface Held {
  readonly authorization: Readonly<CardAuthorization>;
  readonly hold: Readonly<Hold>;
  readonly wallet: Readonly<Wallet>;
}

/** The hold of an authorization and its wallet, while the hold is open. */
function liveHold(draft: Draft, authorization: Readonly<CardAuthorization>): Held | null {
  if (authorization.holdId === null) return null;
  const hold = draft.get("holds", authorization.accountId, authorization.holdId);
  if (!hold || !isLive(hold, draft.now)) return null;
  const wallet = draft.get("wallets", hold.accountId, hold.walletId);
  return wallet ? { authorization, hold, wallet } : null;
}

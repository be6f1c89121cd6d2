import type { IncomingMessage, ServerResponse } from "node:http";
import { errorEnvelope, ERRORS } from "@plimsoll/contract";
import { cardRefusal, RESPONSE_CODES } from "@plimsoll/core";
import type { Logger } from "pino";
import { BodiesFull, SenderGone, type BodyReader } from "../../net/read-body.ts";
import { QueueFull, type Committer } from "../../store/commit/committer.ts";
import { REQUEST_ID_HEADER, requestId } from "../../net/request-id.ts";
import type { Reads } from "../../store/port/reads.ts";
import { StoreUnavailable } from "../../store/port/unavailable.ts";
import { answerOf, approval, majorUnits, refusal } from "./answers.ts";
import { authorized, type Authorized, type ConnectionCache } from "./connections.ts";
import { MESSAGE_TYPES, parseSudo, UnreadableMessage, type GatewayMessage } from "./sudo.ts";

/**
 * Documented messages have a few kilobytes.
 * @limit Card gateway: size of an issuer's message.
 */
const MAX_MESSAGE_BYTES = 256 * 1_024;
/**
 * The issuer waits four seconds, part of which its network needs.
 * @limit Card gateway: time after which an enquiry is answered with 91.
 */
const BUDGET_MS = 900;
/** @limit Card gateway: characters logged of an unknown message type. */
const MAX_LOGGED_TYPE = 40;

export interface GatewayOptions {
  readonly committer: Pick<Committer, "submit">;
  readonly reads: Pick<Reads, "cardBalance">;
  readonly connections: ConnectionCache;
  readonly bodies: BodyReader;
  readonly logger: Logger;
  readonly now: () => number;
  /** The server is stopping: answers are still given, and each ends its connection. */
  readonly stopping: () => boolean;
  /** Counts responses by message type and response code. */
  readonly count: (type: string, code: string, milliseconds: number) => void;
}

/** Handles `POST /gateway/{connection_id}` on the bare HTTP server. */
export type Gateway = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A card issuer's enquiries and authorizations. The caller is authenticated before a byte of the body is read. Every
 * enquiry reads the balance from the store; only the ids of a message are logged or stored.
 */
export function createGateway(options: GatewayOptions): Gateway {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    if (options.stopping()) response.setHeader("connection", "close");
    const id = connectionOf(request.url ?? "");
    if (id === null || request.method !== "POST") {
      return send(response, ERRORS.NOT_FOUND.status, JSON.stringify(errorEnvelope("NOT_FOUND")));
    }
    let type = "unreadable";
    let code: string = RESPONSE_CODES.malfunction;
    let text: string | null = null;
    try {
      const asked = options.connections.get(id);
      const known = asked instanceof Promise ? await inTime(asked) : asked;
      if (known === LATE) code = RESPONSE_CODES.unavailable;
      else {
        const caller = authorized(known, request.headers.authorization);
        if (caller === null) return unauthorized(response);
        const body = await options.bodies.read(request, MAX_MESSAGE_BYTES);
        if (body === null) throw new UnreadableMessage(`the body is larger than ${MAX_MESSAGE_BYTES} bytes`);
        const message = parseSudo(body);
        type = message.eventType;
        ({ code, text = null } = caller.active
          ? await answered(caller, message)
          : { code: RESPONSE_CODES.unavailable, text: null });
      }
    } catch (error) {
      if (error instanceof SenderGone) return;
      code = failureCode(error, id);
      if (error instanceof UnreadableMessage) type = error.eventType ?? type;
    }
    send(response, 200, text ?? refusal(code));
    options.count(MESSAGE_TYPES.some((known) => known === type) ? type : "other", code, performance.now() - started);
  }

  async function answered(caller: Authorized, message: GatewayMessage): Promise<{ code: string; text?: string }> {
    if (message.type === "notice") return noticed(caller, message);
    if (message.cardId === null) return { code: RESPONSE_CODES.noSuchCard };
    const found = await inTime(options.reads.cardBalance(caller.accountId, message.cardId));
    if (found === LATE) return { code: RESPONSE_CODES.unavailable };
    const { card = null, wallet = null, account = NO_SETTINGS } = found ?? {};
    const code = cardRefusal(card, wallet, account, options.now());
    if (code !== null || wallet === null) return { code: code ?? RESPONSE_CODES.noSuchCard };
    return { code: RESPONSE_CODES.approved, text: approval(majorUnits(wallet)) };
  }

  async function noticed(
    { accountId, connectionId }: Authorized,
    { eventId, eventType, cardId, notice }: Extract<GatewayMessage, { type: "notice" }>,
  ): Promise<{ code: string; text?: string }> {
    const submitted = options.committer.submit({
      type: "gateway_event",
      accountId,
      connectionId,
      eventId,
      eventType,
      cardId,
      notice,
    });
    const outcome = await inTime(submitted);
    if (outcome === LATE) {
      if (notice.type === "authorize") {
        const { authorizationId } = notice;
        void submitted
          .then(() =>
            options.committer.submit({
              type: "reverse_authorization",
              accountId,
              connectionId,
              eventId,
              authorizationId,
            }),
          )
          // The store is unavailable. An approval it may still have stored ends when the issuer reports the decline, or
          // when its hold expires.
          .catch((error: unknown) =>
            options.logger.warn({ err: error, event_id: eventId }, "a late authorization could not be reversed"),
          );
      }
      return { code: RESPONSE_CODES.unavailable };
    }
    const code = outcome.ok ? outcome.value.responseCode : RESPONSE_CODES.malfunction;
    return { code, text: answerOf(code) };
  }

  function failureCode(error: unknown, connectionId: string): string {
    if (error instanceof StoreUnavailable || error instanceof QueueFull || error instanceof BodiesFull) {
      return RESPONSE_CODES.unavailable;
    }
    if (error instanceof UnreadableMessage) {
      options.logger.warn(
        { connection_id: connectionId, type: error.eventType?.slice(0, MAX_LOGGED_TYPE) },
        error.message,
      );
    } else {
      options.logger.error({ err: error, connection_id: connectionId }, "a gateway message failed");
    }
    return RESPONSE_CODES.malfunction;
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!request.destroyed) options.logger.error({ err: error }, "a gateway request failed");
      response.destroy();
    });
  };
}

const LATE = Symbol("late");

/** The result, or LATE when it takes longer than the budget. */
function inTime<T>(work: Promise<T>): Promise<T | typeof LATE> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(LATE), BUDGET_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const NO_SETTINGS = { settings: "{}" };

function connectionOf(url: string): string | null {
  return /^\/gateway\/(gw_[0-9a-z]{1,60})\/?(?:\?.*)?$/.exec(url)?.[1] ?? null;
}

const UNAUTHORIZED = JSON.stringify(errorEnvelope("UNAUTHORIZED", "the Authorization value is not this connection's"));

/** The same for a wrong value and for an unknown connection. */
function unauthorized(response: ServerResponse): void {
  send(response, ERRORS.UNAUTHORIZED.status, UNAUTHORIZED);
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    [REQUEST_ID_HEADER]: requestId(response.req),
  });
  response.end(body);
}

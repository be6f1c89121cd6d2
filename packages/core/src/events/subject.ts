/** A wallet or an order that an event is about. */
export interface EventSubject {
  readonly type: "wallet" | "order";
  readonly id: number;
  /** The wallet's name or the order's reference, where the event has it. */
  readonly name: string | null;
}

interface Sent {
  readonly type?: string;
  /** Of events of alerts. */
  readonly wallet?: Members;
  readonly data?: Members;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * What an event is about, by what was sent; null when that is neither a wallet nor an order. Alerts have their wallet as
 * `wallet`, `wallet.created` and `wallet.updated` are it, events of an order are the order, and all others name a wallet
 * by its id.
 */
export function eventSubject(event: unknown): EventSubject | null {
  const { type = "", wallet, data = {} } = (event ?? {}) as Sent;
  if (type.startsWith("order.")) return subject("order", data["id"], data["reference_code"]);
  if (wallet !== undefined) return subject("wallet", wallet["id"], wallet["name"]);
  const isItself = type === "wallet.created" || type === "wallet.updated";
  return isItself ? subject("wallet", data["id"], data["name"]) : subject("wallet", data["wallet_id"], null);
}

function subject(type: EventSubject["type"], id: unknown, name: unknown): EventSubject | null {
  return typeof id === "number" ? { type, id, name: typeof name === "string" ? name : null } : null;
}

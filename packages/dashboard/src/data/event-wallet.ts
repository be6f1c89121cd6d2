/** The wallet that an event is about; its name where the event has it. */
export interface EventWallet {
  readonly id: number;
  readonly name: string | null;
}

interface Sent {
  readonly type?: string;
  /** Of events of alerts. */
  readonly wallet?: Named;
  readonly data?: Named & { readonly wallet_id?: number | null };
}

interface Named {
  readonly id?: unknown;
  readonly name?: unknown;
}

/** Alerts have it as `wallet`, `wallet.created` and `wallet.updated` are it, other events name its id. */
export function walletOfEvent(event: unknown): EventWallet | null {
  const { type, wallet, data } = (event ?? {}) as Sent;
  const isItself = type === "wallet.created" || type === "wallet.updated";
  const found = wallet ?? (isItself ? data : { id: data?.wallet_id });
  if (typeof found?.id !== "number") return null;
  return { id: found.id, name: typeof found.name === "string" ? found.name : null };
}

import { Link } from "@tanstack/react-router";
import { walletOfEvent } from "../../data/event-wallet.ts";
import { queries } from "../../data/queries.ts";
import { WalletLink } from "../../parts/WalletLink.tsx";

interface Sent {
  readonly type?: string;
  readonly data?: { readonly id?: unknown; readonly name?: unknown; readonly reference_code?: unknown };
}

/** What an event is about: its wallet or order, or else its own name. Nothing is read for it, because events may come fast. */
export function EventSubject({ event }: { readonly event: object }) {
  const wallet = walletOfEvent(event);
  if (wallet !== null) {
    const known = queries.getQueryData<string>(["wallet-name", wallet.id]);
    return <WalletLink id={wallet.id} name={wallet.name ?? known ?? `Wallet ${wallet.id}`} />;
  }
  const { type = "", data } = event as Sent;
  if (type.startsWith("order.") && typeof data?.id === "number") {
    return (
      <Link to="/orders/$orderId" params={{ orderId: String(data.id) }} className="name" data-row-link="">
        <bdi>{typeof data.reference_code === "string" ? data.reference_code : `Order ${data.id}`}</bdi>
      </Link>
    );
  }
  return <bdi className="soft cut-text">{typeof data?.name === "string" ? data.name : ""}</bdi>;
}

import { Dialog } from "@base-ui/react/dialog";
import type { WalletAlternative } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../data/client.ts";
import { AmountCell } from "../parts/Amount.tsx";
import { Answer, Empty } from "../parts/Answers.tsx";
import { Table } from "../parts/Table.tsx";
import { WalletLink } from "../parts/WalletLink.tsx";
import { useMayWrite } from "../shell/session-context.ts";
import { amountText } from "../words/amounts.ts";
import { lastsText } from "../words/lasts.ts";
import type { Move } from "./move.ts";
import ReviewMove from "./ReviewMove.tsx";

interface OtherWaysProps {
  readonly walletId: number;
  readonly wallet: string;
  readonly onClose: () => void;
}

/** Where money can come from when a wire lands too late: a transfer, or another wallet at the same provider. */
export default function OtherWays({ walletId, wallet, onClose }: OtherWaysProps) {
  const mayWrite = useMayWrite();
  const [move, setMove] = useState<Move | null>(null);
  const query = useQuery({
    // Of its own: each movement of any wallet reads the overview again, and this is a question, not a display.
    queryKey: ["alternatives", walletId],
    // Each time it is opened, because what others can give changes without a word.
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => (await api.wallets.alternatives(walletId, {}, { signal }).page()).items,
  });
  if (move !== null) return <ReviewMove move={move} onClose={onClose} />;
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog">
          <div className="dh">
            <div>
              <Dialog.Title>Other ways for {wallet}</Dialog.Title>
              <Dialog.Description className="soft">A wire sent now lands after the wallet is empty.</Dialog.Description>
            </div>
          </div>
          <Answer what="Other ways" query={query}>
            {(ways) =>
              ways.length === 0 ? (
                <Empty title="No other wallet can help.">
                  A wallet gives only what it has above its own levels and does not spend until a wire to it lands; to
                  another currency, only where there is a rate.
                </Empty>
              ) : (
                <Table
                  name="Other ways"
                  rows={ways}
                  keyOf={({ wallet_id: id }) => id}
                  columns={[
                    { title: "Wallet", cell: ({ wallet_id: id, name }) => <WalletLink id={id} name={name} /> },
                    {
                      title: "Available",
                      numeric: true,
                      cell: ({ available, currency }) => <AmountCell value={available} currency={currency} />,
                    },
                    {
                      title: "Lasts",
                      numeric: true,
                      wide: true,
                      cell: ({ runway_hours: hours, available }) => lastsText(hours, available),
                    },
                    {
                      title: "Do",
                      actions: true,
                      cell: (way) => <Way way={way} walletId={walletId} onMove={mayWrite ? setMove : null} />,
                    },
                  ]}
                />
              )
            }
          </Answer>
          <footer>
            <span className="grow" />
            <button type="button" className="btn" onClick={onClose}>
              Close
            </button>
          </footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface WayProps {
  readonly way: WalletAlternative;
  readonly walletId: number;
  /** Null for a key that may only read. */
  readonly onMove: ((move: Move) => void) | null;
}

function Way({ way, walletId, onMove }: WayProps) {
  const { kind, wallet_id: from, currency, amount } = way;
  if (kind === "same_provider" || amount === null) return <span className="sub">Spend from it at this provider</span>;
  const words = `${currency} ${amountText(amount)}`;
  if (onMove === null) return <span className="sub">Can give {words}</span>;
  return (
    <button
      type="button"
      className="btn s"
      onClick={() => onMove({ from_wallet_id: from, to_wallet_id: walletId, amount })}
    >
      Move {words}
    </button>
  );
}

import type { TransactionWithOrigin, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Amount } from "../../parts/Amount.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Drawer } from "../../parts/Drawer.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";
import { useSetUrl } from "../../parts/url.ts";
import { useMayWrite } from "../../shell/session-context.ts";
import { signedAmount } from "../../words/amounts.ts";
import { capital, numberText } from "../../words/count.ts";

interface TransactionDrawerProps {
  readonly id: number;
  readonly wallet: Wallet;
  readonly onClose: () => void;
}

/** One transaction beside its list: what it moved, and the order, transfer or drift that it belongs to. */
export default function TransactionDrawer({ id, wallet, onClose }: TransactionDrawerProps) {
  const query = useQuery({
    queryKey: ["transactions", "one", id],
    queryFn: async ({ signal }) => api.transactions.get(id, { signal }),
  });
  return (
    <Drawer
      name="Transaction"
      query={query}
      onClose={onClose}
      head={(transaction) => (
        <>
          <span className="tag">{capital(transaction.kind)}</span>
          <h2>
            <Amount value={signedAmount(transaction)} currency={wallet.currency} signed />
          </h2>
        </>
      )}
    >
      {(transaction) => (
        <div className="drawer-body">
          <Facts
            of={[
              ["Time", <Time at={transaction.created_at} exact />],
              ["Balance after", <Amount value={transaction.balance_after} currency={wallet.currency} />],
              ["Sequence", numberText(transaction.sequence)],
              [
                "Reference",
                transaction.reference_number === null ? undefined : (
                  <>
                    <Isolated>{transaction.reference_number}</Isolated>{" "}
                    <CopyButton text={transaction.reference_number} label="Copy reference" />
                  </>
                ),
              ],
              ["Remarks", transaction.remarks === null ? undefined : <Isolated>{transaction.remarks}</Isolated>],
              [
                "Order",
                transaction.order_id === null ? undefined : (
                  <Link to="/orders/{-$orderId}" params={{ orderId: String(transaction.order_id) }} className="link">
                    Order {transaction.order_id}
                  </Link>
                ),
              ],
              ["Transaction", <CopyButton text={String(transaction.id)} label={`Copy id ${transaction.id}`} />],
            ]}
          />
          <OfDrift drift={transaction.drift} />
          <OfTransfer transfer={transaction.transfer} walletId={wallet.id} />
        </div>
      )}
    </Drawer>
  );
}

/** A reconciliation's proof. */
function OfDrift({ drift }: Pick<TransactionWithOrigin, "drift">) {
  if (drift === null) return null;
  return (
    <p>
      It recorded a difference from a snapshot.{" "}
      <Link
        to="/providers/$providerId/{-$part}/{-$id}"
        params={{ providerId: drift.provider_id, part: "drifts", id: drift.id }}
        className="link"
      >
        See the drift
      </Link>
    </p>
  );
}

interface OfTransferProps extends Pick<TransactionWithOrigin, "transfer"> {
  readonly walletId: number;
}

/** The other side of a transfer, and the way back. */
function OfTransfer({ transfer, walletId }: OfTransferProps) {
  const mayWrite = useMayWrite();
  const setUrl = useSetUrl();
  if (transfer === null) return null;
  const isSent = transfer.from_wallet_id === walletId;
  return (
    <>
      <p>
        Transfer {isSent ? "to" : "from"} <WalletName id={isSent ? transfer.to_wallet_id : transfer.from_wallet_id} />
        {transfer.rate !== null && ` at ${transfer.rate}`}
      </p>
      {mayWrite && (
        <div className="acts">
          <button type="button" className="btn" onClick={() => setUrl({ back: transfer.id })}>
            Transfer back
          </button>
        </div>
      )}
    </>
  );
}

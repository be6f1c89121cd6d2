import type { Topup } from "@plimsoll/client";
import { AmountCell } from "../parts/Amount.tsx";
import { Isolated } from "../parts/Isolated.tsx";
import { WalletName } from "../parts/names.tsx";
import type { Column } from "../parts/Table.tsx";
import { Time } from "../parts/Time.tsx";
import { TopupMoves } from "./TopupMoves.tsx";
import { TopupStatus } from "./TopupStatus.tsx";

/** The columns of every list of top-ups; `ofOne` leaves out the wallet where all are of one. */
export function topupColumns({ ofOne = false } = {}): readonly Column<Topup>[] {
  return [
    { title: "Status", cell: ({ status }) => <TopupStatus status={status} /> },
    ...(ofOne ? [] : [{ title: "Wallet", cell: ({ wallet_id: id }: Topup) => <WalletName id={id} /> }]),
    {
      title: "Amount",
      numeric: true,
      cell: ({ amount, currency }) => <AmountCell value={amount} currency={currency} />,
    },
    { title: "Reference", wide: true, cell: ({ reference }) => <Isolated>{reference ?? "–"}</Isolated> },
    { title: "When", wide: true, cell: (topup) => <When topup={topup} /> },
    { title: "Do", actions: true, cell: (topup) => <TopupMoves topup={topup} /> },
  ];
}

/** The moment that matters in its status. */
function When({ topup }: { readonly topup: Topup }) {
  const { status, expected_at: expected, updated_at: changed, created_at: made } = topup;
  if (status === "settled" || status === "cancelled") return <Time at={changed} />;
  if (status === "proposed" || expected === null) {
    return (
      <>
        proposed <Time at={made} />
      </>
    );
  }
  return (
    <>
      {status === "overdue" ? "was due " : "due "}
      <Time at={expected} />
    </>
  );
}

import { PlimsollError, type Topup } from "@plimsoll/client";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";

export default function TopupsPage() {
  const mayWrite = useMayWrite();
  return (
    <Page title="Top-ups" above={[{ title: "Money" }]}>
      <List
        title="Top-ups"
        queryKey={["topups"]}
        list={(page, signal) => api.topups.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No money in flight.">
            Announce a wire when you send it; it counts in runway and settles by itself.
          </Empty>
        }
        columns={[
          { title: "Status", cell: ({ status }) => <span className={TAGS[status]}>{status}</span> },
          { title: "Wallet", cell: ({ wallet_id: id }) => <WalletName id={id} /> },
          {
            title: "Amount",
            numeric: true,
            cell: ({ amount, currency }) => <AmountCell value={amount} currency={currency} />,
          },
          { title: "Reference", wide: true, cell: ({ reference }) => <bdi>{reference ?? "–"}</bdi> },
          { title: "Expected", wide: true, cell: ({ expected_at: at }) => (at === null ? "–" : <Time at={at} />) },
          ...(mayWrite ? [{ title: "Do", cell: (topup: Topup) => <Moves topup={topup} /> }] : []),
        ]}
      />
    </Page>
  );
}

const TAGS = {
  proposed: "tag",
  approved: "tag",
  initiated: "tag wait",
  sent: "tag wait",
  settled: "tag good",
  overdue: "tag bad",
  cancelled: "tag",
} as const;

function Moves({ topup }: { readonly topup: Topup }) {
  const move = useMutation({
    mutationFn: async (status: "sent" | "cancelled") => api.topups.update(topup.id, { status }),
    onSuccess: () => void queries.invalidateQueries(),
    onError: (error) => toast(error instanceof PlimsollError ? error.message : "Nothing was changed."),
  });
  if (topup.status === "settled" || topup.status === "cancelled") return null;
  return (
    <span className="acts">
      {topup.status !== "sent" && topup.status !== "overdue" && (
        <button type="button" className="btn s" onClick={() => move.mutate("sent")}>
          Mark sent
        </button>
      )}
      <button type="button" className="btn s q" onClick={() => move.mutate("cancelled")}>
        Cancel top-up
      </button>
    </span>
  );
}

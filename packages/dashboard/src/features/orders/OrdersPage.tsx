import { api } from "../../data/client.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { numberText } from "../../words/count.ts";

export default function OrdersPage() {
  return (
    <Page title="Orders" above={[{ title: "Money" }]}>
      <List
        title="Orders"
        queryKey={["orders"]}
        list={(page, signal) => api.orders.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No orders yet.">An order checks its wallet, debits it and is followed until delivered.</Empty>
        }
        columns={[
          { title: "Order", cell: ({ reference_code: code }) => <bdi className="name">{code}</bdi> },
          {
            title: "Status",
            cell: ({ status }) => <span className="tag">{status.replaceAll("_", " ").toLowerCase()}</span>,
          },
          { title: "Product", wide: true, cell: ({ product_name: name }) => <bdi>{name}</bdi> },
          {
            title: "Delivered",
            numeric: true,
            wide: true,
            cell: (order) => `${numberText(order.delivered_quantity)} of ${numberText(order.quantity)}`,
          },
          { title: "Wallet", cell: ({ wallet_id: id }) => <WalletName id={id} /> },
          {
            title: "Paid",
            numeric: true,
            cell: ({ total_payable: paid, wallet_currency: currency }) => (
              <AmountCell value={paid} currency={currency} />
            ),
          },
          { title: "Placed", numeric: true, wide: true, cell: ({ created_at: at }) => <Time at={at} exact /> },
        ]}
      />
    </Page>
  );
}

import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { statusChips, useFilters } from "../../parts/filters.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { stepsAmong } from "../../parts/Drawer.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { WalletName } from "../../parts/names.tsx";
import { idIn, useBeside } from "../../parts/url.ts";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { numberText } from "../../words/count.ts";
import { ORDER_STATUSES, ORDER_TAGS } from "./order-status.ts";
import { OrderDrawer } from "./OrderDrawer.tsx";

/** Orders, newest first, and the one of the URL beside them. */
export default function OrdersPage() {
  const { orderId } = useParams({ strict: false }) as { readonly orderId?: string };
  const navigate = useNavigate();
  const filters = useFilters("order", [
    statusChips(ORDER_STATUSES, (status) => ORDER_TAGS[status][1]),
    { kind: "text", name: "reference", label: "Filter orders", placeholder: "Whole reference" },
  ]);
  const { status, reference } = filters.values;
  const asked = { status: ORDER_STATUSES.find((each) => each === status), reference_code: reference, not: filters.not };
  const { opening, closeBy } = useBeside(orderId !== undefined);
  const open = (id: string): void =>
    void navigate({ to: "/orders/{-$orderId}", params: { orderId: id }, search: true, ...opening });
  const close = (): void =>
    closeBy(
      () => void navigate({ to: "/orders/{-$orderId}", params: { orderId: undefined }, search: true, replace: true }),
    );
  return (
    <Page title="Orders" above={[{ title: "Money" }]}>
      <div className={orderId === undefined ? "stack" : "stack with-drawer"}>
        <List
          title="Orders"
          queryKey={["orders"]}
          list={(page, signal) => api.orders.list({ ...asked, ...page }, { signal })}
          counts={(of, others, signal) =>
            api.orders.list({ ...asked, ...others, status: ORDER_STATUSES.find((each) => each === of) }, { signal })
          }
          keyOf={({ id }) => String(id)}
          selected={orderId}
          beside={(rows) =>
            orderId !== undefined && (
              <OrderDrawer
                key={orderId}
                id={idIn(orderId)}
                steps={stepsAmong(
                  rows.map(({ id }) => String(id)),
                  orderId,
                  open,
                )}
                onClose={close}
              />
            )
          }
          filters={filters}
          empty={
            <Empty title="No orders yet.">An order checks its wallet, debits it and is followed until delivered.</Empty>
          }
          columns={[
            {
              title: "Order",
              always: true,
              cell: ({ id, reference_code: code }) => (
                <Link
                  to="/orders/{-$orderId}"
                  params={{ orderId: String(id) }}
                  search
                  className="name"
                  data-row-link=""
                  {...opening}
                >
                  <Isolated>{code}</Isolated>
                </Link>
              ),
            },
            {
              title: "Status",
              cell: ({ status: of }) => <span className={ORDER_TAGS[of][0]}>{ORDER_TAGS[of][1]}</span>,
            },
            { title: "Product", wide: true, cell: ({ product_name: name }) => <Isolated>{name}</Isolated> },
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
      </div>
    </Page>
  );
}

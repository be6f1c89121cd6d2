import type { Order } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, intention } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { Amount, CopiedAmount } from "../../parts/Amount.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { CopyButton, CopyId } from "../../parts/CopyButton.tsx";
import { Drawer, type DrawerSteps } from "../../parts/Drawer.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { signedAmount } from "../../words/amounts.ts";
import { capital, counted, numberText } from "../../words/count.ts";
import { sentence } from "../../words/isolated.ts";
import { ORDER_TAGS } from "./order-status.ts";

/** @limit Dashboard: transactions of one order that its drawer shows. */
const SHOWN = 50;

interface OrderDrawerProps {
  readonly id: number;
  readonly steps: DrawerSteps;
  readonly onClose: () => void;
}

/** One order: what was bought, from which wallet, what it cost to the last digit, and what came of it. */
export function OrderDrawer({ id, steps, onClose }: OrderDrawerProps) {
  const query = useQuery({
    queryKey: ["orders", "one", id],
    queryFn: async ({ signal }) => api.orders.get(id, { signal }),
  });
  return (
    <Drawer
      name="Order"
      query={query}
      steps={steps}
      onClose={onClose}
      head={(order) => (
        <>
          <span className={ORDER_TAGS[order.status][0]}>{ORDER_TAGS[order.status][1]}</span>
          <h2>
            <Isolated>{order.reference_code}</Isolated>
          </h2>
        </>
      )}
    >
      {(order) => <Contents order={order} />}
    </Drawer>
  );
}

function Contents({ order }: { readonly order: Order }) {
  const { charges, currency, wallet_currency: paidIn } = order;
  const { exact } = charges;
  return (
    <div className="drawer-body">
      <p className="sub">
        Order <CopyId id={String(order.id)} /> <CopyButton text={location.href} label="Copy link" />
      </p>
      <Cancel order={order} />
      {order.failure !== null && (
        <p className="warn">
          <Isolated>{order.failure.message}</Isolated>
        </p>
      )}
      <Facts
        of={[
          [
            "Product",
            <Link to="/products/{-$productId}" params={{ productId: order.product_id }} className="link">
              <Isolated>{order.product_name}</Isolated>
            </Link>,
          ],
          ["Wallet", <WalletName id={order.wallet_id} />],
          ["Delivered", `${numberText(order.delivered_quantity)} of ${numberText(order.quantity)}`],
          ["Placed", <Time at={order.created_at} exact />],
          ["Delivered on", order.delivered_on === null ? undefined : <Time at={order.delivered_on} exact />],
          [
            "Order at the provider",
            order.provider_order_id === null ? undefined : <CopyId id={order.provider_order_id} />,
          ],
          ["Forwarded", order.forward_state === null ? undefined : capital(order.forward_state)],
        ]}
      />
      <details open>
        <summary>How the price was worked out</summary>
        <Facts
          of={[
            [
              `${numberText(order.quantity)} × ${order.exact.denomination} ${currency}`,
              <CopiedAmount value={exact.non_discounted_total} currency={currency} />,
            ],
            [`Discount ${exact.discount} %`, <CopiedAmount value={exact.discount_amount} currency={currency} />],
            ["After discount", <CopiedAmount value={exact.total_amount} currency={currency} />],
            ["In the wallet's currency", <CopiedAmount value={exact.net_amount} currency={paidIn} />],
            ["Fee", <CopiedAmount value={exact.handling_fee_amount} currency={paidIn} />],
            ["Paid", <CopiedAmount value={order.total_payable} currency={paidIn} />],
            ["Given back", <CopiedAmount value={order.refunded_amount} currency={paidIn} />],
          ]}
        />
      </details>
      <Moved order={order} />
    </div>
  );
}

function Moved({ order }: { readonly order: Order }) {
  const query = useQuery({
    queryKey: ["transactions", "of-order", order.id, order.updated_at],
    queryFn: async ({ signal }) => api.transactions.list({ order_id: order.id, limit: SHOWN }, { signal }).page(),
  });
  return (
    <>
      <h3>Transactions</h3>
      <Answer what="Its transactions" query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="sub">None.</p>
          ) : (
            <Table
              name="Transactions of the order"
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { title: "Time", cell: ({ created_at: at }) => <Time at={at} exact /> },
                { title: "Kind", cell: ({ kind }) => capital(kind) },
                {
                  title: "Amount",
                  numeric: true,
                  cell: (transaction) => <Amount value={signedAmount(transaction)} signed />,
                },
              ]}
            />
          )
        }
      </Answer>
    </>
  );
}

function Cancel({ order }: { readonly order: Order }) {
  const mayWrite = useMayWrite();
  const [isAsking, setIsAsking] = useState(false);
  const [key] = useState(intention);
  const isOpen = order.status === "PENDING" || order.status === "PARTIALLY_DELIVERED";
  if (!mayWrite || !isOpen || order.source === "mirror") return null;
  const left = order.quantity - order.delivered_quantity;
  return (
    <div className="acts">
      <button type="button" className="btn" onClick={() => setIsAsking(true)}>
        Cancel order
      </button>
      {isAsking && (
        <Confirm
          title={sentence`Cancel order ${order.reference_code}?`}
          consequence={`${counted(left, "piece")} of ${numberText(order.quantity)} ${left === 1 ? "is" : "are"} not delivered. What they cost goes back to the wallet.`}
          keep="Keep order"
          go="Cancel order"
          act={async () => {
            await api.orders.cancel(order.id, { idempotencyKey: key });
            void refresh();
          }}
          onClose={() => setIsAsking(false)}
        />
      )}
    </div>
  );
}

import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { amountText } from "../../words/amounts.ts";

export default function ProductsPage() {
  return (
    <Page title="Products" above={[{ title: "Product Catalogue" }]}>
      <List
        title="Products"
        queryKey={["products"]}
        list={(page, signal) => api.products.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={<Empty title="No products yet.">A product has denominations in a currency, a discount and a fee.</Empty>}
        columns={[
          { title: "Product", cell: ({ name }) => <bdi className="name">{name}</bdi> },
          { title: "Currency", cell: ({ currency }) => currency },
          {
            title: "Denominations",
            wide: true,
            cell: ({ denominations }) =>
              Array.isArray(denominations)
                ? denominations.map(amountText).join(", ")
                : `${amountText(denominations.min)} to ${amountText(denominations.max)}`,
          },
          { title: "Discount", numeric: true, cell: ({ discount }) => `${discount} %` },
          {
            title: "Status",
            cell: ({ status }) => <span className={status === "active" ? "tag good" : "tag"}>{status}</span>,
          },
          { title: "Made", numeric: true, wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
        ]}
      />
    </Page>
  );
}

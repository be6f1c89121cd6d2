import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { overviewQuery } from "../../data/overview.ts";
import { Empty } from "../../parts/Answers.tsx";
import { statusChips, useFilters } from "../../parts/filters.ts";
import { stepsAmong } from "../../parts/Drawer.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { useBeside } from "../../parts/url.ts";
import { Page } from "../../shell/Page.tsx";
import { capital } from "../../words/count.ts";
import { denominationsText } from "./product-words.ts";
import { ProductDrawer } from "./ProductDrawer.tsx";

const STATUSES = ["active", "archived"] as const;

/** Products, and the one of the URL beside them. */
export default function ProductsPage() {
  const { productId } = useParams({ strict: false }) as { readonly productId?: string };
  const navigate = useNavigate();
  const { data } = useQuery(overviewQuery);
  const filters = useFilters("product", filtersOf(data?.totals.map(({ currency }) => currency) ?? []));
  const { q, status, currency } = filters.values;
  const asked = { q, status: STATUSES.find((each) => each === status), currency, not: filters.not };
  const { opening, closeBy } = useBeside(productId !== undefined);
  const open = (id: string): void =>
    void navigate({ to: "/products/{-$productId}", params: { productId: id }, search: true, ...opening });
  const close = (): void =>
    closeBy(
      () =>
        void navigate({ to: "/products/{-$productId}", params: { productId: undefined }, search: true, replace: true }),
    );
  return (
    <Page title="Products" above={[{ title: "Product Catalogue" }]}>
      <div className={productId === undefined ? "stack" : "stack with-drawer"}>
        <List
          title="Products"
          queryKey={["products"]}
          list={(page, signal) => api.products.list({ ...asked, ...page }, { signal })}
          counts={(of, others, signal) =>
            api.products.list({ ...asked, ...others, status: STATUSES.find((each) => each === of) }, { signal })
          }
          filters={filters}
          keyOf={({ id }) => id}
          selected={productId}
          beside={(rows) =>
            productId !== undefined && (
              <ProductDrawer
                key={productId}
                id={productId}
                steps={stepsAmong(
                  rows.map(({ id }) => id),
                  productId,
                  open,
                )}
                onClose={close}
              />
            )
          }
          empty={
            <Empty title="No products yet.">A product has denominations in a currency, a discount and a fee.</Empty>
          }
          columns={[
            {
              title: "Product",
              always: true,
              cell: ({ id, name }) => (
                <Link
                  to="/products/{-$productId}"
                  params={{ productId: id }}
                  search
                  className="name"
                  data-row-link=""
                  {...opening}
                >
                  <Isolated>{name}</Isolated>
                </Link>
              ),
            },
            { title: "Currency", cell: ({ currency: of }) => of },
            { title: "Denominations", wide: true, cell: (product) => denominationsText(product) },
            { title: "Discount", numeric: true, cell: ({ discount }) => `${discount} %` },
            {
              title: "Status",
              cell: ({ status: of }) => <span className={of === "active" ? "tag good" : "tag"}>{of}</span>,
            },
            { title: "Made", numeric: true, wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
          ]}
        />
      </div>
    </Page>
  );
}

function filtersOf(currencies: readonly string[]) {
  return [
    { kind: "text", name: "q", label: "Filter products", placeholder: "Name" },
    statusChips(STATUSES, capital),
    {
      kind: "pick",
      name: "currency",
      label: "Currency",
      isOpen: true,
      not: "currency",
      choices: currencies.map((currency) => ({ value: currency, label: currency })),
    },
  ] as const;
}

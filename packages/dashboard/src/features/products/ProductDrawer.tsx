import type { Charges, Product, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { CopiedAmount } from "../../parts/Amount.tsx";
import { CopyId } from "../../parts/CopyButton.tsx";
import { Drawer, type DrawerSteps } from "../../parts/Drawer.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Form, TextField, wholeNumber } from "../../parts/Form.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { WalletField } from "../../parts/WalletField.tsx";
import { typedAmount } from "../../words/amounts.ts";
import { numberText } from "../../words/count.ts";
import { denominationsText, feeText } from "./product-words.ts";

interface ProductDrawerProps {
  readonly id: string;
  readonly steps: DrawerSteps;
  readonly onClose: () => void;
}

/** One product, and what some of it would cost a wallet. */
export function ProductDrawer({ id, steps, onClose }: ProductDrawerProps) {
  const query = useQuery({
    queryKey: ["products", "one", id],
    queryFn: async ({ signal }) => api.products.get(id, { signal }),
  });
  return (
    <Drawer
      name="Product"
      query={query}
      steps={steps}
      onClose={onClose}
      head={(product) => (
        <>
          <span className={product.status === "active" ? "tag good" : "tag"}>{product.status}</span>
          <h2>
            <Isolated>{product.name}</Isolated>
          </h2>
        </>
      )}
    >
      {(product) => (
        <div className="drawer-body">
          <p className="sub">
            <CopyId id={product.id} />
          </p>
          <Facts
            of={[
              ["Denominations", `${denominationsText(product)} ${product.currency}`],
              ["Discount", `${product.discount} %`],
              ["Fee", feeText(product)],
              ["Most pieces of one order", numberText(product.max_quantity)],
            ]}
          />
          <Calculator product={product} />
        </div>
      )}
    </Drawer>
  );
}

/** The quote of an order that is not placed: the same that its wallet would be debited. */
function Calculator({ product }: { readonly product: Product }) {
  const [denomination, setDenomination] = useState("");
  const [quantity, setQuantity] = useState("1");
  const [wallet, setWallet] = useState<Wallet | null>(null);
  const [quote, setQuote] = useState<Charges | null>(null);
  const act = async (): Promise<void> => {
    setQuote(null);
    setQuote(
      await api.products.quote(product.id, {
        denomination: typedAmount(denomination),
        quantity: wholeNumber("quantity", quantity),
        ...(wallet !== null && { wallet_id: wallet.id }),
      }),
    );
  };
  return (
    <section aria-label="Quote" className="stack-s">
      <h3>What it would cost</h3>
      <Form
        act={act}
        className="stack-s"
        footer={(isBusy) => (
          <div className="acts form-end">
            <button type="submit" className="btn p" aria-disabled={isBusy}>
              Work out price
            </button>
          </div>
        )}
      >
        <TextField
          name="denomination"
          label="Denomination"
          inputMode="decimal"
          unit={product.currency}
          value={denomination}
          onChange={setDenomination}
        />
        <TextField name="quantity" label="Pieces" inputMode="numeric" value={quantity} onChange={setQuantity} />
        <WalletField name="wallet_id" label="Paid from" value={wallet} onChange={setWallet} />
      </Form>
      {quote !== null && <Quote quote={quote} />}
    </section>
  );
}

function Quote({ quote }: { readonly quote: Charges }) {
  const { exact, charges_details: details, currency } = quote;
  return (
    <div role="status" className="stack-s">
      <p className="fig">
        <CopiedAmount value={exact.total_payable} currency={currency} />
      </p>
      <Facts
        of={[
          ["Full price", <CopiedAmount value={exact.non_discounted_total} currency={details.source_currency} />],
          [
            `Discount ${exact.discount} %`,
            <CopiedAmount value={exact.discount_amount} currency={details.source_currency} />,
          ],
          ["After discount", <CopiedAmount value={exact.total_amount} currency={details.source_currency} />],
          ["Rate", exact.forex_rate ?? undefined],
          ["In the wallet's currency", <CopiedAmount value={exact.net_amount} currency={currency} />],
          ["Fee", <CopiedAmount value={exact.handling_fee_amount} currency={currency} />],
        ]}
      />
    </div>
  );
}

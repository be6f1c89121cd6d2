import { parseDecimal, tooLarge } from "@plimsoll/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { mayPass } from "../../../data/again.ts";
import { api } from "../../../data/client.ts";
import { problemText, WrongInput } from "../../../data/problems.ts";
import { refresh } from "../../../data/queries.ts";
import { useStore } from "../../../data/store.ts";
import { Form, TextField } from "../../../parts/Form.tsx";
import { Isolated } from "../../../parts/Isolated.tsx";
import { amountText, fieldAmount, isZero, typedAmount } from "../../../words/amounts.ts";
import { sentence } from "../../../words/isolated.ts";
import { isMakingWallet, newOpeningCredit, openingCredit, type OpeningCredit } from "./begun.ts";

interface StepProps {
  readonly onDone: () => void;
}

/** Makes a wallet with an opening credit, or leads to where a provider is connected. */
export function WalletStep({ onDone }: StepProps) {
  const begun = useStore(openingCredit);
  if (begun === null || begun.failure === null) return <NewWallet onDone={onDone} />;
  return <CreditAgain key={begun.wallet.id} begun={begun} failure={begun.failure} onDone={onDone} />;
}

function NewWallet({ onDone }: StepProps) {
  const [name, setName] = useState("");
  const [currency, setCurrency] = useState("USD");
  const [credit, setCredit] = useState("");
  const act = async (): Promise<void> => {
    const amount = openingAmount(credit);
    isMakingWallet.set(true);
    try {
      const wallet = await api.wallets.create({ name: name.trim(), currency: currency.trim().toUpperCase() });
      onDone();
      if (amount !== null) await post(newOpeningCredit(wallet, amount));
      else await refresh("first-run");
    } finally {
      isMakingWallet.set(false);
    }
    void refresh();
  };
  return (
    <Form
      act={act}
      className="lv3"
      footer={(isBusy) => (
        <div className="acts">
          <button type="submit" className="btn p" aria-disabled={isBusy}>
            {isBusy ? "Making…" : "Make wallet"}
          </button>
          <Link to="/providers" className="btn q">
            Connect a provider instead
          </Link>
        </div>
      )}
    >
      <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} hint="Such as Prepaid USD." />
      <TextField name="currency" label="Currency" value={currency} onChange={setCurrency} maxLength={12} />
      <TextField
        name="amount"
        label="Opening credit"
        inputMode="decimal"
        value={credit}
        onChange={setCredit}
        hint="Empty: it begins with nothing."
      />
    </Form>
  );
}

interface CreditAgainProps extends StepProps {
  readonly begun: OpeningCredit;
  readonly failure: NonNullable<OpeningCredit["failure"]>;
}

/** The wallet is there and its credit is not: what happened, and the same credit again. */
function CreditAgain({ begun, failure, onDone }: CreditAgainProps) {
  const [credit, setCredit] = useState(fieldAmount(begun.amount));
  const { wallet } = begun;
  const money = `${amountText(begun.amount)} ${wallet.currency}`;
  const act = async (): Promise<void> => {
    const amount = openingAmount(credit);
    if (amount === null) throw new WrongInput("amount", "An amount is required.");
    onDone();
    await post(amount === begun.amount ? begun : newOpeningCredit(wallet, amount));
    void refresh();
  };
  return (
    <Form
      act={act}
      className="stack-s"
      footer={(isBusy) => (
        <div className="acts">
          <button type="submit" className="btn p" aria-disabled={isBusy}>
            {isBusy ? "Trying…" : "Try the credit again"}
          </button>
          <button
            type="button"
            className="btn q"
            onClick={() => {
              onDone();
              openingCredit.set(null);
            }}
          >
            Go on without it
          </button>
        </div>
      )}
    >
      <p className="err" role="alert">
        <span>
          <Isolated>{wallet.name}</Isolated> was made. Its opening credit of {money}{" "}
          {failure.isRefusal ? "was not posted" : "is not confirmed"}: {failure.reason}
        </span>
      </p>
      {failure.isRefusal ? (
        <TextField
          name="amount"
          label="Opening credit"
          inputMode="decimal"
          value={credit}
          onChange={setCredit}
          unit={wallet.currency}
        />
      ) : (
        <p className="sub">Trying again posts it once, even if it was posted the first time.</p>
      )}
    </Form>
  );
}

/** Posts it and remembers whether it is still to be posted. The next step begins with the new balance. */
async function post(credit: OpeningCredit): Promise<void> {
  openingCredit.set({ ...credit, failure: openingCredit.value?.failure ?? null });
  try {
    await api.wallets.credit(
      credit.wallet.id,
      { amount: credit.amount, remarks: "Opening credit" },
      { idempotencyKey: credit.key },
    );
    await refresh("first-run", "wallet");
    openingCredit.set(null);
  } catch (error) {
    const isRefusal = error instanceof Error && !mayPass(error);
    openingCredit.set({ ...credit, failure: { reason: problemText(error), isRefusal } });
  }
}

/** The amount as it is sent; null for none. What the wallet's own precision forbids, the server says. */
function openingAmount(typed: string): string | null {
  const amount = typedAmount(typed);
  if (amount === "") return null;
  const parsed = parseDecimal(amount);
  if (!parsed.ok) {
    const message = tooLarge(amount, "amount") ?? sentence`“${typed.trim()}” is not an amount, such as 5,000.00.`;
    throw new WrongInput("amount", message);
  }
  if (parsed.value.units < 0n) throw new WrongInput("amount", "An opening credit is not less than zero.");
  return isZero(amount) ? null : amount;
}

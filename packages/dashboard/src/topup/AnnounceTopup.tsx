import type { Topup, Wallet } from "@plimsoll/client";
import { useState } from "react";
import { api, intention } from "../data/client.ts";
import { refresh } from "../data/queries.ts";
import { FormDialog } from "../parts/FormDialog.tsx";
import { WrongInput } from "../data/problems.ts";
import { localTime, SelectField, TextField } from "../parts/Form.tsx";
import { toast } from "../parts/Toasts.tsx";
import { WalletField } from "../parts/WalletField.tsx";
import { amountText, typedAmount } from "../words/amounts.ts";
import { METHOD_CHOICES } from "./methods.ts";
import { sentence } from "../words/isolated.ts";

interface AnnounceProps {
  /** Fixed where the page is a wallet's. */
  readonly wallet?: Wallet;
  /** What is advised. */
  readonly amount?: string | null;
  readonly onClose: () => void;
}

/** Announces money that is sent: it counts in the runway until a credit settles it. */
export default function AnnounceTopup({ wallet: fixed, amount: advised = null, onClose }: AnnounceProps) {
  const [wallet, setWallet] = useState<Wallet | null>(fixed ?? null);
  const [amount, setAmount] = useState(advised === null ? "" : amountText(advised));
  const [method, setMethod] = useState<Topup["method"]>("wire");
  const [reference, setReference] = useState("");
  const [expected, setExpected] = useState("");
  const [key] = useState(intention);
  const act = async (): Promise<void> => {
    if (wallet === null) throw new WrongInput("wallet_id", "A wallet is required.");
    const made = await api.topups.create(
      {
        wallet_id: wallet.id,
        amount: typedAmount(amount),
        method,
        ...(reference.trim() !== "" && { reference: reference.trim() }),
        ...(expected !== "" && { expected_at: localTime("expected_at", expected) }),
      },
      { idempotencyKey: key },
    );
    void refresh();
    toast(sentence`Announced ${made.currency} ${amountText(made.amount)} for ${wallet.name}.`);
  };
  return (
    <FormDialog
      title="Announce top-up"
      about={
        fixed === undefined
          ? "It moves no money; a credit settles it."
          : sentence`For ${fixed.name}. It moves no money.`
      }
      submit="Announce top-up"
      act={act}
      onClose={onClose}
    >
      {fixed === undefined && <WalletField name="wallet_id" label="Wallet" value={wallet} onChange={setWallet} />}
      <TextField
        name="amount"
        label="Amount"
        inputMode="decimal"
        value={amount}
        onChange={setAmount}
        unit={wallet?.currency}
      />
      <SelectField name="method" label="Method" value={method} onChange={setMethod} choices={METHOD_CHOICES} />
      <TextField
        name="reference"
        label="Reference"
        value={reference}
        onChange={setReference}
        hint="The credit that carries it settles the top-up; without one, the credit of exactly this amount does."
      />
      <TextField
        name="expected_at"
        label="Expected"
        type="datetime-local"
        value={expected}
        onChange={setExpected}
        hint="Empty: the account's lead time from now."
      />
    </FormDialog>
  );
}

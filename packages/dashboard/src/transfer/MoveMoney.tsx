import type { Wallet } from "@plimsoll/client";
import { useRef, useState } from "react";
import { api } from "../data/client.ts";
import { WrongInput } from "../data/problems.ts";
import { TextField } from "../parts/Form.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { WalletField } from "../parts/WalletField.tsx";
import { typedAmount } from "../words/amounts.ts";
import type { Move } from "./move.ts";
import ReviewMove from "./ReviewMove.tsx";

interface MoveMoneyProps {
  /** Chosen already where the page is a wallet's. */
  readonly from?: Wallet;
  readonly onClose: () => void;
}

/** Moves money between two ledger wallets: what, and then a review of what it does to both. */
export default function MoveMoney({ from: chosen, onClose }: MoveMoneyProps) {
  const [from, setFrom] = useState<Wallet | null>(chosen ?? null);
  const [to, setTo] = useState<Wallet | null>(null);
  const [amount, setAmount] = useState("");
  const [move, setMove] = useState<Move | null>(null);
  const isAccepted = useRef(false);
  if (move !== null) return <ReviewMove move={move} onClose={onClose} />;
  const act = async (): Promise<void> => {
    if (from === null) throw new WrongInput("from_wallet_id", "A wallet is required.");
    if (to === null) throw new WrongInput("to_wallet_id", "A wallet is required.");
    const asked = { from_wallet_id: from.id, to_wallet_id: to.id, amount: typedAmount(amount) };
    // Refused here, beside the field, rather than in the review.
    const judged = await api.transfers.preview(asked);
    isAccepted.current = true;
    setMove({ ...asked, amount: judged.amount });
  };
  return (
    <FormDialog
      title="Move money"
      about="Between wallets of this ledger, both at once, or neither."
      submit="Review move"
      act={act}
      onClose={() => {
        if (!isAccepted.current) onClose();
      }}
    >
      <WalletField name="from_wallet_id" label="From" value={from} onChange={setFrom} among={isLedger} />
      <WalletField name="to_wallet_id" label="To" value={to} onChange={setTo} among={isLedger} />
      <TextField
        name="amount"
        label="Amount"
        inputMode="decimal"
        value={amount}
        onChange={setAmount}
        unit={from?.currency}
      />
    </FormDialog>
  );
}

function isLedger({ source }: Wallet): boolean {
  return source === "ledger";
}

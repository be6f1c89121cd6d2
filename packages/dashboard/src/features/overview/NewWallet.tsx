import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { TextField } from "../../parts/Form.tsx";

/** Makes a wallet with a ledger of its own. */
export default function NewWallet({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [currency, setCurrency] = useState("USD");
  const act = async (): Promise<void> => {
    const wallet = await api.wallets.create({ name, currency: currency.trim().toUpperCase() });
    void refresh();
    await navigate({ to: "/wallets/$walletId", params: { walletId: String(wallet.id) } });
  };
  return (
    <FormDialog title="New wallet" submit="Make wallet" act={act} onClose={onClose}>
      <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
      <TextField name="currency" label="Currency" value={currency} onChange={setCurrency} maxLength={12} />
    </FormDialog>
  );
}

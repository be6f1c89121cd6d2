import { Dialog } from "@base-ui/react/dialog";
import { PlimsollError } from "@plimsoll/client";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";

/** Makes a wallet with a ledger of its own. */
export default function NewWallet({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [currency, setCurrency] = useState("USD");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    try {
      const wallet = await api.wallets.create({ name, currency: currency.toUpperCase() });
      await queries.invalidateQueries();
      onClose();
      await navigate({ to: "/wallets/$walletId", params: { walletId: String(wallet.id) } });
    } catch (error) {
      setProblem(error instanceof PlimsollError ? error.message : "The wallet could not be made.");
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog narrow">
          <div className="dh">
            <Dialog.Title>New wallet</Dialog.Title>
          </div>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <div className="pad stack-s">
              <label className="small-field">
                <span>Name</span>
                <span className="field">
                  <input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
                </span>
              </label>
              <label className="small-field">
                <span>Currency</span>
                <span className="field">
                  <input value={currency} maxLength={12} onChange={(event) => setCurrency(event.target.value)} />
                </span>
              </label>
              {problem !== null && (
                <p className="err" role="alert">
                  {problem}
                </p>
              )}
            </div>
            <footer>
              <Dialog.Close className="btn">Cancel</Dialog.Close>
              <button type="submit" className="btn p">
                Make wallet
              </button>
            </footer>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Confirm } from "../../parts/Confirm.tsx";
import { Form, TextField } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { amountText, fieldAmount, typedAmountOrNull } from "../../words/amounts.ts";

/** @limit Dashboard: features that a wallet can be linked to on its page. */
const LISTED = 200;

/** Name, features, overdraft, expected spend, freeze. */
export function WalletSettings({ wallet }: { readonly wallet: Wallet }) {
  const mayWrite = useMayWrite();
  const [name, setName] = useState(wallet.name);
  const [overdraft, setOverdraft] = useState(fieldAmount(wallet.overdraft_limit));
  const [expected, setExpected] = useState(fieldAmount(wallet.expected_daily_spend));
  const [instructions, setInstructions] = useState(wallet.topup?.instructions ?? "");
  const [linked, setLinked] = useState<readonly string[]>(wallet.feature_ids);
  const [isFreezing, setIsFreezing] = useState(false);
  const features = useQuery({
    queryKey: ["features", "choices"],
    queryFn: async ({ signal }) => api.features.list({ limit: LISTED }, { signal }).page(),
  });
  const save = async (change: Parameters<typeof api.wallets.update>[1], said: string): Promise<void> => {
    const saved = await api.wallets.update(wallet.id, change);
    queries.setQueryData(["wallet", wallet.id], saved);
    void queries.invalidateQueries();
    toast(said);
  };
  const act = async (): Promise<void> =>
    save(
      {
        name,
        overdraft_limit: typedAmountOrNull(overdraft),
        expected_daily_spend: typedAmountOrNull(expected),
        feature_ids: [...linked],
        ...(instructions !== (wallet.topup?.instructions ?? "") && {
          topup: { instructions: instructions.trim() === "" ? null : instructions },
        }),
      },
      "Saved.",
    );
  const isFrozen = wallet.status === "frozen";
  return (
    <Panel title="Settings">
      <Form
        act={act}
        footer={(isBusy) =>
          mayWrite ? (
            <div className="acts pad">
              <button type="submit" className="btn p" aria-disabled={isBusy}>
                Save wallet
              </button>
              <button type="button" className="btn" onClick={() => setIsFreezing(true)}>
                {isFrozen ? "Unfreeze wallet" : "Freeze wallet"}
              </button>
            </div>
          ) : (
            <p className="sub pad">This key may only read. Saving needs a key with write.</p>
          )
        }
      >
        <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
        <TextField
          name="overdraft_limit"
          label="Overdraft limit"
          inputMode="decimal"
          unit={wallet.currency}
          value={overdraft}
          onChange={setOverdraft}
          hint="How far debits may go below zero. Empty: without a limit."
        />
        <TextField
          name="expected_daily_spend"
          label="Expected spend a day"
          inputMode="decimal"
          unit={wallet.currency}
          value={expected}
          onChange={setExpected}
          hint="Stands in for the typical day until 3 complete days are known."
        />
        <TextField
          name="topup.instructions"
          label="Wire instructions of this wallet"
          rows={2}
          value={instructions}
          onChange={setInstructions}
          hint="They end what “Copy wire instructions” puts on the clipboard. Empty: the account's."
        />
        <fieldset>
          <legend>Features</legend>
          {features.data?.items.map((feature) => (
            <label key={feature.id} className="check">
              <input
                type="checkbox"
                checked={linked.includes(feature.id)}
                onChange={(event) =>
                  setLinked(event.target.checked ? [...linked, feature.id] : linked.filter((id) => id !== feature.id))
                }
              />
              <bdi>{feature.name}</bdi>
            </label>
          ))}
          {features.data?.items.length === 0 && <p className="sub">No features yet.</p>}
        </fieldset>
      </Form>
      {isFreezing && (
        <Confirm
          title={isFrozen ? `Unfreeze ${wallet.name}?` : `Freeze ${wallet.name}?`}
          consequence={
            isFrozen
              ? "Debits and orders on it are allowed again."
              : `Debits, holds and orders on it are refused until it is active again. ${amountText(wallet.available)} ${wallet.currency} stay where they are.`
          }
          keep={isFrozen ? "Keep frozen" : "Keep active"}
          go={isFrozen ? "Unfreeze wallet" : "Freeze wallet"}
          harmful={!isFrozen}
          act={async () => save({ status: isFrozen ? "active" : "frozen" }, isFrozen ? "Active again." : "Frozen.")}
          onClose={() => setIsFreezing(false)}
        />
      )}
    </Panel>
  );
}

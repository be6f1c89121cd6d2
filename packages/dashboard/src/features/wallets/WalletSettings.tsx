import { PlimsollError, type Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Confirm } from "../../parts/Confirm.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { typedAmount } from "../../words/amounts.ts";

/** @limit Dashboard: features that a wallet can be linked to on its page. */
const LISTED = 200;

/** Name, features, overdraft, freeze. */
export function WalletSettings({ wallet }: { readonly wallet: Wallet }) {
  const mayWrite = useMayWrite();
  const [name, setName] = useState(wallet.name);
  const [overdraft, setOverdraft] = useState(wallet.overdraft_limit ?? "");
  const [linked, setLinked] = useState<readonly string[]>(wallet.feature_ids);
  const [problem, setProblem] = useState<string | null>(null);
  const [freezing, setFreezing] = useState(false);
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
  const submit = async (): Promise<void> => {
    try {
      setProblem(null);
      const limit = overdraft.trim() === "" ? null : typedAmount(overdraft);
      await save({ name, overdraft_limit: limit, feature_ids: [...linked] }, "Saved.");
    } catch (error) {
      setProblem(error instanceof PlimsollError ? error.message : "The wallet could not be saved.");
    }
  };
  const isFrozen = wallet.status === "frozen";
  return (
    <Panel title="Settings">
      <form
        className="pad stack-s"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label className="small-field">
          <span>Name</span>
          <span className="field">
            <input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
          </span>
        </label>
        <label className="small-field">
          <span>Overdraft limit; empty for none at all</span>
          <span className="field">
            <input value={overdraft} inputMode="decimal" onChange={(event) => setOverdraft(event.target.value)} />
          </span>
        </label>
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
        {problem !== null && (
          <p className="err" role="alert">
            {problem}
          </p>
        )}
        {mayWrite ? (
          <div className="acts">
            <button type="submit" className="btn p">
              Save wallet
            </button>
            <button type="button" className="btn" onClick={() => setFreezing(true)}>
              {isFrozen ? "Unfreeze wallet" : "Freeze wallet"}
            </button>
          </div>
        ) : (
          <p className="sub">This key may only read. Saving needs a key with write.</p>
        )}
      </form>
      {freezing && (
        <Confirm
          title={isFrozen ? `Unfreeze ${wallet.name}?` : `Freeze ${wallet.name}?`}
          consequence={
            isFrozen
              ? "Debits and orders on it are allowed again."
              : "Debits, holds and orders on it are refused until it is active again."
          }
          keep={isFrozen ? "Keep frozen" : "Keep active"}
          go={isFrozen ? "Unfreeze wallet" : "Freeze wallet"}
          act={async () => save({ status: isFrozen ? "active" : "frozen" }, isFrozen ? "Active again." : "Frozen.")}
          onClose={() => setFreezing(false)}
        />
      )}
    </Panel>
  );
}

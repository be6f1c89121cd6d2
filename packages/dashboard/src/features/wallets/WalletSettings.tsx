import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { featureChoicesQuery } from "../../data/features.ts";
import { refresh, showSaved } from "../../data/queries.ts";
import { BusyWords } from "../../parts/BusyWords.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { Checks } from "../../parts/Checks.tsx";
import { FieldGroup, Form, TextField } from "../../parts/Form.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { useMayWrite } from "../../shell/session-context.ts";
import { amountText, fieldAmount, typedAmountOrNull } from "../../words/amounts.ts";
import { useWatching } from "./levels.ts";
import { WalletLevels } from "./WalletLevels.tsx";
import { sentence } from "../../words/isolated.ts";

interface WalletSettingsProps {
  readonly wallet: Wallet;
  readonly onEdit: () => void;
}

/** Name, features, overdraft, expected spend, alert settings, freeze. */
export function WalletSettings({ wallet, onEdit }: WalletSettingsProps) {
  const watching = useWatching(wallet);
  return (
    <>
      <WalletForm wallet={wallet} />
      <WalletLevels wallet={wallet} watching={watching} onEdit={onEdit} />
    </>
  );
}

function formOf(wallet: Wallet | null) {
  return {
    name: wallet?.name ?? "",
    overdraft: fieldAmount(wallet?.overdraft_limit ?? null),
    expected: fieldAmount(wallet?.expected_daily_spend ?? null),
    instructions: wallet?.topup?.instructions ?? "",
    linked: (wallet?.feature_ids ?? []) as readonly string[],
  };
}

function WalletForm({ wallet }: { readonly wallet: Wallet }) {
  const mayWrite = useMayWrite();
  const [asking, setAsking] = useState<"freeze" | "unfreeze" | "close" | null>(null);
  const features = useQuery(featureChoicesQuery);
  const edit = useEdit({
    resource: wallet,
    read: async () => api.wallets.get(wallet.id),
    formOf,
    rowsOf: (of) => [
      ["Name", of.name],
      ["Overdraft limit", of.overdraft === "" ? "without a limit" : of.overdraft],
      ["Expected spend a day", of.expected],
      ["Wire instructions of this wallet", of.instructions],
      ["Features", of.linked.map((id) => features.data?.find((each) => each.id === id)?.name ?? id).join(", ")],
    ],
    isLive: true,
  });
  const { set } = edit;
  const { name, overdraft, expected, instructions, linked } = edit.form;
  const show = (saved: Wallet, said: string): void => {
    showSaved(["wallet", wallet.id], saved);
    void refresh();
    toast(said);
  };
  const act = async (): Promise<void> => {
    const change = {
      name,
      overdraft_limit: typedAmountOrNull(overdraft),
      expected_daily_spend: typedAmountOrNull(expected),
      feature_ids: [...linked],
      ...(instructions !== (wallet.topup?.instructions ?? "") && {
        topup: { instructions: instructions.trim() === "" ? null : instructions },
      }),
    };
    show(await edit.save(async (options) => api.wallets.update(wallet.id, change, options)), "Saved.");
  };
  const isFrozen = wallet.status === "frozen";
  const asked = { resource: wallet, read: async () => api.wallets.get(wallet.id), onClose: () => setAsking(null) };
  return (
    <Panel title="Settings">
      <Form
        act={act}
        conflict={edit.conflict}
        isChanged={edit.isChanged}
        footer={(isBusy) =>
          wallet.status === "closed" ? (
            <p className="sub pad">This wallet is closed. Its history stays.</p>
          ) : mayWrite ? (
            <div className="acts pad">
              <button type="submit" className="btn p" aria-disabled={isBusy}>
                <BusyWords isBusy={isBusy}>Save wallet</BusyWords>
              </button>
              <button type="button" className="btn" onClick={() => setAsking(isFrozen ? "unfreeze" : "freeze")}>
                {isFrozen ? "Unfreeze wallet" : "Freeze wallet"}
              </button>
              <button type="button" className="btn q" onClick={() => setAsking("close")}>
                Close wallet
              </button>
            </div>
          ) : (
            <p className="sub pad">This key may only read. Saving needs a key with write.</p>
          )
        }
      >
        <TextField name="name" label="Name" value={name} onChange={(text) => set({ name: text })} maxLength={200} />
        <TextField
          name="overdraft_limit"
          label="Overdraft limit"
          inputMode="decimal"
          unit={wallet.currency}
          value={overdraft}
          onChange={(text) => set({ overdraft: text })}
          hint="How far debits may go below zero. Empty: without a limit."
        />
        <TextField
          name="expected_daily_spend"
          label="Expected spend a day"
          inputMode="decimal"
          unit={wallet.currency}
          value={expected}
          onChange={(text) => set({ expected: text })}
          hint="Stands in for the typical day until 3 complete days are known."
        />
        <TextField
          name="topup.instructions"
          label="Wire instructions of this wallet"
          rows={2}
          value={instructions}
          onChange={(text) => set({ instructions: text })}
          hint="They end what “Copy wire instructions” puts on the clipboard. Empty: the account's."
        />
        <FieldGroup name="feature_ids" legend="Features">
          <Checks
            value={linked}
            onChange={(ids) => set({ linked: ids })}
            choices={(features.data ?? []).map(
              ({ id, name: feature }) => [id, <Isolated>{feature}</Isolated>] as const,
            )}
          />
          {features.data?.length === 0 && <p className="sub">No features yet.</p>}
        </FieldGroup>
      </Form>
      {asking === "freeze" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Freeze ${of.name}?`,
            consequence: `Debits, holds and orders on it are refused until it is active again. ${amountText(wallet.available)} ${wallet.currency} stay where they are.`,
            already: of.status === "frozen" && "It is frozen already.",
            keep: "Keep active",
            go: "Freeze wallet",
          })}
          act={async (options) => show(await api.wallets.update(wallet.id, { status: "frozen" }, options), "Frozen.")}
        />
      )}
      {asking === "unfreeze" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Unfreeze ${of.name}?`,
            consequence: "Debits and orders on it are allowed again.",
            already: of.status === "active" && "It is active already.",
            keep: "Keep frozen",
            go: "Unfreeze wallet",
            harmful: false,
          })}
          act={async (options) =>
            show(await api.wallets.update(wallet.id, { status: "active" }, options), "Active again.")
          }
        />
      )}
      {asking === "close" && (
        <Confirm
          title={sentence`Close ${wallet.name}?`}
          consequence={`${amountText(wallet.available)} ${wallet.currency} stay in its books, and nothing moves on it any more. Its alerts close without telling anyone; its history stays. A closed wallet stays closed.`}
          typeName={wallet.name}
          keep="Keep wallet"
          go="Close wallet"
          act={async () => {
            show(await api.wallets.close(wallet.id), sentence`Closed ${wallet.name}.`);
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </Panel>
  );
}

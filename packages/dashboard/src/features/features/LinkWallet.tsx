import type { Feature, Wallet } from "@plimsoll/client";
import { useState } from "react";
import { WrongInput } from "../../data/problems.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { WalletField } from "../../parts/WalletField.tsx";
import { relink } from "./relink.ts";
import { sentence } from "../../words/isolated.ts";

interface LinkWalletProps {
  readonly feature: Feature;
  readonly onClose: () => void;
}

/** Gives a wallet the feature's levels, which are checked at once. */
export default function LinkWallet({ feature, onClose }: LinkWalletProps) {
  const [wallet, setWallet] = useState<Wallet | null>(null);
  const act = async (): Promise<void> => {
    if (wallet === null) throw new WrongInput("wallet_id", "A wallet is required.");
    await relink(wallet.id, feature.id, true);
    toast(sentence`${wallet.name} linked to ${feature.name}.`);
  };
  return (
    <FormDialog
      title="Link wallet"
      about={
        feature.alert_settings?.alert_enabled === true
          ? sentence`It gets the levels of ${feature.name}, which are checked at once.`
          : sentence`It gets the levels of ${feature.name}, which watch nothing while its alerts are off.`
      }
      submit="Link wallet"
      act={act}
      onClose={onClose}
    >
      <WalletField
        name="wallet_id"
        label="Wallet"
        value={wallet}
        onChange={setWallet}
        among={({ feature_ids: ids }) => !ids.includes(feature.id)}
      />
    </FormDialog>
  );
}

import { Combobox } from "@base-ui/react/combobox";
import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../data/client.ts";
import { amountText } from "../words/amounts.ts";
import { useField } from "./Form.tsx";

/** @limit Dashboard: wallets among which a form's field chooses. */
const LISTED = 1_000;
/** @limit Dashboard: wallets that a form's field shows at once. */
const SHOWN = 50;

interface WalletFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: Wallet | null;
  readonly onChange: (wallet: Wallet | null) => void;
}

/** Chooses a wallet by its name. */
export function WalletField({ name, label, value, onChange }: WalletFieldProps) {
  const field = useField(name);
  const { data } = useQuery({
    queryKey: ["wallets", "choices"],
    queryFn: async ({ signal }) => api.wallets.list({ limit: LISTED }, { signal }).page(),
  });
  return (
    <Combobox.Root
      items={data?.items ?? []}
      value={value}
      onValueChange={onChange}
      limit={SHOWN}
      itemToStringLabel={(wallet: Wallet) => wallet.name}
      isItemEqualToValue={(a: Wallet, b: Wallet) => a.id === b.id}
    >
      <div className="small-field">
        <label htmlFor={field.id}>{label}</label>
        <span className={field.isWrong ? "field bad" : "field"}>
          <Combobox.Input id={field.id} name={name} placeholder="Name" {...field.aria} />
        </span>
        {field.below}
      </div>
      <Combobox.Portal>
        <Combobox.Positioner className="menu-place above-dialog" sideOffset={4}>
          <Combobox.Popup className="menu choices-menu">
            <Combobox.Empty className="sub">No wallet matches.</Combobox.Empty>
            <Combobox.List>
              {(wallet: Wallet) => (
                <Combobox.Item key={wallet.id} value={wallet} className="choice">
                  <bdi className="cut-text">{wallet.name}</bdi>
                  <span className="sub end">
                    {amountText(wallet.available)} {wallet.currency}
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

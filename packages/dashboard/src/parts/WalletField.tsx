import { Combobox } from "@base-ui/react/combobox";
import type { Wallet } from "@plimsoll/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { api } from "../data/client.ts";
import { amountText } from "../words/amounts.ts";
import { useField } from "./Form.tsx";

/** @limit Dashboard: wallets that a form's field shows at once. */
const SHOWN = 50;

interface WalletFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: Wallet | null;
  readonly onChange: (wallet: Wallet | null) => void;
  /** Those to choose from, when not every wallet will do. */
  readonly among?: (wallet: Wallet) => boolean;
}

/** Chooses a wallet by its name, its provider's id or its own; the server searches. */
export function WalletField({ name, label, value, onChange, among = () => true }: WalletFieldProps) {
  const field = useField(name);
  const [typed, setTyped] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  // The name of the chosen one is no search: all are there to choose from again.
  const q = typed.trim() === "" || typed === value?.name ? undefined : typed.trim();
  const { data = [], isPlaceholderData } = useQuery({
    queryKey: ["wallets", "choices", q ?? null],
    queryFn: async ({ signal }) => (await api.wallets.list({ q, limit: SHOWN }, { signal }).page()).items,
    placeholderData: keepPreviousData,
    select: (wallets) => wallets.filter((wallet) => wallet.status !== "closed" && among(wallet)),
  });
  // Of the search before, whose answer stands until this one's is there, Enter takes nothing.
  const only = isOpen && q !== undefined && !isPlaceholderData && data.length === 1 ? data[0] : undefined;
  const takeOnly = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || only === undefined) return;
    event.preventDefault();
    onChange(only);
    setIsOpen(false);
  };
  return (
    <Combobox.Root
      items={data}
      value={value}
      onValueChange={onChange}
      onInputValueChange={setTyped}
      filter={null}
      open={isOpen}
      onOpenChange={setIsOpen}
      itemToStringLabel={(wallet: Wallet) => wallet.name}
      isItemEqualToValue={(a: Wallet, b: Wallet) => a.id === b.id}
    >
      <div className="small-field">
        <label htmlFor={field.id}>{label}</label>
        <span className={field.isWrong ? "field bad" : "field"}>
          <Combobox.Input id={field.id} name={name} placeholder="Name" onKeyDown={takeOnly} {...field.aria} />
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

import { Combobox } from "@base-ui/react/combobox";
import type { Wallet } from "@plimsoll/client";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { FRESH_MS } from "../data/again.ts";
import { api } from "../data/client.ts";
import { queries } from "../data/queries.ts";
import { amountText } from "../words/amounts.ts";
import { sentence } from "../words/isolated.ts";
import { useField } from "./Form.tsx";
import { Isolated } from "./Isolated.tsx";

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
  const [typed, setTyped] = useState(value?.name ?? "");
  const [seen, setSeen] = useState(value);
  const [isOpen, setIsOpen] = useState(false);
  if (value?.id !== seen?.id) {
    setSeen(value);
    if (value !== null) setTyped(value.name);
    // Its name goes with it; what was typed over the name stays.
    else if (typed === seen?.name) setTyped("");
  }
  // The name of the chosen one is no search: all are there to choose from again.
  const q = typed.trim() === "" || typed === value?.name ? undefined : typed.trim();
  const choices = queryOptions({
    queryKey: ["wallets", "choices", q ?? null],
    queryFn: async ({ signal }) => (await api.wallets.list({ q, limit: SHOWN }, { signal }).page()).items,
  });
  const isOffered = (wallet: Wallet): boolean => wallet.status !== "closed" && among(wallet);
  const { data = [], isPlaceholderData } = useQuery({
    ...choices,
    placeholderData: keepPreviousData,
    select: (wallets) => wallets.filter(isOffered),
  });
  // What is typed and not chosen is neither dropped nor sent without it.
  const field = useField(name, undefined, async () => {
    if (value !== null || q === undefined) return null;
    const found = await queries.fetchQuery({ ...choices, staleTime: FRESH_MS });
    return found.some(isOffered) ? "Choose a wallet from the list." : sentence`No wallet matches “${q}”.`;
  });
  const choose = (wallet: Wallet | null): void => {
    if (wallet !== null) field.clear();
    onChange(wallet);
  };
  const type = (text: string, { reason }: Combobox.Root.ChangeEventDetails): void => {
    // The list that closes without a choice would empty the field.
    if (reason === "input-clear") return;
    setTyped(text);
    // Another text is no longer the name of what was chosen.
    if (reason === "input-change" && value !== null && text !== value.name) onChange(null);
  };
  // Of the search before, whose answer stands until this one's is there, Enter takes nothing.
  const only = isOpen && q !== undefined && !isPlaceholderData && data.length === 1 ? data[0] : undefined;
  const takeOnly = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || only === undefined) return;
    event.preventDefault();
    choose(only);
    setIsOpen(false);
  };
  return (
    <Combobox.Root
      items={data}
      value={value}
      onValueChange={choose}
      inputValue={typed}
      onInputValueChange={type}
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
                  <Isolated className="cut-text">{wallet.name}</Isolated>
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

import type { Silence, Wallet } from "@plimsoll/client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { featureChoicesQuery } from "../data/features.ts";
import { providerChoicesQuery } from "../data/providers.ts";
import { walletNameQuery } from "../data/wallets.ts";
import { TextField } from "../parts/Form.tsx";
import { PickMany, Picked } from "../parts/PickMany.tsx";
import { WalletField } from "../parts/WalletField.tsx";

export type WalletFilter = Silence["filter"];

/** A filter as it is typed. */
export interface TypedFilter {
  readonly walletIds: readonly number[];
  /** Codes with commas. */
  readonly currencies: string;
  readonly providerIds: readonly string[];
  readonly featureIds: readonly string[];
}

export function typedFilter(filter: WalletFilter | null): TypedFilter {
  return {
    walletIds: filter?.wallet_ids ?? [],
    currencies: (filter?.currencies ?? []).join(", "),
    providerIds: filter?.provider_ids ?? [],
    featureIds: filter?.feature_ids ?? [],
  };
}

/** What is sent: lists that are not empty. */
export function filterOf({ walletIds, currencies, providerIds, featureIds }: TypedFilter): WalletFilter {
  const codes = currencies
    .split(/[\s,;]+/)
    .filter((code) => code !== "")
    .map((code) => code.toUpperCase());
  return {
    ...(walletIds.length > 0 && { wallet_ids: [...walletIds] }),
    ...(codes.length > 0 && { currencies: codes }),
    ...(providerIds.length > 0 && { provider_ids: [...providerIds] }),
    ...(featureIds.length > 0 && { feature_ids: [...featureIds] }),
  };
}

interface FilterFieldsProps {
  readonly value: TypedFilter;
  readonly onChange: (value: TypedFilter) => void;
}

/** Which wallets: every list that is filled must contain the wallet. */
export function FilterFields({ value, onChange }: FilterFieldsProps) {
  const providers = useQuery(providerChoicesQuery);
  const features = useQuery(featureChoicesQuery);
  return (
    <>
      <PickWallets value={value.walletIds} onChange={(walletIds) => onChange({ ...value, walletIds })} />
      <TextField
        name="filter.currencies"
        label="Only currencies"
        value={value.currencies}
        onChange={(currencies) => onChange({ ...value, currencies })}
        hint="Codes with commas, such as USD, EUR. Empty: any."
      />
      {((providers.data?.length ?? 0) > 0 || value.providerIds.length > 0) && (
        <PickMany
          name="filter.provider_ids"
          label="Only providers"
          value={value.providerIds}
          onChange={(providerIds) => onChange({ ...value, providerIds })}
          choices={providers.data ?? []}
          add="Add provider"
        />
      )}
      {((features.data?.length ?? 0) > 0 || value.featureIds.length > 0) && (
        <PickMany
          name="filter.feature_ids"
          label="Only features"
          value={value.featureIds}
          onChange={(featureIds) => onChange({ ...value, featureIds })}
          choices={features.data ?? []}
          add="Add feature"
        />
      )}
    </>
  );
}

interface PickWalletsProps {
  readonly value: readonly number[];
  readonly onChange: (value: readonly number[]) => void;
}

function PickWallets({ value, onChange }: PickWalletsProps) {
  const place = useRef<HTMLDivElement>(null);
  const [times, setTimes] = useState(0);
  const names = useQueries({ queries: value.map((id) => walletNameQuery(id)) });
  const add = (wallet: Wallet | null): void => {
    if (wallet === null || value.includes(wallet.id)) return;
    onChange([...value, wallet.id]);
    // The field is emptied for the next one.
    setTimes(times + 1);
    setTimeout(() => place.current?.querySelector("input")?.focus());
  };
  return (
    <Picked
      name="filter.wallet_ids"
      label="Only wallets"
      picked={value.map((id, index) => ({ id: String(id), name: names[index]?.data?.name ?? `Wallet ${id}` }))}
      onRemove={(id) => onChange(value.filter((each) => String(each) !== id))}
    >
      <div ref={place}>
        <WalletField key={times} name="filter.wallet_id" label="Add wallet" value={null} onChange={add} />
      </div>
    </Picked>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { api } from "../data/client.ts";
import { Isolated } from "../parts/Isolated.tsx";
import { FeatureName, WalletName } from "../parts/names.tsx";
import type { WalletFilter } from "./FilterFields.tsx";

/** @nolimit Names of one list that are written out; more are counted. */
const NAMED = 3;

/** Which wallets a filter admits, in words. */
export function FilterText({ filter }: { readonly filter: WalletFilter | null }) {
  const {
    wallet_ids: wallets = [],
    currencies = [],
    provider_ids: providers = [],
    feature_ids: features = [],
  } = filter ?? {};
  const parts: readonly ReactNode[] = [
    wallets.length > 0 && listed(wallets, (id) => <WalletName id={id} />),
    currencies.length > 0 && listed(currencies, (code) => code),
    providers.length > 0 && listed(providers, (id) => <ProviderName id={id} />),
    features.length > 0 && listed(features, (id) => <FeatureName id={id} />),
  ].filter((part) => part !== false);
  if (parts.length === 0) return <span className="sub">every wallet</span>;
  return (
    <span className="filter-text">
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <span className="sub"> and </span>}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

function listed<Item extends string | number>(items: readonly Item[], shown: (item: Item) => ReactNode): ReactNode {
  const more = items.length - NAMED;
  return (
    <>
      {items.slice(0, NAMED).map((item, index) => (
        <Fragment key={item}>
          {index > 0 && ", "}
          {shown(item)}
        </Fragment>
      ))}
      {more > 0 && ` and ${more} more`}
    </>
  );
}

function ProviderName({ id }: { readonly id: string }) {
  const { data } = useQuery({
    queryKey: ["provider-name", id],
    queryFn: async ({ signal }) => (await api.providers.get(id, {}, { signal })).name,
  });
  return <Isolated>{data ?? id}</Isolated>;
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../data/client.ts";

/** @nolimit Names seldom change: no event refreshes them, and each is read again after five minutes. */
const NAMES_MS = 300_000;

export function useWalletName(id: number): string {
  const { data } = useQuery({
    queryKey: ["wallet-name", id],
    queryFn: async ({ signal }) => (await api.wallets.get(id, { signal })).name,
    staleTime: NAMES_MS,
  });
  return data ?? `Wallet ${id}`;
}

/** A wallet by its name, with a link to it. */
export function WalletName({ id }: { readonly id: number }) {
  const name = useWalletName(id);
  return (
    <Link to="/wallets/$walletId" params={{ walletId: String(id) }} className="name">
      <bdi>{name}</bdi>
    </Link>
  );
}

/** A feature by its name, with a link to it. */
export function FeatureName({ id }: { readonly id: string }) {
  const { data } = useQuery({
    queryKey: ["feature-name", id],
    queryFn: async ({ signal }) => (await api.features.get(id, { signal })).name,
    staleTime: NAMES_MS,
  });
  return (
    <Link to="/features/$featureId" params={{ featureId: id }} className="link">
      <bdi>{data ?? id}</bdi>
    </Link>
  );
}

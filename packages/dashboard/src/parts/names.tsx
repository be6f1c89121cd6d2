import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Isolated } from "./Isolated.tsx";
import { afterFailure } from "../data/again.ts";
import { api } from "../data/client.ts";
import { NAMES_MS, walletNameQuery } from "../data/wallets.ts";
import { WalletLink } from "./WalletLink.tsx";

export function useWalletName(id: number): string {
  const { data } = useQuery(walletNameQuery(id));
  return data?.name ?? `Wallet ${id}`;
}

/** A wallet by its name, with a link to it. */
export function WalletName({ id }: { readonly id: number }) {
  return <WalletLink id={id} name={useWalletName(id)} />;
}

/** A feature by its name, with a link to it; `plain` where it stands in another link. */
export function FeatureName({ id, plain = false }: { readonly id: string; readonly plain?: boolean }) {
  const { data } = useQuery({
    queryKey: ["feature-name", id],
    queryFn: async ({ signal }) => (await api.features.get(id, { signal })).name,
    staleTime: NAMES_MS,
    refetchInterval: afterFailure,
  });
  if (plain) return <Isolated className="sub">{data ?? id}</Isolated>;
  return (
    <Link to="/features/$featureId" params={{ featureId: id }} className="link">
      <Isolated>{data ?? id}</Isolated>
    </Link>
  );
}

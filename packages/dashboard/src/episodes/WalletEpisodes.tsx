import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../data/client.ts";
import { useMayWrite } from "../shell/session-context.ts";
import { SilencedUntil } from "./SilencedUntil.tsx";
import { Acknowledged } from "./Acknowledged.tsx";
import { AcknowledgeButton } from "./AcknowledgeButton.tsx";
import { OwnerName } from "./OwnerName.tsx";

/** @limit Dashboard: open alerts of one wallet that its page shows. */
const SHOWN = 5;

/** A wallet's open alerts, each with who has it in hand. */
export function WalletEpisodes({ walletId }: { readonly walletId: number }) {
  const mayWrite = useMayWrite();
  const { data } = useQuery({
    queryKey: ["episodes", "list", { wallet_id: walletId, state: "open" }],
    queryFn: async ({ signal }) =>
      api.episodes.list({ wallet_id: walletId, state: "open", limit: SHOWN }, { signal }).page(),
  });
  return data?.items.map(({ id, wallet_name: wallet, owner, acknowledged, ...episode }) => (
    <p key={id} className="stateline">
      <Link to="/alerts/episodes/$episodeId" params={{ episodeId: id }} className="link">
        Alert
      </Link>
      <span className="soft">
        by <OwnerName owner={owner} />
      </span>
      <Acknowledged acknowledged={acknowledged} />
      <span className="soft">
        <SilencedUntil of={episode} />
      </span>
      {mayWrite && acknowledged === null && <AcknowledgeButton episodeId={id} wallet={wallet} />}
    </p>
  ));
}

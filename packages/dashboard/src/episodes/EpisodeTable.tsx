import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "../data/client.ts";
import { AmountCell } from "../parts/Amount.tsx";
import { Isolated } from "../parts/Isolated.tsx";
import { List } from "../parts/List.tsx";
import { StateBadge } from "../parts/State.tsx";
import { Length, Time } from "../parts/Time.tsx";
import { OwnerName } from "./OwnerName.tsx";

type Filter = NonNullable<Parameters<typeof api.episodes.list>[0]>;

interface EpisodeTableProps {
  readonly title: string;
  readonly filter: Pick<Filter, "state" | "worst_state" | "wallet_id" | "feature_id" | "from" | "to">;
  readonly empty: ReactNode;
}

/** Episodes, newest first: worst state, length and lowest balance of each. */
export function EpisodeTable({ title, filter, empty }: EpisodeTableProps) {
  return (
    <List
      title={title}
      noun="episode"
      queryKey={["episodes", "list", filter]}
      list={(page, signal) => api.episodes.list({ ...filter, ...page }, { signal })}
      keyOf={({ id }) => id}
      empty={empty}
      columns={[
        { title: "Worst", cell: ({ worst_state: worst }) => <StateBadge state={worst} /> },
        {
          title: "Wallet",
          always: true,
          cell: ({ id, wallet_name: name }) => (
            <Link to="/alerts/episodes/$episodeId" params={{ episodeId: id }} className="name" data-row-link="">
              <Isolated>{name}</Isolated>
            </Link>
          ),
        },
        { title: "Levels of", wide: true, cell: ({ owner }) => <OwnerName owner={owner} /> },
        {
          title: "Lowest",
          numeric: true,
          cell: ({ lowest_available: lowest, currency }) => <AmountCell value={lowest} currency={currency} />,
        },
        {
          title: "Lasted",
          numeric: true,
          cell: ({ opened_at: opened, closed_at: closed }) => (
            <>
              {closed === null && "open, "}
              <Length from={opened} to={closed} />
            </>
          ),
        },
        { title: "Opened", numeric: true, wide: true, cell: ({ opened_at: at }) => <Time at={at} exact /> },
      ]}
    />
  );
}

import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";

export default function CardsPage() {
  return (
    <Page title="Cards" above={[{ title: "Money" }]}>
      <List
        title="Cards"
        queryKey={["cards"]}
        list={(page, signal) => api.cards.list(page, { signal })}
        keyOf={({ card_id: id }) => id}
        empty={<Empty title="No cards yet.">A card is linked to a wallet, whose balance its issuer requests.</Empty>}
        columns={[
          { title: "Card", cell: ({ card_id: id }) => <bdi className="mono">{id}</bdi> },
          {
            title: "Status",
            cell: ({ status }) => <span className={status === "active" ? "tag good" : "tag"}>{status}</span>,
          },
          { title: "Wallet", cell: ({ wallet_id: id }) => <WalletName id={id} /> },
          { title: "Expires", wide: true, cell: ({ expires }) => expires ?? "–" },
          { title: "Changed", numeric: true, wide: true, cell: ({ updated_at: at }) => <Time at={at} /> },
        ]}
      />
    </Page>
  );
}

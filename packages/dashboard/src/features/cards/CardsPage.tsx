import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { statusChips, useFilters, type Filter } from "../../parts/filters.ts";
import { stepsAmong } from "../../parts/Drawer.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";
import { useBeside } from "../../parts/url.ts";
import { Page } from "../../shell/Page.tsx";
import { CardDrawer } from "./CardDrawer.tsx";
import { CARD_TAGS } from "./card-status.ts";

const STATUSES = ["active", "frozen", "closed"] as const satisfies readonly (keyof typeof CARD_TAGS)[];
const FILTERS = [
  { kind: "text", name: "q", label: "Filter cards", placeholder: "Card id" },
  statusChips(STATUSES, (status) => CARD_TAGS[status][1]),
] as const satisfies readonly Filter[];

/** Cards, and the one of the URL beside them. */
export default function CardsPage() {
  const { cardId } = useParams({ strict: false }) as { readonly cardId?: string };
  const navigate = useNavigate();
  const filters = useFilters("card", FILTERS);
  const { q, status } = filters.values;
  const asked = { q, status: STATUSES.find((each) => each === status), not: filters.not };
  const { opening, closeBy } = useBeside(cardId !== undefined);
  const open = (id: string): void =>
    void navigate({ to: "/cards/{-$cardId}", params: { cardId: id }, search: true, ...opening });
  const close = (): void =>
    closeBy(
      () => void navigate({ to: "/cards/{-$cardId}", params: { cardId: undefined }, search: true, replace: true }),
    );
  return (
    <Page title="Cards" above={[{ title: "Money" }]}>
      <div className={cardId === undefined ? "stack" : "stack with-drawer"}>
        <List
          title="Cards"
          queryKey={["cards"]}
          list={(page, signal) => api.cards.list({ ...asked, ...page }, { signal })}
          counts={(of, others, signal) =>
            api.cards.list({ ...asked, ...others, status: STATUSES.find((each) => each === of) }, { signal })
          }
          filters={filters}
          keyOf={({ card_id: id }) => id}
          selected={cardId}
          beside={(rows) =>
            cardId !== undefined && (
              <CardDrawer
                key={cardId}
                id={cardId}
                steps={stepsAmong(
                  rows.map(({ card_id: id }) => id),
                  cardId,
                  open,
                )}
                onClose={close}
              />
            )
          }
          empty={<Empty title="No cards yet.">A card is linked to a wallet, whose balance its issuer requests.</Empty>}
          columns={[
            {
              title: "Card",
              always: true,
              cell: ({ card_id: id }) => (
                <Link
                  to="/cards/{-$cardId}"
                  params={{ cardId: id }}
                  search
                  className="name mono"
                  data-row-link=""
                  {...opening}
                >
                  <Isolated>{id}</Isolated>
                </Link>
              ),
            },
            {
              title: "Status",
              cell: ({ status: of }) => <span className={CARD_TAGS[of][0]}>{CARD_TAGS[of][1]}</span>,
            },
            { title: "Wallet", cell: ({ wallet_id: id }) => <WalletName id={id} /> },
            { title: "Expires", wide: true, cell: ({ expires }) => expires ?? "–" },
            { title: "Changed", numeric: true, wide: true, cell: ({ updated_at: at }) => <Time at={at} /> },
          ]}
        />
      </div>
    </Page>
  );
}

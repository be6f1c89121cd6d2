import type { Card } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Drawer, type DrawerSteps } from "../../parts/Drawer.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { sentence } from "../../words/isolated.ts";
import { CARD_TAGS } from "./card-status.ts";

/** What a change of status means for who pays with the card. */
const MOVES = {
  active: { go: "Unfreeze card", keep: "Keep frozen", consequence: "Its issuer is given its wallet's balance again." },
  frozen: {
    go: "Freeze card",
    keep: "Keep active",
    consequence: "Its issuer is refused until the card is active again.",
  },
  closed: {
    go: "Close card",
    keep: "Keep card",
    consequence: "Its issuer is refused from now on.",
  },
} as const;

interface CardDrawerProps {
  readonly id: string;
  readonly steps: DrawerSteps;
  readonly onClose: () => void;
}

/** One card: its wallet, and whether its issuer is given a balance. */
export function CardDrawer({ id, steps, onClose }: CardDrawerProps) {
  const query = useQuery({
    queryKey: ["cards", "one", id],
    queryFn: async ({ signal }) => api.cards.get(id, { signal }),
  });
  return (
    <Drawer
      name="Card"
      query={query}
      steps={steps}
      onClose={onClose}
      head={(card) => (
        <>
          <span className={CARD_TAGS[card.status][0]}>{CARD_TAGS[card.status][1]}</span>
          <h2 className="mono">
            <Isolated>{card.card_id}</Isolated>
          </h2>
        </>
      )}
    >
      {(card) => (
        <div className="drawer-body">
          <p className="sub">
            <CopyButton text={card.card_id} label="Copy id" />
          </p>
          <Facts
            of={[
              ["Wallet", <WalletName id={card.wallet_id} />],
              ["Expires", card.expires ?? "not set"],
              ["Linked", <Time at={card.created_at} exact />],
              ["Changed", <Time at={card.updated_at} exact />],
            ]}
          />
          <Moves card={card} />
        </div>
      )}
    </Drawer>
  );
}

function Moves({ card }: { readonly card: Card }) {
  const mayWrite = useMayWrite();
  const [chosen, setChosen] = useState<Card["status"] | null>(null);
  if (!mayWrite || card.status === "closed") return null;
  const moves = card.status === "active" ? (["frozen", "closed"] as const) : (["active", "closed"] as const);
  return (
    <div className="acts">
      {moves.map((status) => (
        <button
          key={status}
          type="button"
          className={status === "closed" ? "btn q" : "btn"}
          onClick={() => setChosen(status)}
        >
          {MOVES[status].go}
        </button>
      ))}
      {chosen !== null && (
        <ConfirmEdit
          resource={card}
          read={async () => api.cards.get(card.card_id)}
          says={({ card_id: id }) => ({
            ...MOVES[chosen],
            title: sentence`${MOVES[chosen].go} ${id}?`,
            harmful: chosen !== "active",
          })}
          act={async (options) => {
            await api.cards.update(card.card_id, { status: chosen }, options);
            void refresh("cards");
          }}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}

import type { Feature, PreviewedWallet, SettingsPreview, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { lazily } from "../../data/program.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { BalanceCell } from "../../parts/BalanceCell.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { LiveTable } from "../../parts/Table.tsx";
import { WalletLink } from "../../parts/WalletLink.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { numberText } from "../../words/count.ts";
import { STATES } from "../../words/states.ts";
import { decidedBy } from "./decided-by.ts";
import { relink } from "./relink.ts";
import { sentence } from "../../words/isolated.ts";

const LinkWallet = lazily(() => import("./LinkWallet.tsx"));

/** @limit Dashboard: wallets of a feature that its page lists. */
const LISTED = 200;

interface LinkedWalletsProps {
  readonly feature: Feature;
  /** What the feature's own levels say of its wallets. */
  readonly judged: SettingsPreview | undefined;
}

/** The wallets that a feature's levels watch, and their links. */
export function LinkedWallets({ feature, judged }: LinkedWalletsProps) {
  const mayWrite = useMayWrite();
  const [isLinking, setIsLinking] = useState(false);
  const [unlinking, setUnlinking] = useState<Wallet | null>(null);
  const query = useQuery({
    queryKey: ["wallets", "of-feature", feature.id],
    queryFn: async ({ signal }) =>
      api.wallets.list({ feature_id: feature.id, include: "watched,alert", limit: LISTED }, { signal }).page(),
  });
  const total = query.data?.total;
  const link = mayWrite && (
    <button type="button" className="btn s" onClick={() => setIsLinking(true)}>
      <Icon name="plus" size={14} />
      Link wallet
    </button>
  );
  return (
    <Panel
      title="Wallets"
      note={
        total === undefined ? undefined : `${numberText(total)} linked${total > LISTED ? `, the first ${LISTED}` : ""}`
      }
      actions={link}
    >
      <Answer what="The wallets" query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No wallets yet.">Its levels watch the wallets that are linked to it.</Empty>
          ) : (
            <Linked
              rows={items}
              feature={feature}
              judged={judged?.wallets ?? []}
              onUnlink={mayWrite ? setUnlinking : null}
            />
          )
        }
      </Answer>
      {unlinking !== null && (
        <Confirm
          title={sentence`Unlink ${unlinking.name}?`}
          consequence={sentence`It loses the levels of ${feature.name}. An alert that they raised closes without telling anyone.`}
          keep="Keep link"
          go="Unlink wallet"
          act={async () => relink(unlinking.id, feature.id, false)}
          onClose={() => setUnlinking(null)}
        />
      )}
      <Suspense fallback={null}>
        {isLinking && <LinkWallet feature={feature} onClose={() => setIsLinking(false)} />}
      </Suspense>
    </Panel>
  );
}

interface LinkedProps {
  readonly rows: readonly Wallet[];
  readonly feature: Feature;
  readonly judged: readonly PreviewedWallet[];
  /** Null for a key that may only read. */
  readonly onUnlink: ((wallet: Wallet) => void) | null;
}

function Linked({ rows, feature, judged, onUnlink }: LinkedProps) {
  const byId = new Map(judged.map((wallet) => [wallet.wallet_id, wallet]));
  const worstFirst = rows.toSorted((a, b) => STATES.indexOf(a.alert_state) - STATES.indexOf(b.alert_state));
  const digits = Math.max(...rows.map(({ asset_scale: scale }) => scale));
  return (
    <LiveTable
      name="Linked wallets"
      noun="wallet"
      rows={worstFirst}
      keyOf={({ id }) => id}
      columns={[
        {
          title: "State",
          cell: (wallet) => <StateBadge state={wallet.alert_state} watched={wallet.watched} stale={wallet.stale} />,
        },
        { title: "Wallet", cell: ({ id, name }) => <WalletLink id={id} name={name} /> },
        {
          title: "Available",
          numeric: true,
          cell: (wallet) => <BalanceCell wallet={wallet} digits={digits} />,
        },
        {
          title: "Decided by",
          wide: true,
          cell: (wallet) => <span className="sub">{decidedBy(wallet, feature, byId.get(wallet.id))}</span>,
        },
        ...(onUnlink === null
          ? []
          : [
              {
                title: "Do",
                actions: true,
                cell: (wallet: Wallet) => (
                  <button
                    type="button"
                    className="btn s q"
                    aria-label={sentence`Unlink ${wallet.name}`}
                    onClick={() => onUnlink(wallet)}
                  >
                    Unlink
                  </button>
                ),
              },
            ]),
      ]}
    />
  );
}

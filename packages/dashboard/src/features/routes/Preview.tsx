import type { RoutePreview, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { walletQuery } from "../../data/wallets.ts";
import { CHANNEL_KIND_WORDS } from "../../notifications/channels.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { SelectField } from "../../parts/Form.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { idIn } from "../../parts/url.ts";
import { WalletField } from "../../parts/WalletField.tsx";
import { LEVEL_EVENTS, OPERATION_EVENTS, PREVIEW_WORDS, type RouteEvent } from "./words.ts";

const CHOICES: readonly (readonly [RouteEvent, string])[] = [
  ...LEVEL_EVENTS.map(([event, word]) => [event, word] as const),
  ...OPERATION_EVENTS,
];

interface Search {
  readonly wallet?: string | undefined;
  readonly level?: RouteEvent | undefined;
}

/** Who would be told if a wallet reached a level now; both are in the URL. */
export function Preview() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { level = "critical" } = search;
  const walletId = idIn(search.wallet);
  const hasWallet = Number.isSafeInteger(walletId);
  const set = (change: Search): void =>
    void navigate({ to: ".", search: { ...search, ...change }, replace: true, resetScroll: false });
  const wallet = useQuery(walletQuery(walletId));
  const query = useQuery({
    queryKey: ["routes", "preview", walletId, level],
    queryFn: async ({ signal }) => api.routes.preview({ wallet_id: walletId, level }, { signal }),
    enabled: hasWallet,
    placeholderData: (before) => before,
    // Silences and hours begin and end by the clock.
    staleTime: 0,
  });
  return (
    <Panel title="Who would be told">
      <div className="pad inline-form">
        <WalletField
          name="wallet_id"
          label="Wallet"
          value={wallet.data ?? null}
          onChange={(chosen: Wallet | null) => set({ wallet: chosen === null ? undefined : String(chosen.id) })}
        />
        <SelectField
          name="level"
          label="Reaches"
          value={level}
          onChange={(chosen) => set({ level: chosen })}
          choices={CHOICES}
        />
      </div>
      {!hasWallet ? (
        <p className="sub pad">Choose a wallet: the list shows each channel, by which route and when.</p>
      ) : (
        <Answer what="This wallet" query={query} rows={2}>
          {(found) => <Found found={found} />}
        </Answer>
      )}
    </Panel>
  );
}

function Found({ found }: { readonly found: readonly RoutePreview[] }) {
  if (found.length === 0) {
    return (
      <Empty title="Nobody would be told.">
        No enabled route carries it for this wallet, or none of those has a channel that is not paused.
      </Empty>
    );
  }
  return (
    <Table
      name="Who would be told"
      rows={found}
      keyOf={({ route_id: route, channel_id: channel, reason }) => `${route} ${channel} ${reason}`}
      columns={[
        { title: "Channel", cell: ({ channel }) => <Isolated className="name">{channel}</Isolated> },
        { title: "Kind", wide: true, cell: ({ kind }) => CHANNEL_KIND_WORDS[kind] },
        { title: "By route", cell: ({ route }) => <Isolated>{route}</Isolated> },
        {
          title: "When",
          numeric: true,
          cell: ({ at, reason }) => (
            <>
              {at !== null && reason !== "at_once" && (
                <>
                  <Time at={at} exact />{" "}
                </>
              )}
              <span className={at === null ? "missing" : "sub"}>{PREVIEW_WORDS[reason]}</span>
            </>
          ),
        },
      ]}
    />
  );
}

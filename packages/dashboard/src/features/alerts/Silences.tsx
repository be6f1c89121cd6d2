import type { Notification, Silence } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useNow } from "../../data/clock.ts";
import { api } from "../../data/client.ts";
import { silencesQuery } from "../../data/silences.ts";
import { endSilence } from "../../episodes/silence.ts";
import { useChannelNames } from "../../notifications/channels.ts";
import { NotificationDrawer } from "../../notifications/NotificationDrawer.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { LiveTable, Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { FilterText } from "../../wallet-filter/FilterText.tsx";
import { counted } from "../../words/count.ts";
import { isOver } from "./silences.ts";

/** @limit Dashboard: messages among which those that silences kept are found. */
const SKIPPED = 200;
/** @limit Dashboard: messages that silences kept and the page shows. */
const SHOWN = 50;

/** What is kept quiet, until when and by whom; and what was not sent because of it. */
export function Silences() {
  const query = useQuery(silencesQuery);
  return (
    <>
      <Answer what="Silences" query={query}>
        {({ items }) => <SilenceTable silences={items} />}
      </Answer>
      <NotSent />
    </>
  );
}

function SilenceTable({ silences }: { readonly silences: readonly Silence[] }) {
  const now = useNow();
  const mayWrite = useMayWrite();
  return (
    <Panel title="Silences" note={silences.length === 0 ? undefined : String(silences.length)}>
      {silences.length === 0 ? (
        <Empty title="Nothing is silenced.">
          A silence keeps messages about some wallets while you work on them. Every change is recorded all the same.
        </Empty>
      ) : (
        <LiveTable
          name="Silences"
          noun="silence"
          rows={silences}
          keyOf={({ id }) => id}
          columns={[
            { title: "State", cell: (silence) => <SilenceState silence={silence} now={now} /> },
            { title: "Wallets", cell: ({ filter }) => <FilterText filter={filter} /> },
            { title: "Reason", wide: true, cell: ({ reason }) => <Isolated>{reason}</Isolated> },
            { title: "By", wide: true, cell: ({ created_by: by }) => <Isolated>{by}</Isolated> },
            { title: "Blocked too", wide: true, cell: ({ include_block: includes }) => (includes ? "yes" : "no") },
            {
              title: "Until",
              numeric: true,
              cell: (silence) => <Until silence={silence} />,
            },
            {
              title: "Do",
              actions: true,
              cell: (silence) =>
                mayWrite && !isOver(silence, now) ? (
                  <button type="button" className="btn s q" onClick={() => void endSilence(silence)}>
                    End silence
                  </button>
                ) : null,
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** When it ends, or what ends it; the wallets of several that it still waits for. */
function Until({ silence }: { readonly silence: Silence }) {
  const { ends_at: ends, filter, recovering } = silence;
  if (ends !== null) return <Time at={ends} />;
  const of = filter.wallet_ids?.length ?? 0;
  return of > 1 ? `recovered, ${recovering.length} of ${of} left` : "recovered";
}

function SilenceState({ silence, now }: { readonly silence: Silence; readonly now: number }) {
  if (isOver(silence, now)) return <span className="tag">Over</span>;
  if (silence.active) return <span className="tag wait">Silent</span>;
  return (
    <span className="tag">
      From <Time at={silence.starts_at} />
    </span>
  );
}

/** What would have been sent. */
function NotSent() {
  const search = useSearch({ strict: false }) as { readonly n?: string };
  const navigate = useNavigate();
  const nameOf = useChannelNames();
  const query = useQuery({
    queryKey: ["notifications", "skipped"],
    queryFn: async ({ signal }) => api.notifications.list({ status: "skipped", limit: SKIPPED }, { signal }).page(),
  });
  const open = (n: string | undefined): void =>
    void navigate({ to: "/alerts", search: { ...search, tab: "silences", n }, replace: n === undefined });
  return (
    <Panel title="Not sent">
      <Answer what="What was not sent" query={query} rows={2}>
        {({ items }) => {
          const silenced = items.filter(({ skip_reason: reason }) => reason === "silenced").slice(0, SHOWN);
          if (silenced.length === 0) {
            return <Empty title="Nothing was kept back.">What a silence keeps is listed here.</Empty>;
          }
          return (
            <>
              <Table
                name="Not sent"
                rows={silenced}
                keyOf={({ id }) => id}
                selected={search.n}
                columns={[
                  {
                    title: "Message",
                    cell: ({ id, title }: Notification) => (
                      <button type="button" className="name plain" data-row-link="" onClick={() => open(id)}>
                        <span className="cut-text">{title}</span>
                      </button>
                    ),
                  },
                  { title: "Channel", cell: ({ channel_id: id }) => <Isolated>{nameOf(id)}</Isolated> },
                  { title: "Time", numeric: true, cell: ({ created_at: at }) => <Time at={at} exact /> },
                ]}
              />
              {items.length === SKIPPED && (
                <p className="sub pad">Of the newest {counted(SKIPPED, "message")} that were not sent.</p>
              )}
            </>
          );
        }}
      </Answer>
      {search.n !== undefined && <NotificationDrawer key={search.n} id={search.n} onClose={() => open(undefined)} />}
    </Panel>
  );
}

import type { Delivery } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { List } from "../../parts/List.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";

/** @nolimit Time after which an open delivery that is pending is read again: attempts are no events. */
const FOLLOW_MS = 2_000;
const STATUSES = ["failed", "pending", "skipped", "delivered"] as const;
const TAGS = { delivered: "tag good", failed: "tag bad", pending: "tag wait", skipped: "tag" } as const;
const WORDS = { delivered: "Delivered", failed: "Failed", pending: "Retrying", skipped: "Skipped" } as const;

interface Search {
  readonly d?: string;
  readonly status?: Delivery["status"];
}

/** An endpoint's deliveries, newest first; the open one is in the URL. */
export function DeliveryList({ endpointId }: { readonly endpointId: string }) {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = (change: Search): void => void navigate({ to: ".", search: { ...search, ...change }, replace: true });
  const { status } = search;
  return (
    <div className={search.d === undefined ? "" : "md"}>
      <div className="stack">
        <div className="filters" role="group" aria-label="Status">
          {[undefined, ...STATUSES].map((each) => (
            <button
              key={each ?? "all"}
              type="button"
              className="chip"
              aria-pressed={status === each}
              onClick={() => set({ status: each } as Search)}
            >
              {each === undefined ? "All" : WORDS[each]}
            </button>
          ))}
        </div>
        <List
          title="Deliveries"
          queryKey={["deliveries", endpointId, status ?? "all"]}
          list={(page, signal) => api.webhookEndpoints.deliveries(endpointId, { ...page, status }, { signal })}
          keyOf={({ id }) => id}
          selected={search.d}
          empty={<Empty title="Nothing sent yet.">Send a test to see what arrives.</Empty>}
          columns={[
            { title: "Status", cell: ({ status: of }) => <span className={TAGS[of]}>{WORDS[of]}</span> },
            {
              title: "Event",
              cell: ({ id, event_type: type }) => (
                <button type="button" className="name plain" data-row-link="" onClick={() => set({ d: id })}>
                  {type}
                </button>
              ),
            },
            { title: "Attempts", numeric: true, wide: true, cell: ({ attempt_count: count }) => count },
            { title: "Time", numeric: true, cell: ({ created_at: at }) => <Time at={at} exact /> },
          ]}
        />
      </div>
      {search.d !== undefined && <Detail id={search.d} onClose={() => set({ d: undefined } as never)} />}
    </div>
  );
}

function Detail({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const mayWrite = useMayWrite();
  const query = useQuery({
    queryKey: ["deliveries", "one", id],
    queryFn: async ({ signal }) => api.deliveries.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === "pending" ? FOLLOW_MS : false),
  });
  const event = useQuery({
    queryKey: ["events", query.data?.event_id],
    queryFn: async ({ signal }) => api.events.get(query.data?.event_id ?? "", { signal }),
    enabled: query.data !== undefined,
  });
  const replay = async (): Promise<void> => {
    await api.deliveries.replay(id).catch(() => undefined);
    toast("Replaying…");
    void queries.invalidateQueries({ queryKey: ["deliveries"] });
  };
  return (
    <Panel
      title="Delivery"
      note={<span className="mono">{id}</span>}
      actions={
        <button type="button" className="btn s q i" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      }
    >
      <Answer what="This delivery" query={query}>
        {(delivery) => (
          <div className="pad stack-s">
            {mayWrite && (
              <div className="acts">
                <button type="button" className="btn p" onClick={() => void replay()}>
                  <Icon name="replay" size={14} />
                  Replay
                </button>
              </div>
            )}
            <h3>{delivery.attempts.length === 1 ? "1 attempt" : `${delivery.attempts.length} attempts`}</h3>
            <ol className="attempts">
              {delivery.attempts.toReversed().map((attempt) => (
                <li key={attempt.number}>
                  <span className={attempt.status !== null && attempt.status < 300 ? "tag good" : "tag bad"}>
                    {attempt.status ?? "No answer"}
                  </span>
                  <span className="grow">{attempt.error ?? ""}</span>
                  <span className="num">{attempt.latency_ms} ms</span>
                  <Time at={attempt.at} exact />
                  {attempt.response !== "" && (
                    <pre className="code" tabIndex={0}>
                      {attempt.response}
                    </pre>
                  )}
                </li>
              ))}
            </ol>
            <h3>What was sent</h3>
            {event.data !== undefined && (
              <>
                <pre className="code" tabIndex={0}>
                  {JSON.stringify(event.data, null, 2)}
                </pre>
                <CopyButton text={JSON.stringify(event.data)} label="Copy payload" />
              </>
            )}
          </div>
        )}
      </Answer>
    </Panel>
  );
}

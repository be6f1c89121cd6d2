import type { Delivery } from "@plimsoll/client";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Empty } from "../../parts/Answers.tsx";
import { problemsOf } from "../../parts/Form.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { counted } from "../../words/count.ts";
import { DeliveryDrawer } from "./DeliveryDrawer.tsx";
import { DELIVERY_TAGS, DELIVERY_WORDS } from "./delivery-words.ts";

const STATUSES = ["failed", "pending", "skipped", "delivered"] as const;

interface Search {
  readonly d?: string | undefined;
  readonly status?: Delivery["status"] | undefined;
}

/** An endpoint's deliveries, newest first; the filter and the open one are in the URL. */
export function DeliveryList({ endpointId }: { readonly endpointId: string }) {
  const mayWrite = useMayWrite();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const set = (change: Search): void => void navigate({ to: ".", search: { ...search, ...change }, replace: true });
  const { status } = search;
  const select = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  const replaySelected = async (): Promise<void> => {
    const answers = await Promise.allSettled([...selected].map(async (id) => api.deliveries.replay(id)));
    const refused = answers.find((answer) => answer.status === "rejected");
    const sent = answers.filter((answer) => answer.status === "fulfilled").length;
    toast(
      refused === undefined
        ? `Replaying ${counted(sent, "delivery", "deliveries")}.`
        : `Replaying ${sent} of ${answers.length}: ${problemsOf(refused.reason)[0]?.message ?? ""}`,
    );
    setSelected(new Set());
    void queries.invalidateQueries({ queryKey: ["deliveries"] });
  };
  return (
    <div className={search.d === undefined ? "stack" : "stack with-drawer"}>
      <div className="filters" role="group" aria-label="Status">
        {[undefined, ...STATUSES].map((each) => (
          <button
            key={each ?? "all"}
            type="button"
            className="chip"
            aria-pressed={status === each}
            onClick={() => set({ status: each })}
          >
            {each === undefined ? "All" : DELIVERY_WORDS[each]}
          </button>
        ))}
      </div>
      <List
        key={status ?? "all"}
        title="Deliveries"
        queryKey={["deliveries", endpointId, status ?? "all"]}
        list={(page, signal) => api.webhookEndpoints.deliveries(endpointId, { ...page, status }, { signal })}
        keyOf={({ id }) => id}
        selected={search.d}
        empty={
          status === undefined ? (
            <Empty title="Nothing sent yet.">Send a test to see what arrives.</Empty>
          ) : (
            <Empty
              title="No delivery matches."
              action={
                <button type="button" className="btn" onClick={() => set({ status: undefined })}>
                  Clear filters
                </button>
              }
            />
          )
        }
        columns={[
          ...(mayWrite
            ? [
                {
                  title: "Select",
                  narrow: true,
                  cell: ({ id, event_type: type }: Delivery) => (
                    <input
                      type="checkbox"
                      data-row-select=""
                      aria-label={`Select ${type}`}
                      checked={selected.has(id)}
                      onChange={() => select(id)}
                    />
                  ),
                },
              ]
            : []),
          {
            title: "Status",
            cell: ({ status: of, next_attempt_at: next }) => (
              <>
                <span className={DELIVERY_TAGS[of]}>{DELIVERY_WORDS[of]}</span>
                {next !== null && (
                  <span className="sub">
                    {" "}
                    next <Time at={next} exact />
                  </span>
                )}
              </>
            ),
          },
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
      {selected.size > 0 && (
        <p className="acts sub" role="status">
          {selected.size} selected ·{" "}
          <button type="button" className="link" onClick={() => void replaySelected()}>
            Replay {selected.size}
          </button>
          <button type="button" className="link" onClick={() => setSelected(new Set())}>
            Clear selection
          </button>
        </p>
      )}
      {search.d !== undefined && <DeliveryDrawer key={search.d} id={search.d} onClose={() => set({ d: undefined })} />}
    </div>
  );
}

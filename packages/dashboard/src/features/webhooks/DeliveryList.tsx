import type { Delivery, WebhookEndpoint } from "@plimsoll/client";
import { useState } from "react";
import { useAct } from "../../data/act.ts";
import { api } from "../../data/client.ts";
import { useNow } from "../../data/clock.ts";
import { refresh } from "../../data/queries.ts";
import { periodOf, statusChips, useFilters } from "../../parts/filters.ts";
import { useBeside, useSetUrl, useUrlValues } from "../../parts/url.ts";
import { Empty } from "../../parts/Answers.tsx";
import { problemText } from "../../data/problems.ts";
import { stepsAmong } from "../../parts/Drawer.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { Refusal } from "../../parts/Refusal.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast, toastRefusal } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { counted } from "../../words/count.ts";
import { EVENT_TYPES } from "../../words/event-types.ts";
import { AboutLink } from "./About.tsx";
import { DeliveryDrawer } from "./DeliveryDrawer.tsx";
import { DELIVERY_TAGS, DELIVERY_WORDS, latencyText, nextAttemptText } from "./delivery-words.ts";
import { useSendTest } from "./use-send-test.ts";

const STATUSES = ["failed", "pending", "skipped", "delivered"] as const;

interface DeliveryListProps {
  /** Only those of one. */
  readonly endpointId?: string;
  /** To choose from, and to name them; none on the page of one. */
  readonly endpoints?: readonly WebhookEndpoint[];
}

/** Deliveries, newest first; filters and the open one are in the URL. */
export function DeliveryList({ endpointId, endpoints = [] }: DeliveryListProps) {
  const mayWrite = useMayWrite();
  const open = useUrlValues()["d"];
  const setUrl = useSetUrl();
  const { opening, closeBy } = useBeside(open !== undefined);
  const show = (id: string): void => setUrl({ d: id }, opening);
  const filters = useFilters("delivery", filtersOf(endpoints));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { q, status, endpoint, type: chosenType, from, to } = filters.values;
  const asked = {
    q,
    endpoint_id: endpointId ?? endpoint,
    status: STATUSES.find((each) => each === status),
    event_type: EVENT_TYPES.find((each) => each === chosenType),
    not: filters.not,
    ...periodOf(from, to),
  };
  // Among several it is chosen on their own pages, which have the button above the list.
  const tested = endpoints.length === 1 ? endpoints[0]?.id : undefined;
  const select = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  const { run: replaySelected } = useAct(async () => {
    const answers = await Promise.allSettled([...selected].map(async (id) => api.deliveries.replay(id)));
    const refused = answers.find((answer) => answer.status === "rejected");
    const sent = answers.filter((answer) => answer.status === "fulfilled").length;
    toast(
      refused === undefined
        ? `Replaying ${counted(sent, "delivery", "deliveries")}.`
        : `Replaying ${sent} of ${answers.length}: ${problemText(refused.reason)}`,
    );
    setSelected(new Set());
    void refresh("deliveries");
  });
  return (
    <div className={open === undefined ? "stack" : "stack with-drawer"}>
      <List
        title="Deliveries"
        queryKey={["deliveries", endpointId ?? "all"]}
        list={(page, signal) => api.deliveries.list({ ...asked, ...page }, { signal })}
        counts={(of, others, signal) =>
          of === "delivered"
            ? null
            : api.deliveries.list({ ...asked, ...others, status: STATUSES.find((each) => each === of) }, { signal })
        }
        keyOf={({ id }) => id}
        selected={open}
        isHeld={selected.size > 0}
        beside={(rows) =>
          open !== undefined && (
            <DeliveryDrawer
              id={open}
              steps={stepsAmong(
                rows.map(({ id }) => id),
                open,
                show,
              )}
              onClose={() => closeBy(() => setUrl({ d: undefined }))}
            />
          )
        }
        filters={filters}
        empty={
          <Empty
            title="Nothing sent yet."
            action={mayWrite && tested !== undefined && <SendTest endpointId={tested} onSent={show} />}
          >
            Send a test to see what arrives.
          </Empty>
        }
        columns={[
          ...(mayWrite
            ? [
                {
                  title: "Select",
                  narrow: true,
                  head: (rows: readonly Delivery[]) => (
                    <input
                      type="checkbox"
                      aria-label="Select all on this page"
                      checked={rows.length > 0 && rows.every(({ id }) => selected.has(id))}
                      onChange={({ target }) => setSelected(new Set(target.checked ? rows.map(({ id }) => id) : []))}
                    />
                  ),
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
            cell: (delivery) => <DeliveryStatus delivery={delivery} />,
          },
          {
            title: "Event",
            always: true,
            cell: ({ id, event_type: type }) => (
              <button type="button" className="name plain" data-row-link="" onClick={() => show(id)}>
                {type}
              </button>
            ),
          },
          {
            title: "About",
            cell: ({ about }) =>
              about !== null && (
                <AboutLink about={about} className="soft">
                  <Isolated className="cut-text">{about.name}</Isolated>
                </AboutLink>
              ),
          },
          ...(endpoints.length === 0
            ? []
            : [
                {
                  title: "Endpoint",
                  wide: true,
                  cell: ({ endpoint_id: id }: Delivery) => (
                    <Isolated className="cut-text">{endpoints.find((each) => each.id === id)?.url ?? id}</Isolated>
                  ),
                },
              ]),
          { title: "Attempts", numeric: true, wide: true, cell: ({ attempt_count: count }) => count },
          {
            title: "Took",
            numeric: true,
            wide: true,
            cell: ({ last_attempt: last }) => (last === null ? "–" : latencyText(last)),
          },
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
    </div>
  );
}

/** "next attempt in 14 s", counted down. */
function NextAttempt({ at }: { readonly at: string }) {
  return <span className="sub"> {nextAttemptText(new Date(at).getTime(), useNow())}</span>;
}

interface SendTestProps {
  readonly endpointId: string;
  /** Shows what becomes of it. */
  readonly onSent: (deliveryId: string) => void;
}

function SendTest({ endpointId, onSent }: SendTestProps) {
  const { run, isRunning, problem } = useSendTest(endpointId, onSent);
  return (
    <>
      <button type="button" className="btn" aria-disabled={isRunning} onClick={() => void run()}>
        <Icon name="send" size={14} />
        Send test
      </button>
      <Refusal problem={problem} />
    </>
  );
}

/** What became of it; the key `r` in its row sends it again. */
function DeliveryStatus({ delivery }: { readonly delivery: Delivery }) {
  const mayWrite = useMayWrite();
  const { id, status, next_attempt_at: next, last_attempt: last } = delivery;
  const { run: replay, isRunning } = useAct(async () => {
    try {
      await api.deliveries.replay(id);
    } catch (error) {
      toastRefusal(error, "The delivery was not replayed");
    }
    await refresh("deliveries");
  });
  if (isRunning) return <span className="tag wait">Replaying…</span>;
  return (
    <>
      <span className={DELIVERY_TAGS[status]}>{DELIVERY_WORDS[status]}</span>
      {last !== null && <span className="sub num"> {last.status ?? "No answer"}</span>}
      {next !== null && status === "pending" && <NextAttempt at={next} />}
      {mayWrite && status !== "pending" && (
        <button
          type="button"
          className="sr"
          data-row-shortcut="r"
          tabIndex={-1}
          aria-hidden="true"
          onClick={() => void replay()}
        />
      )}
    </>
  );
}

function filtersOf(endpoints: readonly WebhookEndpoint[]) {
  const all = [
    { kind: "text", name: "q", label: "Filter deliveries", placeholder: "Event id or endpoint" },
    statusChips(STATUSES, (status) => DELIVERY_WORDS[status]),
    {
      kind: "pick",
      name: "endpoint",
      label: "Endpoint",
      isOpen: true,
      not: "endpoint_id",
      choices: endpoints.map(({ id, url }) => ({ value: id, label: url })),
    },
    {
      kind: "pick",
      name: "type",
      label: "Event",
      not: "event_type",
      choices: EVENT_TYPES.map((type) => ({ value: type, label: type })),
    },
    { kind: "day", name: "from", label: "From" },
    { kind: "day", name: "to", label: "Until" },
  ] as const;
  return endpoints.length === 0 ? all.filter(({ name }) => name !== "endpoint") : all;
}

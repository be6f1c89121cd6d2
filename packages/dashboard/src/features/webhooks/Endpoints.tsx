import type { LastAttempt, WebhookEndpoint } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { isAwaited } from "../../data/endpoints.ts";
import { Empty } from "../../parts/Answers.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { statusChips, useFilters, type Filter } from "../../parts/filters.ts";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { capital, numberText } from "../../words/count.ts";
import { isolated } from "../../words/isolated.ts";
import { AnswerTag } from "./AnswerTag.tsx";
import { endedOf, shareOfText, shareText, type Recent } from "./delivery-words.ts";

/** @limit Dashboard: time after which a list of endpoints is read again while one waits for an answer. */
const AWAITED_MS = 3_000;

const STATUSES = ["enabled", "disabled"] as const;
const FILTERS = [
  { kind: "text", name: "q", label: "Filter endpoints", placeholder: "URL or what it is for" },
  statusChips(STATUSES, capital),
] as const satisfies readonly Filter[];

export function Endpoints({ onAdd }: { readonly onAdd: (() => void) | null }) {
  const filters = useFilters("endpoint", FILTERS);
  const { q, status } = filters.values;
  const asked = { q, status: STATUSES.find((each) => each === status), not: filters.not };
  return (
    <List
      title="Endpoints"
      queryKey={["deliveries", "endpoints"]}
      list={(page, signal) => api.webhookEndpoints.list({ ...asked, ...page, include: "recent" }, { signal })}
      follow={(endpoints) => endpoints.some(isAwaited) && AWAITED_MS}
      counts={(of, others, signal) =>
        api.webhookEndpoints.list({ ...asked, ...others, status: STATUSES.find((each) => each === of) }, { signal })
      }
      filters={filters}
      keyOf={({ id }) => id}
      empty={
        <Empty
          title="Nobody is told yet."
          action={
            onAdd !== null && (
              <button type="button" className="btn p" onClick={onAdd}>
                Add endpoint
              </button>
            )
          }
        >
          Add a URL and we send signed events to it.
        </Empty>
      }
      columns={[
        {
          title: "Endpoint",
          always: true,
          cell: ({ id, url }) => (
            <Link to="/webhooks/{-$part}" params={{ part: id }} className="name" data-row-link="">
              <Isolated className="cut-text">{url}</Isolated>
            </Link>
          ),
        },
        { title: "Status", cell: (endpoint) => <EndpointStatus endpoint={endpoint} /> },
        { title: "Delivered", numeric: true, wide: true, cell: ({ recent }) => recent && <Share recent={recent} /> },
        {
          title: "Last answer",
          wide: true,
          cell: ({ recent }) => recent && <LastAnswer attempt={recent.last_attempt} />,
        },
        { title: "About", wide: true, cell: ({ description }) => <Isolated>{description ?? "–"}</Isolated> },
        { title: "Events", wide: true, cell: ({ event_types: types }) => eventsText(types) },
        { title: "At most", numeric: true, wide: true, cell: ({ rate_limit_per_second: rate }) => `${rate}/s` },
        { title: "Made", numeric: true, wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
      ]}
    />
  );
}

/** How much was delivered, and of how many. */
function Share({ recent }: { readonly recent: Recent }) {
  const ended = endedOf(recent);
  if (ended === 0) return "–";
  return (
    <span title={shareOfText(recent)}>
      {shareText(recent)}
      <span className="sub">
        {" "}
        of {recent.complete ? numberText(ended) : `newest ${numberText(ended)}`}
        {recent.complete && <span className="sr"> in 24 h</span>}
      </span>
    </span>
  );
}

function LastAnswer({ attempt }: { readonly attempt: LastAttempt | null }) {
  if (attempt === null) return "–";
  return (
    <span title={attempt.error === null ? undefined : isolated(attempt.error)}>
      <AnswerTag attempt={attempt} />{" "}
      <span className="sub">
        <Time at={attempt.at} />
      </span>
    </span>
  );
}

/** "every event", or the first of the chosen ones and how many more. */
export function eventsText(types: readonly string[]): string {
  if (types.includes("*")) return "every event";
  const [first = "none", ...more] = types;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

export function EndpointStatus({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  if (endpoint.status === "disabled") return <span className="tag bad">Disabled</span>;
  return endpoint.failing_since === null ? (
    <span className="tag good">Enabled</span>
  ) : (
    <span className="tag wait">
      Failing since <Time at={endpoint.failing_since} />
    </span>
  );
}

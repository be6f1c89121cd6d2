import type { WebhookEndpoint } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";

export function Endpoints({ onAdd }: { readonly onAdd: (() => void) | null }) {
  return (
    <List
      title="Endpoints"
      queryKey={["endpoints"]}
      list={(page, signal) => api.webhookEndpoints.list(page, { signal })}
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
          cell: ({ id, url }) => (
            <Link to="/webhooks/$part" params={{ part: id }} className="name" data-row-link="">
              <bdi className="cut-text">{url}</bdi>
            </Link>
          ),
        },
        { title: "Status", cell: (endpoint) => <EndpointStatus endpoint={endpoint} /> },
        { title: "About", wide: true, cell: ({ description }) => <bdi>{description ?? "–"}</bdi> },
        { title: "Events", wide: true, cell: ({ event_types: types }) => eventsText(types) },
        { title: "At most", numeric: true, wide: true, cell: ({ rate_limit_per_second: rate }) => `${rate}/s` },
        { title: "Made", numeric: true, wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
      ]}
    />
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

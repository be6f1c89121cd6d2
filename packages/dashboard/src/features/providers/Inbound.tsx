import type { Hook, Provider, RejectedHook } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { useFilters } from "../../parts/filters.ts";
import { useSetUrl, useUrlValues } from "../../parts/url.ts";
import { Empty } from "../../parts/Answers.tsx";
import { CopyId } from "../../parts/CopyButton.tsx";
import { Isolated, Visible } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";

const TAGS = {
  applied: ["tag good", "Applied"],
  inside: ["tag good", "Known already"],
  waiting: ["tag wait", "Waiting"],
  late: ["tag", "Late"],
  rejected: ["tag bad", "Rejected"],
  unhandled: ["tag", "Unhandled"],
} as const satisfies Record<Hook["status"], readonly [string, string]>;
const STATUSES = ["applied", "inside", "waiting", "late", "rejected", "unhandled"] as const;
const REASONS = [
  ["malformed", "Could not be used"],
  ["unhandled", "Of a type that moves nothing"],
  ["late", "Known from a snapshot"],
] as const satisfies readonly (readonly [RejectedHook["reason"], string])[];

/** What came to the provider's hook URL, what became of it, and what moved no wallet. */
export default function Inbound({ provider }: { readonly provider: Provider }) {
  const filters = useFilters("hook", [
    {
      kind: "chips",
      name: "status",
      label: "Outcome",
      all: "All",
      choices: STATUSES.map((status) => ({ value: status, label: TAGS[status][1] })),
    },
    { kind: "text", name: "event", label: "Filter by event id", placeholder: "Event id" },
  ]);
  const { status, event } = filters.values;
  return (
    <>
      <List
        title="Accepted hooks"
        queryKey={["drifts", provider.id, "hooks"]}
        filters={filters}
        list={(page, signal) =>
          api.providers.hooks(
            provider.id,
            { ...page, status: STATUSES.find((each) => each === status), event_id: event },
            { signal },
          )
        }
        keyOf={({ event_id: id, received_at: at }) => `${id ?? ""} ${at}`}
        empty={<Empty title="No hook yet.">What its provider reports is listed here, with what became of it.</Empty>}
        columns={[
          {
            title: "Outcome",
            cell: ({ status: of }) => <span className={TAGS[of][0]}>{TAGS[of][1]}</span>,
          },
          { title: "Event", cell: ({ event_type: type }) => <Isolated className="name">{type ?? "–"}</Isolated> },
          {
            title: "Id",
            wide: true,
            cell: ({ event_id: id }) => (id === null ? "–" : <CopyId id={id} what="event’s id" />),
          },
          {
            title: "Wallet",
            cell: ({ wallet_id: id }) => (id === null ? "–" : <WalletName id={id} />),
          },
          { title: "Why", wide: true, cell: ({ detail }) => <Isolated className="cut-text">{detail ?? ""}</Isolated> },
          { title: "Received", numeric: true, cell: ({ received_at: at }) => <Time at={at} exact /> },
        ]}
      />
      <Refused provider={provider} />
    </>
  );
}

function Refused({ provider }: { readonly provider: Provider }) {
  const chosen = useUrlValues()["reason"];
  const setUrl = useSetUrl();
  const reason = REASONS.find(([each]) => each === chosen)?.[0] ?? "malformed";
  return (
    <List
      title="Moved no wallet"
      pageName="rejected"
      noun="hook"
      queryKey={["drifts", provider.id, "rejected", reason]}
      list={(page, signal) => api.providers.rejectedHooks(provider.id, { ...page, reason }, { signal })}
      keyOf={({ id }) => id}
      empty={<Empty title="None.">Hooks of this sort are kept here as they arrived, without secrets.</Empty>}
      actions={REASONS.map(([each, words]) => (
        <button
          key={each}
          type="button"
          className="chip"
          aria-pressed={each === reason}
          onClick={() => setUrl({ reason: each === "malformed" ? undefined : each, rejected: undefined })}
        >
          {words}
        </button>
      ))}
      columns={[
        { title: "Event", cell: ({ event_type: type }) => <Isolated className="name">{type ?? "–"}</Isolated> },
        { title: "Why", cell: ({ detail, reason: why }) => <Isolated>{detail ?? why}</Isolated> },
        {
          title: "Body",
          cell: ({ body }) => (
            <details>
              <summary>Show</summary>
              <pre className="code" tabIndex={0}>
                <Visible text={body} />
              </pre>
            </details>
          ),
        },
        { title: "Received", numeric: true, cell: ({ received_at: at }) => <Time at={at} exact /> },
      ]}
    />
  );
}

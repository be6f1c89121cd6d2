import { useQuery } from "@tanstack/react-query";
import { eventCatalogueQuery, type CataloguedEvent } from "../../data/event-catalogue.ts";
import { FilterBar } from "../../parts/FilterBar.tsx";
import { useFilters } from "../../parts/filters.ts";
import { NoneMatches } from "../../parts/NoneMatches.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { counted } from "../../words/count.ts";
import { LiveTail } from "./LiveTail.tsx";

/** What happens now, and every event there is with an example. */
export function Events() {
  const query = useQuery(eventCatalogueQuery);
  return (
    <>
      <LiveTail />
      <Panel title="Event catalogue" note={query.data && counted(query.data.length, "event")}>
        <Answer what="The event catalogue" query={query}>
          {(events) => <Catalogue events={events} />}
        </Answer>
      </Panel>
    </>
  );
}

function Catalogue({ events }: { readonly events: readonly CataloguedEvent[] }) {
  const filters = useFilters("event", [{ kind: "text", name: "q", label: "Filter events", placeholder: "Event" }]);
  const words = (filters.values.q ?? "").toLowerCase();
  const found = events.filter(({ type, summary }) => `${type} ${summary}`.toLowerCase().includes(words));
  return (
    <>
      <div className="pad">
        <FilterBar filters={filters} />
      </div>
      {found.length === 0 ? (
        <NoneMatches filters={filters} />
      ) : (
        <ul className="catalogue">
          {found.map(({ type, summary, example }) => (
            <li key={type}>
              <details>
                <summary data-row-link="">
                  <span className="name">{type}</span> <span className="soft">{summary}</span>
                </summary>
                <pre className="code" tabIndex={0}>
                  {JSON.stringify(example, null, 2)}
                </pre>
                <CopyButton text={JSON.stringify(example, null, 2)} label="Copy example" />
              </details>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

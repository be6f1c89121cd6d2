import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { eventCatalogueQuery, type CataloguedEvent } from "../../data/event-catalogue.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Icon } from "../../parts/Icon.tsx";
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
  const { q = "" } = useSearch({ strict: false }) as { readonly q?: string | number };
  const navigate = useNavigate();
  const words = String(q).toLowerCase();
  const found = events.filter(({ type, summary }) => `${type} ${summary}`.toLowerCase().includes(words));
  const set = (value: string): void =>
    void navigate({ to: ".", search: value === "" ? {} : { q: value }, replace: true });
  return (
    <>
      <div className="pad">
        <label className="field filter">
          <Icon name="filter" size={14} />
          <input
            data-filter=""
            aria-label="Filter events"
            placeholder="Event"
            value={q}
            onChange={(event) => set(event.target.value)}
          />
          <kbd>/</kbd>
        </label>
      </div>
      {found.length === 0 ? (
        <Empty
          title="No event matches."
          action={
            <button type="button" className="btn" onClick={() => set("")}>
              Clear filters
            </button>
          }
        />
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

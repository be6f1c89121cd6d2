import type { Provider } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { counted } from "../../words/count.ts";

/** What polls and hooks of a provider have met, in words. */
export function ProviderHealth({ provider }: { readonly provider: Provider }) {
  const { hooks, last_error: error, failures, problems } = provider;
  return (
    <div className="cols">
      <div className="stack">
        <Panel
          title="Reads"
          note={failures === 0 ? "none failed in a row" : `${counted(failures, "read")} failed in a row`}
        >
          {error !== null && (
            <p className="err pad" role="status">
              <Isolated>{error.message}</Isolated>
            </p>
          )}
          {problems.length === 0 ? (
            <Empty title="Everything was understood.">
              Wallets, figures and lines of the last read were all usable.
            </Empty>
          ) : (
            <Table
              name="What could not be used"
              rows={problems}
              keyOf={({ external_id: id, message }) => `${id ?? ""} ${message}`}
              columns={[
                { title: "Wallet at the provider", cell: ({ external_id: id }) => <Isolated>{id ?? "–"}</Isolated> },
                { title: "What could not be used", cell: ({ message }) => <Isolated>{message}</Isolated> },
              ]}
            />
          )}
        </Panel>
      </div>
      <Panel title="Hooks">
        <dl className="kv pad">
          <div>
            <dt>Last accepted</dt>
            <dd>{hooks.last_received_at === null ? "never" : <Time at={hooks.last_received_at} />}</dd>
          </div>
          <div>
            <dt>Refused</dt>
            <dd>{hooks.refused_count}</dd>
          </div>
          {hooks.last_refused_at !== null && (
            <div>
              <dt>Last refused</dt>
              <dd>
                <Time at={hooks.last_refused_at} />
              </dd>
            </div>
          )}
        </dl>
        {hooks.refused_reason !== null && <p className="warn pad">{hooks.refused_reason}</p>}
        <div className="pad stack-s">
          <p className="sub">The provider sends them to</p>
          <code className="code" tabIndex={0}>
            {location.origin + provider.hook_url}
          </code>
          <div className="acts">
            <CopyButton text={location.origin + provider.hook_url} label="Copy hook URL" />
            <Link
              to="/providers/$providerId/{-$part}"
              params={{ providerId: provider.id, part: "inbound" }}
              className="btn s q"
            >
              See inbound hooks
            </Link>
          </div>
        </div>
      </Panel>
    </div>
  );
}

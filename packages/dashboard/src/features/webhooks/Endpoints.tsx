import { PlimsollError, type WebhookEndpoint } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Empty } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { List } from "../../parts/List.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";

export function Endpoints() {
  const mayWrite = useMayWrite();
  return (
    <>
      <List
        title="Endpoints"
        queryKey={["endpoints"]}
        list={(page, signal) => api.webhookEndpoints.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={<Empty title="Nobody is told yet.">Add a URL and we send signed events to it.</Empty>}
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
          { title: "Events", wide: true, cell: ({ event_types: types }) => types.join(", ") },
          { title: "At most", numeric: true, wide: true, cell: ({ rate_limit_per_second: rate }) => `${rate}/s` },
          { title: "Made", numeric: true, wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
        ]}
      />
      {mayWrite && <NewEndpoint />}
    </>
  );
}

export function EndpointStatus({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  if (endpoint.status === "disabled") return <span className="tag bad">disabled</span>;
  return endpoint.failing_since === null ? (
    <span className="tag good">enabled</span>
  ) : (
    <span className="tag wait">
      failing since <Time at={endpoint.failing_since} />
    </span>
  );
}

function NewEndpoint() {
  const [url, setUrl] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    try {
      const made = await api.webhookEndpoints.create({ url });
      setSecret(made.secret);
      setUrl("");
      setProblem(null);
      void queries.invalidateQueries({ queryKey: ["endpoints"] });
    } catch (error) {
      setProblem(error instanceof PlimsollError ? error.message : "The endpoint could not be made.");
    }
  };
  return (
    <Panel title="New endpoint">
      {secret !== null && (
        <div className="pad stack-s" role="alert">
          <p>This secret verifies what we send. It is shown this once.</p>
          <code className="code">{secret}</code>
          <div className="acts">
            <CopyButton text={secret} label="Copy secret" primary />
            <button type="button" className="btn s" onClick={() => setSecret(null)}>
              I have stored it
            </button>
          </div>
        </div>
      )}
      <form
        className="inline-form pad"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label className="small-field">
          <span>URL</span>
          <span className={problem === null ? "field" : "field bad"}>
            <input
              value={url}
              inputMode="url"
              aria-invalid={problem !== null}
              onChange={(event) => setUrl(event.target.value)}
            />
          </span>
        </label>
        <button type="submit" className="btn">
          Add endpoint
        </button>
        {problem !== null && (
          <p className="err" role="alert">
            {problem}
          </p>
        )}
      </form>
    </Panel>
  );
}

import { PlimsollError, type ApiKey } from "@plimsoll/client";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Empty } from "../../parts/Answers.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { List } from "../../parts/List.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Time } from "../../parts/Time.tsx";
import { useSession } from "../../shell/session-context.ts";

export function Keys() {
  const isAdmin = useSession().scopes.includes("admin");
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  if (!isAdmin)
    return <Empty title="This key may not see keys.">Keys are made and revoked with a key that has admin.</Empty>;
  return (
    <>
      <List
        title="Keys"
        queryKey={["keys"]}
        list={(page, signal) => api.apiKeys.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={<Empty title="No keys." />}
        columns={[
          { title: "Key", cell: ({ name }) => <bdi className="name">{name}</bdi> },
          { title: "Begins with", wide: true, cell: ({ prefix }) => <span className="mono">{prefix}…</span> },
          { title: "Scopes", cell: ({ scopes }) => scopes.join(", ") },
          { title: "Made", wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
          {
            title: "Do",
            cell: (key) =>
              key.revoked_at === null ? (
                <button type="button" className="btn s q" onClick={() => setRevoking(key)}>
                  Revoke key
                </button>
              ) : (
                <span className="sub">
                  revoked <Time at={key.revoked_at} />
                </span>
              ),
          },
        ]}
      />
      <NewKey />
      {revoking !== null && (
        <Confirm
          title={`Revoke “${revoking.name}”?`}
          consequence="Requests with it fail at once. It cannot be brought back."
          keep="Keep key"
          go="Revoke key"
          act={async () => {
            await api.apiKeys.revoke(revoking.id);
            void queries.invalidateQueries();
          }}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function NewKey() {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "write" | "admin">("read");
  const [secret, setSecret] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    try {
      const made = await api.apiKeys.create({ name, scopes: [scope] });
      setSecret(made.key);
      setName("");
      setProblem(null);
      void queries.invalidateQueries({ queryKey: ["keys"] });
    } catch (error) {
      setProblem(error instanceof PlimsollError ? error.message : "The key could not be made.");
    }
  };
  return (
    <Panel title="New key">
      {secret !== null && (
        <div className="pad stack-s" role="alert">
          <p>The key is shown this once.</p>
          <code className="code">{secret}</code>
          <div className="acts">
            <CopyButton text={secret} label="Copy key" primary />
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
          <span>Name</span>
          <span className="field">
            <input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
          </span>
        </label>
        <label className="small-field">
          <span>Scope</span>
          <select value={scope} onChange={(event) => setScope(event.target.value as typeof scope)}>
            <option value="read">read</option>
            <option value="write">write</option>
            <option value="admin">admin</option>
          </select>
        </label>
        <button type="submit" className="btn">
          Make key
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

import { PlimsollError, type Account } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Answer } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useSession } from "../../shell/session-context.ts";

export function AccountSettings() {
  const query = useQuery({ queryKey: ["account"], queryFn: async ({ signal }) => api.account.get({ signal }) });
  return (
    <Panel title="Account">
      <Answer what="The account" query={query}>
        {(account) => <Form account={account} />}
      </Answer>
    </Panel>
  );
}

function Form({ account }: { readonly account: Account }) {
  const isAdmin = useSession().scopes.includes("admin");
  const [days, setDays] = useState(String(account.lead_time_business_days));
  const [policy, setPolicy] = useState(account.stale_policy);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    try {
      const saved = await api.account.update({ lead_time_business_days: Number(days), stale_policy: policy });
      queries.setQueryData(["account"], saved);
      void queries.invalidateQueries();
      setProblem(null);
      toast("Saved.");
    } catch (error) {
      setProblem(error instanceof PlimsollError ? error.message : "The account could not be saved.");
    }
  };
  return (
    <form
      className="pad stack-s"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label className="small-field">
        <span>Business days that a wire takes</span>
        <span className="field">
          <input value={days} inputMode="numeric" onChange={(event) => setDays(event.target.value)} />
        </span>
      </label>
      <label className="small-field">
        <span>Spending while a balance is stale</span>
        <select value={policy} onChange={(event) => setPolicy(event.target.value as typeof policy)}>
          <option value="closed">is refused</option>
          <option value="open">is allowed</option>
        </select>
      </label>
      {problem !== null && (
        <p className="err" role="alert">
          {problem}
        </p>
      )}
      {isAdmin ? (
        <button type="submit" className="btn p">
          Save account
        </button>
      ) : (
        <p className="sub">Saving needs a key with admin.</p>
      )}
    </form>
  );
}

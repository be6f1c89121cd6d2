import type { Provider } from "@plimsoll/client";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries, refresh, showSaved } from "../../data/queries.ts";
import { BusyWords } from "../../parts/BusyWords.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Form, TextField, wholeNumber } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { jsonOf } from "./json-of.ts";
import { sentence } from "../../words/isolated.ts";

/** @nolimit For how long the secret that is replaced stays good. */
const GRACE_SECONDS = 86_400;

/** Name, address, cadence, secrets; pausing. */
export default function ProviderSettings({ provider }: { readonly provider: Provider }) {
  const { id, name, base_url: baseUrl, cadence } = provider;
  // What is typed stays when the provider is read.
  return <ProviderForm key={JSON.stringify([id, name, baseUrl, cadence?.seconds])} provider={provider} />;
}

function ProviderForm({ provider }: { readonly provider: Provider }) {
  const mayWrite = useMayWrite();
  const [name, setName] = useState(provider.name);
  const [baseUrl, setBaseUrl] = useState(provider.base_url ?? "");
  const [seconds, setSeconds] = useState(provider.cadence === null ? "" : String(provider.cadence.seconds));
  const [secret, setSecret] = useState("");
  const [credentials, setCredentials] = useState("");
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"pause" | "delete" | null>(null);
  const isPaused = provider.status === "paused";
  const save = async (change: Parameters<typeof api.providers.update>[1]): Promise<void> => {
    showSaved(["provider", provider.id], await api.providers.update(provider.id, change));
    void refresh();
  };
  const act = async (): Promise<void> => {
    await save({
      name,
      base_url: baseUrl.trim() === "" ? null : baseUrl.trim(),
      cadence: seconds.trim() === "" ? null : { seconds: wholeNumber("cadence.seconds", seconds) },
      ...(secret !== "" && {
        webhook_secret: secret,
        ...(provider.has_webhook_secret && { webhook_secret_grace_seconds: GRACE_SECONDS }),
      }),
      ...(credentials.trim() !== "" && {
        credentials: jsonOf<Record<string, string>>("credentials", credentials),
      }),
    });
    setSecret("");
    setCredentials("");
    toast("Saved.");
  };
  return (
    <Panel title="Settings" note={provider.kind}>
      <Form
        act={act}
        footer={(isBusy) =>
          mayWrite ? (
            <div className="acts pad">
              <button type="submit" className="btn p" aria-disabled={isBusy}>
                <BusyWords isBusy={isBusy}>Save provider</BusyWords>
              </button>
              <button type="button" className="btn" onClick={() => setAsking("pause")}>
                {isPaused ? "Resume reading" : "Pause reading"}
              </button>
              <button type="button" className="btn q" onClick={() => setAsking("delete")}>
                Delete provider
              </button>
            </div>
          ) : (
            <p className="sub pad">This key may only read. Saving needs a key with write.</p>
          )
        }
      >
        <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
        <TextField
          name="base_url"
          label="Address"
          inputMode="url"
          value={baseUrl}
          onChange={setBaseUrl}
          hint="Empty: the vendor's own, where it has one."
        />
        <TextField
          name="cadence.seconds"
          label="Seconds between reads"
          inputMode="numeric"
          value={seconds}
          onChange={setSeconds}
          hint="Empty: chosen by what happens, every 30 s in a campaign."
        />
        <TextField
          name="webhook_secret"
          label={provider.has_webhook_secret ? "New webhook secret" : "Webhook secret"}
          type="password"
          value={secret}
          onChange={setSecret}
          hint={provider.has_webhook_secret ? "The present one stays good for 24 h." : "Hooks are refused without one."}
        />
        {provider.previous_webhook_secret_until !== null && (
          <p className="sub">
            The previous secret is good until <Time at={provider.previous_webhook_secret_until} />
          </p>
        )}
        <TextField
          name="credentials"
          label={provider.has_credentials ? "New credentials, as JSON" : "Credentials, as JSON"}
          rows={3}
          value={credentials}
          onChange={setCredentials}
          hint="They replace the present ones at once and are never shown again."
        />
      </Form>
      {asking === "pause" && (
        <Confirm
          title={isPaused ? sentence`Resume reading ${provider.name}?` : sentence`Pause reading ${provider.name}?`}
          consequence={
            isPaused
              ? "Its balances are read again, and hooks are checked by them."
              : "Its balances are not read, so its wallets become stale. Its hooks still count."
          }
          keep={isPaused ? "Keep paused" : "Keep reading"}
          go={isPaused ? "Resume reading" : "Pause reading"}
          harmful={!isPaused}
          act={async () => save({ status: isPaused ? "active" : "paused" })}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "delete" && (
        <Confirm
          title={sentence`Delete ${provider.name}?`}
          consequence="Its wallets here are closed, their history stays, and its credentials are forgotten. Its hooks are refused."
          typeName={provider.name}
          keep="Keep provider"
          go="Delete provider"
          act={async () => {
            await api.providers.delete(provider.id);
            await navigate({ to: "/providers" });
            queries.removeQueries({ queryKey: ["provider", provider.id] });
            void refresh();
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </Panel>
  );
}

import type { Provider } from "@plimsoll/client";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries, refresh, showSaved } from "../../data/queries.ts";
import { BusyWords } from "../../parts/BusyWords.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { Form, TextField, wholeNumber } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { useMayWrite } from "../../shell/session-context.ts";
import { jsonOf } from "./json-of.ts";
import { sentence } from "../../words/isolated.ts";

/** @nolimit For how long the secret that is replaced stays good. */
const GRACE_SECONDS = 86_400;

/** Name, address, cadence, secrets; pausing. */
export default function ProviderSettings({ provider }: { readonly provider: Provider }) {
  return <ProviderForm key={provider.id} provider={provider} />;
}

function formOf(provider: Provider | null) {
  return {
    name: provider?.name ?? "",
    baseUrl: provider?.base_url ?? "",
    seconds: String(provider?.cadence?.seconds ?? ""),
    secret: "",
    credentials: "",
  };
}

function ProviderForm({ provider }: { readonly provider: Provider }) {
  const mayWrite = useMayWrite();
  const edit = useEdit({
    resource: provider,
    read: async () => api.providers.get(provider.id),
    formOf,
    rowsOf: (of) => [
      ["Name", of.name],
      ["Address", of.baseUrl === "" ? "the vendor's own" : of.baseUrl],
      ["Seconds between reads", of.seconds === "" ? "chosen by what happens" : of.seconds],
      ["Webhook secret", of.secret === "" ? "as it is stored" : "a new one"],
      ["Credentials", of.credentials.trim() === "" ? "as they are stored" : "new ones"],
    ],
    isLive: true,
  });
  const { set } = edit;
  const { name, baseUrl, seconds, secret, credentials } = edit.form;
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"pause" | "resume" | "delete" | null>(null);
  const isPaused = provider.status === "paused";
  const show = (saved: Provider): void => {
    showSaved(["provider", provider.id], saved);
    void refresh();
  };
  const asked = {
    resource: provider,
    read: async () => api.providers.get(provider.id),
    onClose: () => setAsking(null),
  };
  const act = async (): Promise<void> => {
    const change = {
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
    };
    show(await edit.save(async (options) => api.providers.update(provider.id, change, options)));
    toast("Saved.");
  };
  return (
    <Panel title="Settings" note={provider.kind}>
      <Form
        act={act}
        conflict={edit.conflict}
        footer={(isBusy) =>
          mayWrite ? (
            <div className="acts pad">
              <button type="submit" className="btn p" aria-disabled={isBusy}>
                <BusyWords isBusy={isBusy}>Save provider</BusyWords>
              </button>
              <button type="button" className="btn" onClick={() => setAsking(isPaused ? "resume" : "pause")}>
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
        <TextField name="name" label="Name" value={name} onChange={(text) => set({ name: text })} maxLength={200} />
        <TextField
          name="base_url"
          label="Address"
          inputMode="url"
          value={baseUrl}
          onChange={(text) => set({ baseUrl: text })}
          hint="Empty: the vendor's own, where it has one."
        />
        <TextField
          name="cadence.seconds"
          label="Seconds between reads"
          inputMode="numeric"
          value={seconds}
          onChange={(text) => set({ seconds: text })}
          hint="Empty: chosen by what happens, every 30 s in a campaign."
        />
        <TextField
          name="webhook_secret"
          label={provider.has_webhook_secret ? "New webhook secret" : "Webhook secret"}
          type="password"
          value={secret}
          onChange={(text) => set({ secret: text })}
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
          onChange={(text) => set({ credentials: text })}
          hint="They replace the present ones at once and are never shown again."
        />
      </Form>
      {asking === "pause" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Pause reading ${of.name}?`,
            consequence: "Its balances are not read, so its wallets become stale. Its hooks still count.",
            keep: "Keep reading",
            go: "Pause reading",
          })}
          act={async (options) => show(await api.providers.update(provider.id, { status: "paused" }, options))}
        />
      )}
      {asking === "resume" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Resume reading ${of.name}?`,
            consequence: "Its balances are read again, and hooks are checked by them.",
            keep: "Keep paused",
            go: "Resume reading",
            harmful: false,
          })}
          act={async (options) => show(await api.providers.update(provider.id, { status: "active" }, options))}
        />
      )}
      {asking === "delete" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Delete ${of.name}?`,
            consequence:
              "Its wallets here are closed, their history stays, and its credentials are forgotten. Its hooks are refused.",
            typeName: of.name,
            keep: "Keep provider",
            go: "Delete provider",
          })}
          act={async (options) => {
            await api.providers.delete(provider.id, options);
            await navigate({ to: "/providers" });
            queries.removeQueries({ queryKey: ["provider", provider.id] });
            void refresh();
          }}
        />
      )}
    </Panel>
  );
}

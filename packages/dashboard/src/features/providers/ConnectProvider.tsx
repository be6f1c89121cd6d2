import { PlimsollError, type Provider } from "@plimsoll/client";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { SelectField, TextField } from "../../parts/Form.tsx";
import { jsonOf } from "./json-of.ts";

type Request = Parameters<typeof api.providers.create>[0];
type Kind = Request["kind"];
type Settings = NonNullable<Request["settings"]>;

const KINDS = [
  ["octopus", "Octopus Cards"],
  ["sudo", "Sudo"],
  ["africastalking", "Africa's Talking"],
  ["airwallex", "Airwallex"],
  ["dingconnect", "DingConnect"],
  ["openrouter", "OpenRouter"],
  ["paystack", "Paystack"],
  ["reloadly", "Reloadly"],
  ["runa", "Runa"],
  ["stripe", "Stripe"],
  ["tango", "Tango"],
  ["telnyx", "Telnyx"],
  ["tremendous", "Tremendous"],
  ["twilio", "Twilio"],
  ["wise", "Wise"],
  ["http-json", "Any JSON API"],
] as const satisfies readonly (readonly [Kind, string])[];

const FIELD = /^credentials\.(.+)$/;

/** Connects a provider. Which credentials its kind needs, the server says; their fields appear with its words. */
export default function ConnectProvider({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [kind, setKind] = useState<Kind>("octopus");
  const [name, setName] = useState("");
  const [baseUrl, setBaseUrl] = useState("");
  const [secret, setSecret] = useState("");
  const [settings, setSettings] = useState("");
  const [credentials, setCredentials] = useState<Readonly<Record<string, string>>>({});
  const act = async (): Promise<void> => {
    const given = Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== ""));
    try {
      const made: Provider = await api.providers.create({
        kind,
        name,
        credentials: given,
        ...(baseUrl.trim() !== "" && { base_url: baseUrl.trim() }),
        ...(secret !== "" && { webhook_secret: secret }),
        ...(kind === "http-json" && { settings: jsonOf<Settings>("settings", settings) }),
      });
      void refresh();
      await navigate({ to: "/providers/$providerId", params: { providerId: made.id } });
    } catch (error) {
      const wanted = error instanceof PlimsollError ? error.details.map(({ field }) => FIELD.exec(field)?.[1]) : [];
      const missing = wanted.filter((each) => each !== undefined && !(each in credentials));
      setCredentials({ ...credentials, ...Object.fromEntries(missing.map((each) => [each, ""])) });
      throw error;
    }
  };
  return (
    <FormDialog
      title="Connect provider"
      about="Its wallets appear by themselves at the first read."
      submit="Connect provider"
      act={act}
      onClose={onClose}
    >
      <SelectField
        name="kind"
        label="Kind"
        value={kind}
        choices={KINDS}
        onChange={(chosen) => {
          setKind(chosen);
          setCredentials({});
        }}
      />
      <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
      <TextField
        name="base_url"
        label="Address"
        inputMode="url"
        value={baseUrl}
        onChange={setBaseUrl}
        hint="Empty: the vendor's own, where it has one."
      />
      {Object.entries(credentials).map(([each, value]) => (
        <TextField
          key={each}
          name={`credentials.${each}`}
          label={each.replaceAll("_", " ")}
          type="password"
          value={value}
          onChange={(typed) => setCredentials({ ...credentials, [each]: typed })}
        />
      ))}
      {kind === "http-json" && (
        <TextField
          name="settings"
          label="How balances are read, as JSON"
          rows={6}
          value={settings}
          onChange={setSettings}
        />
      )}
      <TextField
        name="webhook_secret"
        label="Webhook secret"
        type="password"
        value={secret}
        onChange={setSecret}
        hint="Empty: its webhooks are refused until one is set."
      />
    </FormDialog>
  );
}

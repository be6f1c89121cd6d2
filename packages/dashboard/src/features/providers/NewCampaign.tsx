import type { Provider } from "@plimsoll/client";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { localTime, SelectField, TextField } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";

interface NewCampaignProps {
  readonly providers: readonly Provider[];
  readonly onClose: () => void;
}

/** Announces a campaign, for every provider or for one. */
export default function NewCampaign({ providers, onClose }: NewCampaignProps) {
  const [name, setName] = useState("");
  const [provider, setProvider] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [times, setTimes] = useState("");
  const act = async (): Promise<void> => {
    await api.campaigns.create({
      ...(name.trim() !== "" && { name: name.trim() }),
      ...(provider !== "" && { provider_id: provider }),
      ...(times.trim() !== "" && { expected_multiplier: times.trim() }),
      starts_at: localTime("starts_at", from),
      ends_at: localTime("ends_at", to),
    });
    void refresh();
    toast("Announced.");
  };
  return (
    <FormDialog
      title="Announce campaign"
      about="While it lasts, providers are read every 30 s."
      submit="Announce campaign"
      act={act}
      onClose={onClose}
    >
      <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
      <SelectField
        name="provider_id"
        label="Of"
        value={provider}
        onChange={setProvider}
        choices={[["", "every provider"], ...providers.map(({ id, name: of }) => [id, of] as const)]}
      />
      <TextField name="starts_at" label="From" type="datetime-local" value={from} onChange={setFrom} />
      <TextField name="ends_at" label="Until" type="datetime-local" value={to} onChange={setTo} />
      <TextField
        name="expected_multiplier"
        label="A usual day counts"
        inputMode="decimal"
        unit="times"
        value={times}
        onChange={setTimes}
        hint="Empty: no more than usual is expected."
      />
    </FormDialog>
  );
}

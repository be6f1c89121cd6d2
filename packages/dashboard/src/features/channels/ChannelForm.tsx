import type { Channel } from "@plimsoll/client";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { CHANNEL_KIND_WORDS } from "../../notifications/channels.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { SelectField, TextField, wholeNumber } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { CONFIG_FIELDS, configOf, typedConfig, type Typed } from "./kinds.ts";
import { sentence } from "../../words/isolated.ts";

const KIND_CHOICES = Object.entries(CHANNEL_KIND_WORDS) as [Channel["kind"], string][];

interface ChannelFormProps {
  /** Null: a new one. */
  readonly channel: Channel | null;
  readonly onMade?: (channel: Channel) => void;
  readonly onClose: () => void;
}

/** Connects a channel, or changes one. Stored secrets are not shown; an empty field leaves them. */
export default function ChannelForm({ channel, onMade, onClose }: ChannelFormProps) {
  const [kind, setKind] = useState<Channel["kind"]>(channel?.kind ?? "slack");
  const [name, setName] = useState(channel?.name ?? "");
  const [typed, setTyped] = useState<Typed>(channel === null ? {} : typedConfig(channel.kind, channel.config));
  const [rate, setRate] = useState(channel === null ? "" : String(channel.rate_limit_per_second));
  const act = async (): Promise<void> => {
    const fields = { name: name.trim(), config: configOf(kind, typed, channel?.config ?? null) };
    const limit = rate.trim() === "" ? null : wholeNumber("rate_limit_per_second", rate);
    if (channel === null) {
      const made = await api.channels.create({
        kind,
        ...fields,
        ...(limit !== null && { rate_limit_per_second: limit }),
      });
      onMade?.(made);
    } else {
      await api.channels.update(channel.id, { ...fields, rate_limit_per_second: limit });
      toast(sentence`${fields.name} saved.`);
    }
    void refresh("channels");
  };
  return (
    <FormDialog
      title={channel === null ? "Add channel" : sentence`Change ${channel.name}`}
      about="Routes decide what it receives."
      submit={channel === null ? "Add channel" : "Save channel"}
      act={act}
      onClose={onClose}
    >
      {channel === null && (
        <SelectField name="kind" label="Kind" value={kind} onChange={setKind} choices={KIND_CHOICES} />
      )}
      <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
      {CONFIG_FIELDS[kind].map(({ member, label, secret = false, as, hint }) => {
        const stored = secret ? channel?.config[member] : undefined;
        const kept = typeof stored === "string" ? `Stored, ending ${stored}. Empty: it stays.` : undefined;
        const below = kept ?? hint;
        return (
          <TextField
            key={`${kind} ${member}`}
            name={`config.${member}`}
            label={label}
            value={typed[member] ?? ""}
            onChange={(value) => setTyped({ ...typed, [member]: value })}
            {...(as !== "line" && { rows: as === "text" ? 6 : 3 })}
            {...(below !== undefined && { hint: below })}
          />
        );
      })}
      <TextField
        name="rate_limit_per_second"
        label="At most a second"
        inputMode="numeric"
        value={rate}
        onChange={setRate}
        hint="Empty: what the service accepts."
      />
    </FormDialog>
  );
}
